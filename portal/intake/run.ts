import { bulkInsert } from "../../db/dialect/bulk-insert.ts";
import { createJob, type Job } from "../../db/jobs.ts";
import { type Keyring, seal } from "../../db/secrets.ts";
import { change } from "../../db/transaction.ts";
import type { Actor, Db } from "../../db/types.ts";
import { DomainError, type ErrorCode, type ErrorDetail } from "../../domain/errors.ts";
import { writeMac } from "../../domain/mac.ts";
import type { IntakeItem } from "./plan.ts";
import { writeIntake } from "./write.ts";

type Into = { readonly keyring: Keyring; readonly organisationId: string; readonly actor: Actor; readonly now: Date };

export type Refusal = { readonly name: string; readonly code: ErrorCode; readonly detail: ErrorDetail };
export type Taken = { readonly changed: number; readonly unchanged: number; readonly refused: readonly Refusal[] };

/** What a payload of a job's item is sealed with: it holds passwords of lines. */
export function payloadContext(jobId: string, position: number): string {
  return `job_item/payload_sealed/${jobId}/${position}`;
}

/** What an item is called: a phone by its label or MAC. */
export function itemName(item: IntakeItem): string {
  if (item.kind === "user") return `${item.firstName} ${item.lastName} ${item.extension}`;
  return item.kind === "account" ? item.account.sipUser : item.label || writeMac(item.mac);
}

class Undo extends Error {}

/** All of it, or nothing when one of them is refused; then every refusal is known. */
export async function takeAll(db: Db, items: readonly IntakeItem[], into: Into): Promise<Taken> {
  const taken: { changed: number; unchanged: number; refused: Refusal[] } = { changed: 0, unchanged: 0, refused: [] };
  try {
    await change(db, async (trx) => {
      for (const item of items) {
        const outcome = await tryOne(trx, item, into);
        if (typeof outcome === "string") taken[outcome]++;
        else taken.refused.push(outcome);
      }
      if (taken.refused.length > 0) throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
    return { changed: 0, unchanged: 0, refused: taken.refused };
  }
  return taken;
}

/** Each for itself, wholly or not at all. What was taken in before stays as it is, so that it can be begun again. */
export async function takeEach(db: Db, items: readonly IntakeItem[], into: Into): Promise<Taken> {
  const taken: { changed: number; unchanged: number; refused: Refusal[] } = { changed: 0, unchanged: 0, refused: [] };
  for (const item of items) {
    const outcome = await change(db, (trx) => tryOne(trx, item, into));
    if (typeof outcome === "string") taken[outcome]++;
    else taken.refused.push(outcome);
  }
  return taken;
}

async function tryOne(trx: Db, item: IntakeItem, into: Into): Promise<"changed" | "unchanged" | Refusal> {
  try {
    return await trx.transaction((savepoint) => writeIntake(savepoint, item, into));
  } catch (error) {
    if (error instanceof DomainError) return { name: itemName(item), code: error.code, detail: error.detail };
    throw error;
  }
}

/** Puts an intake in as a job: each phone for itself, gone on with after a restart. @param files their names, for the log */
export async function intakeJob(db: Db, items: readonly IntakeItem[], files: string, into: Into): Promise<Job> {
  const { keyring, organisationId, actor, now } = into;
  const fill = async (trx: Db, jobId: string) => {
    const rows = items.map((item, at) => {
      const sealed = seal(keyring, JSON.stringify(item), payloadContext(jobId, at + 1));
      return [jobId, String(at + 1), itemName(item).slice(0, 200), sealed];
    });
    const columns = [
      ["job_id", "text"],
      ["position", "integer"],
      ["name", "text"],
      ["payload_sealed", "text"],
    ] as const;
    await bulkInsert(trx, "job_item", columns, rows);
    return items.length;
  };
  return createJob(db, { organisationId, kind: "intake", change: { files } }, fill, actor, now);
}
