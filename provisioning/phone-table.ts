import type { PhoneIndexRow } from "../db/phone-index.ts";
import type { Home } from "../domain/hold.ts";
import { homeOf, networkOf } from "./appearance.ts";
import { PhoneRow } from "./phone-row.ts";

/** All phones by whatever a request may name: MAC, token (also the previous one), digest user, id. */
export class PhoneTable {
  readonly #byId = new Map<string, PhoneRow>();
  readonly #byMac = new Map<string, PhoneRow>();
  readonly #byToken = new Map<string, PhoneRow>();
  readonly #byDigestUser = new Map<string, PhoneRow>();
  /** Strings that many rows share are kept once. */
  readonly #shared = new Map<string, string>();
  /** How many phones of an organisation are at home in a network. */
  readonly #homes = new Map<string, Map<string, number>>();

  get size(): number {
    return this.#byId.size;
  }

  byId(id: string): PhoneRow | null {
    return this.#byId.get(id) ?? null;
  }

  /** @param mac 12 lower-case hex digits */
  byMac(mac: string): PhoneRow | null {
    return this.#byMac.get(mac) ?? null;
  }

  byTokenHash(hash: string): PhoneRow | null {
    return this.#byToken.get(hash) ?? null;
  }

  byDigestUser(user: string): PhoneRow | null {
    return this.#byDigestUser.get(user) ?? null;
  }

  all(): IterableIterator<PhoneRow> {
    return this.#byId.values();
  }

  /**
   * Takes a row as the database has it now.
   *
   * @returns the phone, and whether it is new or its revision has risen
   */
  put(row: PhoneIndexRow): { readonly phone: PhoneRow; readonly raised: boolean } {
    const known = this.#byId.get(row.id);
    if (!known) {
      const phone = new PhoneRow(this.#sharing(row));
      phone.home = this.#shareHome(phone.home);
      this.#byId.set(row.id, phone);
      this.#link(phone);
      return { phone, raised: true };
    }
    const raised = row.revision > known.revision;
    this.#unlink(known);
    const { id: _, known: asked, ...fields } = this.#sharing(row);
    // What it has just been seen to be is not in the database yet, perhaps.
    const home = this.#shareHome(homeOf(asked) ?? (row.state === "bound" ? known.home : null));
    const expectedUntil = asked?.expectedUntil ?? null;
    Object.assign(known, fields, { home, expectedUntil, revision: Math.max(row.revision, known.revision) });
    this.#link(known);
    return { phone: known, raised };
  }

  /** The phone got a fresh token; the old one is valid until the new one is used. */
  giveToken(phone: PhoneRow, hash: string): void {
    if (phone.tokenHash === hash) return;
    this.#unlink(phone);
    phone.previousTokenHash = phone.tokenHash;
    phone.tokenHash = hash;
    this.#link(phone);
  }

  /** The phone has used its token: it is bound, and an older token is void. */
  tokenUsed(phone: PhoneRow): void {
    this.#unlink(phone);
    phone.previousTokenHash = null;
    if (phone.state === "claimed") phone.state = "bound";
    this.#link(phone);
  }

  /** The phone has signed with its new digest secret. */
  digestUsed(phone: PhoneRow): void {
    phone.previousDigestHash = null;
  }

  /** The phone asks like this from now on. */
  settle(phone: PhoneRow, home: Home): void {
    this.#atHome(phone, -1);
    phone.home = this.#shareHome(home);
    this.#atHome(phone, 1);
  }

  /** The phone has proved itself from the network of that address before. */
  isAtHome({ home }: PhoneRow, address: string): boolean {
    return home?.networks.includes(networkOf(address)) ?? false;
  }

  /** How many phones of the organisation have asked from that network. */
  atHome(organisationId: string | null, network: string): number {
    return this.#homes.get(organisationId ?? "")?.get(network) ?? 0;
  }

  #atHome({ organisationId, home, state }: PhoneRow, change: 1 | -1): void {
    if (!home || organisationId === null || state !== "bound") return;
    let counts = this.#homes.get(organisationId);
    if (!counts) {
      counts = new Map();
      this.#homes.set(organisationId, counts);
    }
    for (const network of home.networks) {
      const count = (counts.get(network) ?? 0) + change;
      if (count > 0) counts.set(network, count);
      else counts.delete(network);
    }
  }

  #shareHome(home: Home | null): Home | null {
    if (!home) return null;
    const { networks, program, model, firmware } = home;
    const shared = networks.map((network) => this.#once(network) ?? network);
    return { networks: shared, program: this.#once(program), model: this.#once(model), firmware: this.#once(firmware) };
  }

  remove(id: string): PhoneRow | null {
    const phone = this.#byId.get(id);
    if (!phone) return null;
    this.#unlink(phone);
    this.#byId.delete(id);
    return phone;
  }

  #link(phone: PhoneRow): void {
    this.#atHome(phone, 1);
    const namesake = this.#byMac.get(phone.mac);
    if (!namesake || standing[phone.state] >= standing[namesake.state]) this.#byMac.set(phone.mac, phone);
    if (phone.state === "retired") return;
    if (phone.previousTokenHash !== null) this.#byToken.set(phone.previousTokenHash, phone);
    if (phone.tokenHash !== null) this.#byToken.set(phone.tokenHash, phone);
    if (phone.digestUser !== null) this.#byDigestUser.set(phone.digestUser, phone);
  }

  #unlink(phone: PhoneRow): void {
    this.#atHome(phone, -1);
    drop(this.#byMac, phone.mac, phone);
    drop(this.#byToken, phone.tokenHash, phone);
    drop(this.#byToken, phone.previousTokenHash, phone);
    drop(this.#byDigestUser, phone.digestUser, phone);
  }

  #sharing(row: PhoneIndexRow): PhoneIndexRow {
    return {
      ...row,
      organisationId: this.#once(row.organisationId),
      siteId: this.#once(row.siteId),
      model: this.#once(row.model),
    };
  }

  #once(text: string | null): string | null {
    if (text === null) return null;
    const known = this.#shared.get(text);
    if (known !== undefined) return known;
    this.#shared.set(text, text);
    return text;
  }
}

/** One MAC may have been a found phone's or a retired one's before: who owns it now is meant. */
const standing = { retired: 0, found: 1, claimed: 2, bound: 2 } as const;

function drop(map: Map<string, PhoneRow>, key: string | null, phone: PhoneRow): void {
  if (key !== null && map.get(key) === phone) map.delete(key);
}
