import { createHash } from "node:crypto";
import { changesSince, latestChange } from "../../db/changes.ts";
import { ensureOrganisationAddress, organisationAddresses } from "../../db/provisioning-address.ts";
import { openAccount } from "../../db/redirection-accounts.ts";
import {
  type DueRedirection,
  deriveRedirections,
  noteRedirection,
  organisationsRegistered,
  registerMoved,
  takeDueRedirections,
} from "../../db/redirection-queue.ts";
import { takeWantedTests, writeTest } from "../../db/redirection-tests.ts";
import { Rounds } from "../../db/rounds.ts";
import type { Keyring } from "../../db/secrets.ts";
import type { Actor, Db } from "../../db/types.ts";
import { shownAnswer } from "../../domain/redirection.ts";
import type { Log } from "../log.ts";
import type { Outbound } from "../outbound.ts";
import { failed, type Service, type ServiceAnswer, type ServicePhone } from "./contract.ts";
import { secretsOf, serviceOf } from "./services.ts";

export type CourierParts = {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly publicUrl: string;
  readonly outbound: Pick<Outbound, "send">;
  readonly clock: () => Date;
  readonly log: Log;
  /** From 0 up to 1; absent: the machine's. */
  readonly random?: () => number;
  /** Milliseconds between looks whether there is something to do. */
  readonly lookEvery?: number;
};

const usualLook = 2_000;
const atOnce = 8;
/** Between two looks whether organisations' addresses have become others. Milliseconds. */
const movedEvery = 5 * 60_000;
/** Changes that are looked at one by one; with more, every phone is. */
const mostChanges = 1_000;

/** Who answers for what follows from how things are. */
export const redirectionActor: Actor = { kind: "system", id: null, name: "Klyka", organisationId: null };

/** Registers phones at makers' services and takes them away, until it is done or has been tried often enough. */
export class RedirectionCourier {
  readonly #parts: CourierParts;
  readonly #rounds: Rounds;
  /** Changes up to here have been looked at; null: nothing yet. */
  #seen: number | null = null;
  #movedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: CourierParts) {
    this.#parts = parts;
    const onFault = (error: unknown) => parts.log.error("Redirection services could not be worked for.", { error });
    this.#rounds = new Rounds(parts.lookEvery ?? usualLook, () => this.#round(), onFault);
  }

  start(): void {
    this.#rounds.wake();
  }

  /** There may be something to do. */
  wake(): void {
    this.#rounds.wake();
  }

  /** Resolves when there is nothing more to do for now. */
  idle(): Promise<void> {
    return this.#rounds.idle();
  }

  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  async #round(): Promise<boolean> {
    const { db, clock } = this.#parts;
    await this.#derive();
    await this.#moved();
    const tested = await this.#test();
    const due = await takeDueRedirections(db, clock(), atOnce);
    const opened = new Map<string, Promise<Opened | null>>();
    const ends = await Promise.allSettled(due.map((one) => this.#carryOut(one, opened)));
    for (const end of ends)
      if (end.status === "rejected")
        this.#parts.log.error("What came of a redirection could not be written.", { error: end.reason });
    return due.length > 0 || tested;
  }

  async #derive(): Promise<void> {
    const { db, clock } = this.#parts;
    const latest = await latestChange(db);
    if (latest === this.#seen) return;
    const changes = this.#seen === null ? null : await changesSince(db, this.#seen, mostChanges + 1);
    const all = changes === null || changes.length > mostChanges || changes.some(({ kind }) => kind === "all");
    const ids = all ? null : [...new Set(changes.flatMap(({ phoneId }) => phoneId ?? []))];
    // New accounts name no phone: who is registered by itself comes later than they do.
    if (ids === null || ids.length > 0) await deriveRedirections(db, ids, clock());
    this.#seen = all ? latest : (changes.at(-1)?.seq ?? latest);
  }

  /** A token was revoked, the server has another name: phones that are registered shall be sent there. */
  async #moved(): Promise<void> {
    const { db, keyring, publicUrl, clock } = this.#parts;
    if (performance.now() - this.#movedAt < movedEvery) return;
    this.#movedAt = performance.now();
    const organisations = await organisationsRegistered(db);
    if (organisations.length === 0) return;
    const addresses = await organisationAddresses(db, keyring, organisations, publicUrl);
    const hashes = new Map([...addresses].map(([organisationId, url]) => [organisationId, hash(url)]));
    await registerMoved(db, hashes, clock());
  }

  async #test(): Promise<boolean> {
    const { db, clock } = this.#parts;
    const wanted = await takeWantedTests(db);
    for (const { id, askedAt } of wanted) {
      const opened = await this.#open(id);
      const answer = opened ? await opened.service.test() : null;
      if (opened && answer) await writeTest(db, id, askedAt, shown(answer, opened.secrets), clock());
    }
    return wanted.length > 0;
  }

  async #carryOut(due: DueRedirection, known: Map<string, Promise<Opened | null>>): Promise<void> {
    const { db, clock, random = Math.random } = this.#parts;
    const opening = known.get(due.accountId) ?? this.#open(due.accountId);
    known.set(due.accountId, opening);
    const opened = await opening;
    // Its account was deleted a moment ago: there is nothing to do any more.
    if (!opened) return;
    const url = await this.#urlOf(due.organisationId);
    const phone = { mac: due.mac, url, organisation: due.organisationName };
    const answer = await perform(opened.service, due, phone);
    const tried = { ...shown(answer, opened.secrets), state: answer.state, asked: answer.asked, urlHash: hash(url) };
    await noteRedirection(db, due, tried, random(), clock());
  }

  async #open(accountId: string): Promise<Opened | null> {
    const { db, keyring, outbound, clock } = this.#parts;
    const account = await openAccount(db, keyring, accountId);
    return account && { service: serviceOf({ outbound, account, now: clock }), secrets: secretsOf(account) };
  }

  /** An organisation without a token gets one: without it nothing says whose a phone is. */
  async #urlOf(organisationId: string): Promise<string> {
    const { db, keyring, publicUrl, clock } = this.#parts;
    const name = "Omdirigering";
    return ensureOrganisationAddress(db, keyring, { organisationId, publicUrl, name }, redirectionActor, clock());
  }
}

type Opened = { readonly service: Service; readonly secrets: readonly string[] };

async function perform(service: Service, { task }: DueRedirection, phone: ServicePhone): Promise<ServiceAnswer> {
  if (task === "register") return service.register(phone);
  if (task === "unregister") return service.unregister(phone);
  return service.check ? service.check(phone) : failed("refused", null, "");
}

function shown({ fault, status, said }: ServiceAnswer, secrets: readonly string[]) {
  return { fault, status, answer: shownAnswer(said, secrets) };
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
