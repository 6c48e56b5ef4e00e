import { DomainError } from "../domain/errors.ts";
import { proofMinutes } from "../domain/sim-card.ts";
import type { Db } from "./types.ts";

/** Notes that whoever has the session has just proved to be there. No audit entry: nothing has changed for anybody. */
export async function noteProof(db: Db, sessionId: string, now: Date): Promise<void> {
  await db("session").where("id", sessionId).update({ proved_at: now.toISOString() });
}

/** Until when the proof of a session holds; null: it has none that does. */
export async function proofUntil(db: Db, sessionId: string, now: Date): Promise<Date | null> {
  const row = await db("session").where("id", sessionId).first<{ proved_at: string | null } | undefined>("proved_at");
  if (!row || row.proved_at === null) return null;
  const until = new Date(Date.parse(row.proved_at) + proofMinutes * 60_000);
  return until > now ? until : null;
}

/** @throws DomainError `proof_needed` when the password was not entered within the last minutes (P3) */
export async function demandProof(db: Db, sessionId: string, now: Date): Promise<void> {
  if ((await proofUntil(db, sessionId, now)) === null) throw new DomainError("proof_needed");
}
