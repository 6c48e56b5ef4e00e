import type { VendorId } from "../domain/plan.ts";
import type { Db } from "./types.ts";

/** One request of a phone. `path` has tokens redacted by the caller. */
export type JournalEntry = {
  readonly id: string;
  readonly at: string;
  readonly transport: "http" | "https" | "tftp";
  readonly method: string;
  readonly path: string;
  readonly address: string;
  readonly userAgent: string | null;
  readonly mac: string | null;
  readonly phoneId: string | null;
  readonly organisationId: string | null;
  readonly vendor: VendorId | null;
  readonly model: string | null;
  readonly wants: string;
  readonly rung: string;
  readonly decision: string;
  readonly reason: string;
  readonly status: number;
  readonly bytes: number;
  readonly durationMicros: number;
};

export declare function appendJournal(db: Db, entries: readonly JournalEntry[]): Promise<void>;
/** Newest first. `organisationId` null: all (operator). `before`: entries older than that entry's time and id. */
export declare function listJournal(
  db: Db,
  filter: {
    organisationId: string | null;
    mac?: string | undefined;
    phoneId?: string | undefined;
    since?: string | undefined;
    before?: { at: string; id: string } | undefined;
    limit?: number | undefined;
  },
): Promise<JournalEntry[]>;
/** Drops entries older than `before`, some thousands at a time. @returns how many */
export declare function purgeJournal(db: Db, before: Date): Promise<number>;
