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
};

/** Fields that every editable thing has. Times are ISO 8601 UTC. */
export type Versioned = { readonly id: string; readonly version: number; readonly createdAt: string; readonly updatedAt: string };
