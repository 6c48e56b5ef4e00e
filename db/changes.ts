import type { Db } from "./types.ts";

export const changeKinds = ["phone", "organisation", "phonebook", "network", "token", "window", "all"] as const;
export type ChangeKind = (typeof changeKinds)[number];
/** What a server process must look at again. Numbers grow in commit order, on both databases. */
export type Change = {
  readonly seq: number;
  readonly kind: ChangeKind;
  readonly organisationId: string | null;
  readonly phoneId: string | null;
};

/** The newest change's number; 0 when there is none. */
export declare function latestChange(db: Db): Promise<number>;
/** Changes after `seq`, oldest first. */
export declare function changesSince(db: Db, seq: number, limit: number): Promise<Change[]>;
/** Forgets changes up to and including `seq`; a reader that is further behind must load everything anew. */
export declare function purgeChanges(db: Db, seq: number): Promise<number>;
