import type { PhoneIndexRow } from "../db/phone-index.ts";
import type { Home } from "../domain/hold.ts";
import { homeOf } from "./appearance.ts";
import type { CachedFile } from "./cached-file.ts";

/** One phone in memory. Kept small: there are a hundred thousand of them. */
export class PhoneRow {
  readonly id: string;
  mac: string;
  organisationId: string | null;
  siteId: string | null;
  vendor: PhoneIndexRow["vendor"];
  model: string | null;
  state: PhoneIndexRow["state"];
  /** What the phone should have; a rendered file of this revision or a later one is right. */
  revision: number;
  tokenHash: string | null;
  previousTokenHash: string | null;
  digestUser: string | null;
  digestHash: string | null;
  previousDigestHash: string | null;
  /** How it has asked until now; null: nothing is known, and nothing is strange. */
  home: Home | null;
  /** Until then something strange is believed once; ISO 8601 UTC. */
  expectedUntil: string | null;
  /** The phone's rendered files in memory, a chain: most phones have two or three. */
  files: CachedFile | null = null;

  constructor(row: PhoneIndexRow) {
    this.id = row.id;
    this.mac = row.mac;
    this.organisationId = row.organisationId;
    this.siteId = row.siteId;
    this.vendor = row.vendor;
    this.model = row.model;
    this.state = row.state;
    this.revision = row.revision;
    this.tokenHash = row.tokenHash;
    this.previousTokenHash = row.previousTokenHash;
    this.digestUser = row.digestUser;
    this.digestHash = row.digestHash;
    this.previousDigestHash = row.previousDigestHash;
    this.home = homeOf(row.known);
    this.expectedUntil = row.known?.expectedUntil ?? null;
  }
}
