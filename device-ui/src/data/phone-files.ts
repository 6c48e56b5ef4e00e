import type { Plan } from "../../../domain/plan.ts";
import { api } from "./client.ts";

/** What stands beside a phone: its plan, its files, what it has fetched, and what it has asked for. Secrets are covered. */

export type OriginView = Plan["settings"]["language"]["origin"];
export type FileView = {
  readonly role: string;
  readonly name: string;
  readonly bytes: number;
  readonly warnings: readonly { readonly code: string; readonly name: string }[];
};
export type FileLine = { readonly text: string; readonly origin: OriginView | null };
export type FileDifference = {
  readonly role: string;
  readonly name: string;
  readonly state: "same" | "changed" | "never" | "gone";
  readonly deliveredAt: string | null;
  readonly removed: readonly string[];
  readonly added: readonly string[];
};
export type Difference = { readonly delivery: "never" | "waiting" | "fetched"; readonly files: readonly FileDifference[] };
export type JournalEntry = {
  readonly id: string;
  readonly at: string;
  readonly transport: string;
  readonly method: string;
  readonly path: string;
  readonly address: string;
  readonly wants: string;
  readonly decision: string;
  readonly reason: string;
  readonly status: number;
  readonly bytes: number;
};

const at = (phoneId: string) => `/phones/${encodeURIComponent(phoneId)}`;

export function readPlan(phoneId: string, signal: AbortSignal): Promise<Plan> {
  return api.get<Plan>(`${at(phoneId)}/plan`, {}, signal);
}

export async function listFiles(phoneId: string, signal: AbortSignal): Promise<readonly FileView[]> {
  return (await api.get<{ readonly files: readonly FileView[] }>(`${at(phoneId)}/files`, {}, signal)).files;
}

export async function readLines(phoneId: string, role: string, signal: AbortSignal): Promise<readonly FileLine[]> {
  const path = `${at(phoneId)}/files/${encodeURIComponent(role)}`;
  return (await api.get<{ readonly lines: readonly FileLine[] }>(path, {}, signal)).lines;
}

export function readDifference(phoneId: string, signal: AbortSignal): Promise<Difference> {
  return api.get<Difference>(`${at(phoneId)}/difference`, {}, signal);
}

/** Newest first. @param before the cursor of the page before */
export function readJournal(
  phoneId: string,
  before: string | null,
  signal: AbortSignal,
): Promise<{ readonly entries: readonly JournalEntry[]; readonly next: string | null }> {
  return api.get(`${at(phoneId)}/journal`, { before }, signal);
}
