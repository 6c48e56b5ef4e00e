import type { Knex } from "knex";

/** A database, or a transaction in it. Every function of `db/` takes one first. */
export type Db = Knex;

export const actorKinds = ["user", "operator", "cli", "system"] as const;

/**
 * Who does something; kept in the audit log. The tenant of a change is in its input, taken from the session by the edge.
 * `administrator` says that a `user` may do what administrators may (locked keys); all other kinds always may.
 */
export type Actor = {
  readonly kind: (typeof actorKinds)[number];
  readonly id: string | null;
  readonly name: string;
  readonly organisationId: string | null;
  readonly administrator?: boolean;
  /** Of the request that the change comes with. */
  readonly trail?: Trail;
};

/** What ties together the audit entries of one request: they are undone as one. */
export type Trail = {
  readonly id: string;
  /** Where the request came from. */
  readonly address: string | null;
  /** The write that this one takes back. */
  readonly undoes?: string;
  /** Entries written with it, also those of a transaction that was undone. */
  written: number;
};

/** Fields that every editable thing has. Times are ISO 8601 UTC. */
export type Versioned = { readonly id: string; readonly version: number; readonly createdAt: string; readonly updatedAt: string };
