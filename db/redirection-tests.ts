import type { RedirectionFault } from "../domain/redirection.ts";
import { announce } from "./changes.ts";
import { change } from "./transaction.ts";
import type { Db } from "./types.ts";

/** Accounts that somebody waits to have tested. */
export async function takeWantedTests(db: Db): Promise<{ readonly id: string; readonly askedAt: string }[]> {
  return db("redirection_account")
    .whereNotNull("test_wanted_at")
    .whereNull("deleted_at")
    .orderBy("test_wanted_at")
    .limit(8)
    .select({ id: "id", askedAt: "test_wanted_at" });
}

/** What came of a test. Whoever asked again meanwhile is still waited for. */
export async function writeTest(
  db: Db,
  id: string,
  askedAt: string,
  { fault, status, answer }: { readonly fault: RedirectionFault | null; readonly status: number | null; readonly answer: string },
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const row: { organisation_id: string | null } | undefined = await trx("redirection_account")
      .where("id", id)
      .first("organisation_id");
    const result = { tested_at: now.toISOString(), test_fault: fault, test_status: status, test_answer: answer };
    await trx("redirection_account").where("id", id).update(result);
    await trx("redirection_account").where({ id, test_wanted_at: askedAt }).update({ test_wanted_at: null });
    await announce(trx, "redirection", { organisationId: row?.organisation_id ?? null });
  });
}
