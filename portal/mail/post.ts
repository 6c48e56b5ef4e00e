import { addressMail, forgetMail, putInOutbox, takeMail, tryAgain, type WaitingMail } from "../../db/mail-outbox.ts";
import { getOrganisation } from "../../db/organisations.ts";
import { createReset, hasEnoughLinks, linkLasts } from "../../db/password-resets.ts";
import { getPerson, type Person } from "../../db/people.ts";
import { generateToken, tokenHash } from "../../db/secrets.ts";
import { findSignIn } from "../../db/sign-in.ts";
import { change } from "../../db/transaction.ts";
import type { Actor } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import type { PeopleParts } from "../api/parts.ts";
import { type Letter, letterOf } from "./letters.ts";
import { MailFault } from "./smtp.ts";

/** How letters leave the house, and what the links in them begin with. */
export type Mail = {
  readonly send: (letter: Letter) => Promise<void>;
  /** Address of the portal, without a slash at the end. */
  readonly portalUrl: string;
};

type Parts = Pick<PeopleParts, "db" | "keyring" | "now"> & { readonly mail: Mail };

/** Another process may have put something in. Milliseconds. */
const lookEvery = 15_000;
const atOnce = 20;
/** Whoever asked longer ago than this has given up too. Milliseconds. */
const oldest = 24 * 3_600_000;
const system: Actor = { kind: "system", id: null, name: "sign-in", organisationId: null };

/** Sends what is in the outbox, one letter after the other, and tries again a few times. */
export class Post {
  readonly #parts: Parts;
  readonly #onFault: (error: unknown) => void;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(parts: Parts, onFault: (error: unknown) => void) {
    this.#parts = parts;
    this.#onFault = onFault;
    this.wake();
  }

  /** Something has been put in. */
  wake(): void {
    this.#again = true;
    if (this.#stopped || this.#running) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#running = this.#run().finally(() => {
      this.#running = null;
      if (this.#again) this.wake();
      else if (!this.#stopped) this.#timer = setTimeout(() => this.wake(), lookEvery);
    });
  }

  /** Resolves when there is nothing more to do for now. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    this.#again = false;
    try {
      const { db, keyring, now } = this.#parts;
      const mails = await takeMail(db, keyring, now(), atOnce);
      for (const mail of mails) if (!this.#stopped) await this.#deliver(mail);
      if (mails.length === atOnce) this.#again = true;
    } catch (error) {
      this.#onFault(error);
    }
  }

  async #deliver(mail: WaitingMail): Promise<void> {
    const { db, now } = this.#parts;
    try {
      const letter = await letterFor(this.#parts, mail);
      if (letter !== null) await this.#parts.mail.send(letter);
      await forgetMail(db, mail.id);
    } catch (error) {
      if (!(error instanceof MailFault)) throw error;
      const waits = await tryAgain(db, mail, error.code, error.lasting, now());
      if (!waits) this.#onFault(error);
    }
  }
}

/** Null: nobody gets it. */
async function letterFor(parts: Parts, mail: WaitingMail): Promise<Letter | null> {
  const { db, now } = parts;
  const age = now().getTime() - Date.parse(mail.createdAt);
  if (age > (mail.token === null ? oldest : linkLasts[mail.kind])) return null;
  const link = mail.token !== null && mail.to !== null ? { ...mail.to, token: mail.token } : await linkFor(parts, mail);
  if (link === null) return null;
  const person = await getPerson(db, { organisationId: link.organisationId, id: link.userId });
  const { title, language } = await getOrganisation(db, { id: link.organisationId });
  const { email, name } = person;
  const signInName = signInNameOf(person);
  if (email === null || signInName === null || person.deactivatedAt !== null) return null;
  return letterOf({
    ...{ kind: mail.kind, name, email, signInName, organisation: title, language: person.language ?? language },
    link: `${parts.mail.portalUrl}/new-password#${link.token}`,
  });
}

/** Makes the link for whoever has the name that was typed, if anybody has, and they may have one more. */
async function linkFor({ db, keyring, now }: Parts, mail: WaitingMail) {
  const candidate = mail.asked === null ? null : await findSignIn(db, mail.asked, now());
  if (!candidate?.active || (await hasEnoughLinks(db, candidate.userId, now()))) return null;
  const { organisationId, userId } = candidate;
  const { email } = await getPerson(db, { organisationId, id: userId });
  if (email === null) return null;
  const token = generateToken();
  await change(db, async (trx) => {
    await createReset(trx, { organisationId, userId, tokenHash: tokenHash(token) }, system, now());
    await addressMail(trx, keyring, mail.id, { organisationId, userId, token });
  });
  return { organisationId, userId, token };
}

/** What a person signs in with: the user name, else the primary number. */
export function signInNameOf(person: Pick<Person, "username" | "numbers">): string | null {
  return person.username ?? person.numbers.find((one) => one.kind === "primary")?.e164 ?? null;
}

/**
 * Invites a person to choose the first password: a link, and a mail with it.
 *
 * @throws DomainError `user_not_found`, `user_deactivated`, `email_missing`, `sign_in_name_missing`
 */
export async function invite(
  { db, keyring }: Pick<Parts, "db" | "keyring">,
  by: { readonly organisationId: string; readonly userId: string },
  actor: Actor,
  now: Date,
): Promise<void> {
  const { organisationId, userId } = by;
  await change(db, async (trx) => {
    const person = await getPerson(trx, { organisationId, id: userId });
    if (person.deactivatedAt !== null) throw new DomainError("user_deactivated");
    if (person.email === null) throw new DomainError("email_missing");
    if (signInNameOf(person) === null) throw new DomainError("sign_in_name_missing");
    const token = generateToken();
    await createReset(trx, { organisationId, userId, tokenHash: tokenHash(token), kind: "invitation" }, actor, now);
    await putInOutbox(trx, keyring, { kind: "invitation", organisationId, userId, token }, now);
  });
}
