import type { ListenerState } from "../portal/health.ts";
import { within } from "./patience.ts";

/** What keeps a process from taking requests, in the words that `/readyz` uses. */
export const notReadyReasons = ["starting", "stopping", "database", "changes", "journal", "listener"] as const;
export type NotReady = { readonly what: (typeof notReadyReasons)[number]; readonly detail?: string };

export type ReadinessSource = {
  readonly phase: () => "starting" | "serving" | "stopping";
  readonly listeners: () => readonly ListenerState[];
  /** True when the database answers. May reject; that counts as no. */
  readonly databaseAnswers: () => Promise<boolean>;
  /** Since everything that was changed had been seen, milliseconds; null: phones are not served here. */
  readonly feedAgeMillis: () => number | null;
  readonly journal: () => { readonly waiting: number; readonly most: number } | null;
};

const databasePatience = 2_000;
/** A process that has seen no changes for so long gives phones files of before. Milliseconds. */
export const feedPatience = 30_000;

/**
 * Everything that speaks against sending requests to this process; empty: it is ready.
 *
 * @param patience a database that is silent for so many milliseconds does not answer
 */
export async function findNotReady(source: ReadinessSource, patience = databasePatience): Promise<NotReady[]> {
  const phase = source.phase();
  if (phase !== "serving") return [{ what: phase }];
  const found: NotReady[] = [];
  if (!(await within(source.databaseAnswers(), patience).catch(() => false))) found.push({ what: "database" });
  const age = source.feedAgeMillis();
  if (age !== null && age > feedPatience) found.push({ what: "changes", detail: `${Math.round(age / 1000)} s` });
  const journal = source.journal();
  if (journal && journal.waiting >= journal.most) found.push({ what: "journal", detail: `${journal.waiting} entries` });
  for (const { name, listening } of source.listeners()) if (!listening) found.push({ what: "listener", detail: name });
  return found;
}
