import { createHmac, randomBytes } from "node:crypto";
import { digestRealm } from "../db/phone-index.ts";
import type { Keyring } from "../db/secrets.ts";
import { type Access, type Admission, admit } from "./admit.ts";
import type { Ask } from "./ask.ts";
import { DigestGate, type DigestResult } from "./digest.ts";
import { askerOf, type HomeWatch } from "./home-watch.ts";
import type { IndexOfPhones } from "./index-of-phones.ts";
import type { NonceUses } from "./nonce-uses.ts";
import type { PhoneRow } from "./phone-row.ts";
import type { Route } from "./route.ts";
import type { StrangerBudget } from "./stranger-budget.ts";

const noCredentials: DigestResult<PhoneRow> = { result: "missing", phone: null };
const plain: Access<PhoneRow> = { kind: "plain" };

/** Looks up what admitting needs, the same for every asker, and asks `admit`. */
export class Gate {
  readonly #index: IndexOfPhones;
  readonly #watch: HomeWatch;
  readonly #budget: StrangerBudget;
  readonly #clock: () => Date;
  readonly #digest: DigestGate;
  readonly #uses: NonceUses | null;

  /**
   * @param watch judges whoever has proved to be a phone, @param budget whoever has not
   * @param shared where several processes answer phones: what signs nonces for all of them, and who has seen which
   */
  constructor(
    index: IndexOfPhones,
    watch: HomeWatch,
    budget: StrangerBudget,
    clock: () => Date,
    shared: { keyring: Keyring; uses: NonceUses } | null = null,
  ) {
    this.#index = index;
    this.#watch = watch;
    this.#budget = budget;
    this.#clock = clock;
    this.#uses = shared?.uses ?? null;
    const secret = shared ? createHmac("sha256", shared.keyring.hashKey).update("digest nonces").digest() : randomBytes(32);
    this.#digest = new DigestGate(digestRealm, secret);
  }

  challenge(stale: boolean): string {
    return this.#digest.challenge(this.#clock().getTime(), stale);
  }

  /** @param header `Authorization`, as it came */
  checkDigest(header: string | undefined, route: Route): DigestResult<PhoneRow> {
    const find = (user: string) => this.#index.phones.byDigestUser(user);
    const request = { method: route.method, target: route.path };
    return this.#digest.check(header, request, this.#clock().getTime(), find);
  }

  /**
   * Asks the other processes whether they have seen an answer to a challenge that this one takes for fresh.
   *
   * @returns what the answer is then; null: there is nobody to ask
   */
  compareDigest(digest: DigestResult<PhoneRow>): Promise<DigestResult<PhoneRow>> | null {
    const { use, phone } = digest;
    if (this.#uses === null || use === undefined) return null;
    return this.#uses.use(use.nonce, use.count).then((fresh) => (fresh ? digest : { result: "stale", phone }));
  }

  /** @param windows false: no first-contact window counts */
  admit(ask: Omit<Ask, "admission">, digest = noCredentials, windows = true): Admission<PhoneRow> {
    const { route, address, certificateMac } = ask;
    const { mac, macConflict } = route.recognised;
    const { phones } = this.#index;
    const network = this.#index.networkOfAddress(address);
    const admission = admit<PhoneRow>({
      mac,
      macConflict,
      phone: mac === null ? null : phones.byMac(mac),
      access: this.#access(route, digest),
      certificate: certificateMac === null ? null : { mac: certificateMac, phone: phones.byMac(certificateMac) },
      networkOrganisationId: network?.organisationId ?? null,
      networkSiteId: network?.siteId ?? null,
      windowOpen: windows && mac !== null && this.#index.windowOpen(mac) && mayTakeWindow(route),
    });
    return this.#budget.judge(this.judge(admission, ask), ask);
  }

  /** Whether whoever has proved to be a phone looks like it; who has just been let in by a first-contact window may look new. */
  judge(admission: Admission<PhoneRow>, ask: Omit<Ask, "admission">): Admission<PhoneRow> {
    const { route } = ask;
    const { phone, grant } = admission;
    if (grant !== "everything" || !phone) return admission;
    const fresh = route.tokenHash !== null && phone.tokenHash === route.tokenHash && phone.previousTokenHash !== null;
    const letIn = fresh && this.#index.windowOpen(phone.mac);
    return this.#watch.judge(admission, askerOf(ask), letIn);
  }

  #access(route: Route, digest: DigestResult<PhoneRow>): Access<PhoneRow> {
    const hash = route.tokenHash ?? "";
    switch (route.access) {
      case "plain":
        return plain;
      case "digest":
        return { kind: "digest", ...digest };
      case "organisation":
        return { kind: "organisation", organisationId: this.#index.organisationOfToken(hash) };
      case "token": {
        const phone = this.#index.phones.byTokenHash(hash);
        return { kind: "token", phone, previous: phone !== null && phone.tokenHash !== hash };
      }
    }
  }
}

/** A look (HEAD) takes no window, nor does a request for something that no token can stand in. */
function mayTakeWindow({ method, recognised }: Route): boolean {
  if (method !== "GET") return false;
  const { wants } = recognised;
  return wants === "boot" || wants === "common" || wants === "phone";
}
