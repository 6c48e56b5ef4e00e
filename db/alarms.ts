import type { Actor, Db } from "./types.ts";

export const alarmKinds = [
  "window_taken",
  "window_network",
  "window_used",
  "render_failed",
  "certificate_mismatch",
  "token_misused",
] as const;
export type AlarmKind = (typeof alarmKinds)[number];
export type Alarm = {
  readonly id: string;
  readonly kind: AlarmKind;
  readonly organisationId: string | null;
  readonly phoneId: string | null;
  readonly mac: string | null;
  readonly address: string | null;
  readonly detail: string;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly count: number;
  readonly acknowledgedAt: string | null;
};

/** The same alarm of the same phone that nobody has acknowledged is counted up, not doubled. */
export declare function raiseAlarm(
  db: Db,
  input: {
    readonly kind: AlarmKind;
    readonly organisationId: string | null;
    readonly phoneId: string | null;
    readonly mac: string | null;
    readonly address: string | null;
    readonly detail: string;
  },
  now: Date,
): Promise<void>;
export declare function acknowledgeAlarm(
  db: Db,
  input: { organisationId: string | null; id: string },
  actor: Actor,
  now: Date,
): Promise<void>;
export declare function listAlarms(
  db: Db,
  filter: { organisationId: string | null; phoneId?: string | undefined; open?: boolean | undefined; limit?: number | undefined },
): Promise<Alarm[]>;
