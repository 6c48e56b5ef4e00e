import { timingSafeEqual } from "node:crypto";
import type { Directory } from "../../db/directories.ts";
import { type DirectoryKey, ldapPassword, loadDirectoryKey } from "../../db/ldap-credentials.ts";
import type { Keyring } from "../../db/secrets.ts";
import type { Db } from "../../db/types.ts";
import type { Reason } from "../../domain/admission-reasons.ts";
import { readMac } from "../../domain/mac.ts";
import type { BookRights } from "../book-rights.ts";
import type { Books } from "../books.ts";
import type { HomeWatch } from "../home-watch.ts";
import type { IndexOfPhones } from "../index-of-phones.ts";
import type { JournalCollector } from "../journal-collector.ts";
import type { PhoneRow } from "../phone-row.ts";
import { Route } from "../route.ts";

export type LdapDeskParts = {
  readonly index: IndexOfPhones;
  readonly watch: HomeWatch;
  readonly db: Db;
  readonly keyring: Keyring;
  readonly bookRights: BookRights;
  readonly books: Books;
  readonly journal: JournalCollector;
  readonly clock: () => Date;
};

/** Between two looks for what nobody knows yet, milliseconds. */
const lookAgainMillis = 20;

/** Longest name that is looked at: that of a phone is far shorter. */
const longestName = 200;

const signingIn = new Route("BIND", "/ldap", null);

/** Who may search the directory, and in which books: the same as over HTTP, by the same rules. */
export class LdapDesk {
  readonly #parts: LdapDeskParts;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: LdapDeskParts) {
    this.#parts = parts;
  }

  /** Null: that is no phone's name and password. Works as much for a name that nobody has. */
  async signIn(name: string, password: string, address: string): Promise<PhoneRow | null> {
    const began = performance.now();
    const named = this.#named(name);
    let phone = fits(await this.#keyOf(named), named, password);
    // Another process may just have given the phone a new token.
    if (!phone && (await this.#lookAgain())) {
      const again = this.#named(name);
      phone = fits(await this.#keyOf(again), again, password);
    }
    const held = phone !== null && (await this.#held(phone, address));
    this.#note(held ? null : phone, named, address, began, held ? "phone_held" : phone ? "ldap_valid" : "ldap_refused");
    return held ? null : phone;
  }

  /** Whoever has the phone's password and is not where the phone is: noted, and kept out where the organisation says so. */
  async #held(phone: PhoneRow, address: string): Promise<boolean> {
    const { watch, index } = this.#parts;
    const asker = { address, transport: "ldap", userAgent: null, firmware: null } as const;
    let reasons = watch.strange(phone, asker);
    if (reasons.length > 0 && (await watch.look(phone, asker))) reasons = watch.strange(phone, asker);
    if (reasons.length === 0) return false;
    const held = index.holdLevel(phone.organisationId) !== "report";
    watch.held(phone, asker, reasons, held);
    return held;
  }

  /** Asked for a name that nobody has as well: it takes as long. */
  #keyOf(phone: PhoneRow | null): Promise<DirectoryKey> {
    return loadDirectoryKey(this.#parts.db, this.#parts.keyring, phone?.organisationId ?? "");
  }

  /** The phone's books as they are now; null: the phone is nobody's any more. */
  async booksOf(phone: PhoneRow): Promise<readonly Directory[] | null> {
    if (this.#parts.index.phones.byId(phone.id) !== phone || !mayRead(phone)) return null;
    const { organisationId } = phone;
    const access = await this.#parts.bookRights.of(phone);
    if (organisationId === null || !access) return null;
    return this.#parts.books.contents(organisationId, access.books);
  }

  #lookAgain(): Promise<boolean> | false {
    const now = performance.now();
    if (now - this.#lookedAt < lookAgainMillis) return false;
    this.#lookedAt = now;
    return this.#parts.index.refresh();
  }

  /** `uid=<mac>,ou=phones,o=klyka`, or the MAC alone. */
  #named(name: string): PhoneRow | null {
    if (name.length > longestName) return null;
    const bare = /^uid=([^,]+),ou=phones,o=klyka$/.exec(name.toLowerCase().replace(/\s*([,=])\s*/g, "$1"))?.[1] ?? name;
    const mac = readMac(bare);
    return mac === null ? null : this.#parts.index.phones.byMac(mac);
  }

  #note(phone: PhoneRow | null, named: PhoneRow | null, address: string, began: number, reason: Reason): void {
    const about = phone ?? named;
    this.#parts.journal.push({
      at: this.#parts.clock().getTime(),
      transport: "ldap",
      route: signingIn,
      address,
      mac: about?.mac ?? null,
      phoneId: about?.id ?? null,
      organisationId: about?.organisationId ?? null,
      rung: about === null || about.state === "retired" ? "unknown" : about.state,
      grant: phone ? "everything" : "nothing",
      reason,
      status: phone ? 200 : 401,
      bytes: 0,
      durationMicros: Math.round((performance.now() - began) * 1000),
    });
  }
}

function mayRead(phone: PhoneRow): boolean {
  return phone.organisationId !== null && (phone.state === "bound" || phone.state === "claimed");
}

/** The phone when the password is its own: of its token, or of the one before until the new one has been used. */
function fits(key: DirectoryKey, phone: PhoneRow | null, password: string): PhoneRow | null {
  const hashes = [phone?.tokenHash ?? "", phone?.previousTokenHash ?? ""];
  const right = hashes.map((hash) => hash !== "" && same(ldapPassword(key, phone?.id ?? "", hash), password));
  // For a name that nobody has, the same work.
  if (!phone) same(ldapPassword(key, "", ""), password);
  return phone && mayRead(phone) && right.includes(true) ? phone : null;
}

function same(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.alloc(expected.length)];
  const fitting = Buffer.byteLength(given) === a.length;
  if (fitting) b.write(given);
  return timingSafeEqual(a, b) && fitting;
}
