import type { Actor, Db } from "./types.ts";

export type AuditValue = string | number | boolean | null | readonly AuditValue[] | { readonly [key: string]: AuditValue };
export type AuditEntry = {
  readonly id: string;
  readonly at: string;
  readonly organisationId: string | null;
  readonly actor: Pick<Actor, "kind" | "id" | "name">;
  /** `phone.added`, `user.updated` … */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  /** Changed fields; secrets never. */
  readonly before: AuditValue;
  readonly after: AuditValue;
};

/** Part of every change's transaction. */
export declare function recordAudit(
  db: Db,
  entry: {
    readonly organisationId: string | null;
    readonly action: string;
    readonly subject: { readonly kind: string; readonly id: string };
    readonly before?: AuditValue;
    readonly after?: AuditValue;
  },
  actor: Actor,
  now: Date,
): Promise<void>;
/** Newest first. */
export declare function listAudit(
  db: Db,
  filter: {
    organisationId: string | null;
    subjectId?: string | undefined;
    action?: string | undefined;
    limit?: number | undefined;
  },
): Promise<AuditEntry[]>;
