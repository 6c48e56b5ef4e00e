import { useDigestSecret } from "../db/digest-secrets.ts";
import { takeWindow, useToken } from "../db/first-contact.ts";
import { type Keyring, tokenHash } from "../db/secrets.ts";
import type { Db } from "../db/types.ts";
import type { Reason } from "../domain/admission-reasons.ts";
import type { IndexOfPhones } from "./index-of-phones.ts";
import type { PhoneRow } from "./phone-row.ts";
import type { Route } from "./route.ts";

/** For so long a refused asker hears the same without the database being asked: it writes an alarm, and that takes its time. */
const refusedMillis = 60_000;
const mostRefused = 5_000;

/**
 * From claimed to bound: the two writes that an answer waits for, because they must be atomic over all processes.
 * Taking a window, and the first use of its token.
 */
export class FirstContact {
  readonly #db: Db;
  readonly #keyring: Keyring;
  readonly #index: IndexOfPhones;
  readonly #clock: () => Date;
  readonly #refused = new Map<string, { readonly reason: Reason; readonly until: number }>();

  constructor(db: Db, keyring: Keyring, index: IndexOfPhones, clock: () => Date) {
    this.#db = db;
    this.#keyring = keyring;
    this.#index = index;
    this.#clock = clock;
  }

  /** Takes the phone's open window for this asker. A token is the phone's new one; a reason is why there is none. */
  async take(
    phone: PhoneRow,
    address: string,
    route: Route,
  ): Promise<{ readonly token: string } | { readonly refused: Reason } | null> {
    const now = this.#clock();
    const window = `${phone.id} ${this.#index.windowCloses(phone.mac)} ${address}`;
    const before = this.#refused.get(window);
    if (before && before.until > now.getTime()) return { refused: before.reason };
    const asker = { mac: phone.mac, address, userAgent: route.shownUserAgent };
    const taken = await takeWindow(this.#db, this.#keyring, asker, now);
    if (taken.kind === "none") return null;
    if (taken.kind === "refused") {
      if (this.#refused.size >= mostRefused) this.#refused.clear();
      this.#refused.set(window, { reason: taken.reason, until: now.getTime() + refusedMillis });
      return { refused: taken.reason };
    }
    this.#index.phones.giveToken(phone, tokenHash(taken.token));
    // The phone asks again at once, and its files must name the new token: the change is seen before it is answered.
    // Twice, because a look that is under way may have begun before the change.
    await this.#index.refresh();
    await this.#index.refresh();
    return { token: taken.token };
  }

  /**
   * The phone whose window this address has taken lately. Its files that name no MAC (a Polycom's shared part) are
   * answered with their secret-free form, because a missing one can stop the phone.
   */
  guest(address: string): PhoneRow | null {
    return this.#index.guest(address);
  }

  /** True when a request with the phone's token changes something: it binds the phone, or makes an older token void. */
  pending(phone: PhoneRow, hash: string): boolean {
    if (hash !== phone.tokenHash) return false;
    return phone.state !== "bound" || phone.previousTokenHash !== null;
  }

  /** True when the phone has signed with its new digest secret, and the one before is still good. */
  pendingDigest(phone: PhoneRow, reason: Reason): boolean {
    return reason === "digest_valid" && phone.previousDigestHash !== null;
  }

  /** Makes the digest secret before the newest void. */
  async useDigest(phone: PhoneRow): Promise<void> {
    await useDigestSecret(this.#db, phone.id, phone.organisationId);
    this.#index.phones.digestUsed(phone);
  }

  /** Notes the first use of the token. False: it is not the phone's any more. */
  async use(phone: PhoneRow, hash: string, address: string): Promise<boolean> {
    const valid = await useToken(this.#db, phone.id, hash, address, this.#clock());
    if (valid) this.#index.phones.tokenUsed(phone);
    this.#index.notify();
    return valid;
  }
}
