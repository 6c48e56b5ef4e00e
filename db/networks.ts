import { z } from "zod";
import type { Actor, Db } from "./types.ts";

export const AddTrustedNetwork = z.strictObject({
  organisationId: z.string(),
  siteId: z.string().nullable().default(null),
  /** `192.0.2.0/24`, `2001:db8::/48`. At least 8 (IPv4) or 16 (IPv6) bits: the whole internet is nobody's network. */
  cidr: z.string(),
  note: z.string().max(200).default(""),
});
export type AddTrustedNetwork = z.infer<typeof AddTrustedNetwork>;
export type TrustedNetwork = {
  readonly id: string;
  readonly organisationId: string;
  readonly siteId: string | null;
  /** Canonical: host bits cleared, IPv6 compressed. */
  readonly cidr: string;
  readonly note: string;
  readonly createdAt: string;
};

/** @throws DomainError `network_invalid` (malformed, too wide, or another organisation's), `site_not_found` */
export declare function addTrustedNetwork(db: Db, input: AddTrustedNetwork, actor: Actor, now: Date): Promise<TrustedNetwork>;
/** @throws DomainError `network_invalid` when the organisation has no such network */
export declare function removeTrustedNetwork(
  db: Db,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<void>;
export declare function listTrustedNetworks(db: Db, organisationId: string): Promise<TrustedNetwork[]>;
/** All organisations' networks, for the server's index. */
export declare function loadTrustedNetworks(db: Db): Promise<TrustedNetwork[]>;
