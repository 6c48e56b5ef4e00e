import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { instantOf, wallClock } from "../domain/local-time.ts";
import { parseNumber } from "../domain/numbers.ts";
import { oneLine } from "../domain/one-line.ts";
import { portingTimeProblem } from "../domain/porting.ts";
import { mostPortedNumbers } from "../domain/porting-numbers.ts";
import { type Problem, refuseProblems } from "../domain/problem.ts";
import { foldText } from "../domain/search.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { bulkInsert } from "./dialect/bulk-insert.ts";
import { oneOf } from "./dialect/dialect.ts";
import { newId } from "./ids.ts";
import { inventoryAmong } from "./number-inventory.ts";
import { getOrganisation } from "./organisations.ts";
import { addPortingEvent } from "./porting-events.ts";
import { getPorting, type Porting } from "./porting-rows.ts";
import { settlePorting } from "./porting-steps.ts";
import { type PortingOf, portingFields, record, writePortedNumbers } from "./portings.ts";
import { checkVersion, made, unlessTaken } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";
import { setUserNumber } from "./user-numbers.ts";

/** Numbers that another operator takes over: that operator has asked for them, and nobody here may refuse. */
export const PortOutInput = z.strictObject({
  /** In any written form. */
  numbers: z.array(z.string().max(60)).min(1).max(mostPortedNumbers),
  otherOperator: z.string().max(200).overwrite(oneLine).trim().min(1),
  /** A local date and whole hour of a working day. */
  date: z.string().max(10),
  time: z.string().max(5),
});
type Asked = PortingOf & { readonly version?: number | undefined };

/**
 * Writes down that numbers leave. Only operator staff hears of it.
 *
 * @throws ProblemsError `number_invalid`, `porting_number_twice`, `porting_number_not_here`, `porting_day_off`,
 * `porting_hour_not_whole`, `date_invalid`; DomainError `porting_number_pending`
 */
export async function registerPortOut(
  db: Db,
  input: z.output<typeof PortOutInput> & { readonly organisationId: string },
  actor: Actor,
  now: Date,
): Promise<Porting> {
  return change(db, async (trx) => {
    const { organisationId, otherOperator, date, time } = input;
    const { timeZone, title } = await getOrganisation(trx, { id: organisationId });
    const numbers = await ownNumbers(trx, input, now);
    // Two operators have agreed on the day: only that there is such a day is looked at.
    const problem = portingTimeProblem({ date, time }, [], wallClock(now, timeZone).date);
    if (problem && problem.code !== "porting_too_early" && problem.code !== "porting_too_late") refuseProblems([problem]);
    const id = newId(now);
    const agreed = instantOf({ date, time }, timeZone).instant.toISOString();
    await trx("porting").insert({
      ...made(id, actor, now),
      ...{ organisation_id: organisationId, direction: "out", state: "scheduled", owner_kind: "organisation", owner_name: title },
      ...{ other_operator: otherOperator, wanted_date: date, wanted_time: time, agreed_at: agreed, signer: "" },
      ...{ first_number: numbers[0] ?? null, number_count: numbers.length, submitted_at: now.toISOString() },
      search_text: foldText(otherOperator),
    });
    await writePortedNumbers(trx, id, await withUsers(trx, numbers));
    const columns = [["e164", "text"] as const, ["porting_id", "text"] as const];
    const claims = numbers.map((e164) => [e164, id]);
    await unlessTaken("porting_number_pending", {}, bulkInsert(trx, "porting_claim", columns, claims));
    await addPortingEvent(trx, id, { kind: "scheduled", detail: { at: agreed } }, actor, now);
    const porting = await getPorting(trx, { organisationId, id });
    await record(trx, porting, "porting.created", { after: portingFields(porting) }, actor, now);
    return porting;
  });
}

async function ownNumbers(
  trx: Db,
  { numbers: written, organisationId }: { numbers: readonly string[]; organisationId: string },
  now: Date,
) {
  const problems: Problem[] = [];
  const numbers: string[] = [];
  for (const one of written) {
    const number = parseNumber(one)?.canonical;
    if (!number) problems.push({ field: "numbers", code: "number_invalid", detail: { number: one.slice(0, 40) } });
    else if (numbers.includes(number)) problems.push({ field: "numbers", code: "porting_number_twice", detail: { number } });
    else numbers.push(number);
  }
  const here = await inventoryAmong(trx, numbers, now);
  for (const number of numbers) {
    if (here.get(number) !== organisationId)
      problems.push({ field: "numbers", code: "porting_number_not_here", detail: { number } });
  }
  refuseProblems(problems);
  return numbers;
}

async function withUsers(trx: Db, numbers: readonly string[]) {
  const rows: { e164: string; user_id: string }[] = await trx("user_number")
    .where(oneOf(trx, "e164", numbers))
    .select("e164", "user_id");
  const users = new Map(rows.map((row) => [row.e164, row.user_id]));
  return numbers.map((e164) => ({ e164, userId: users.get(e164) ?? null }));
}

/**
 * The numbers have left: nobody and nothing here has them any more.
 *
 * @throws DomainError `porting_not_found`, `porting_state_refused`, `version_conflict`
 */
export async function finishPortOut(db: Db, input: Asked, actor: Actor, now: Date): Promise<Porting> {
  return change(db, async (trx) => {
    const porting = await leaving(trx, input);
    const { organisationId } = porting;
    const numbers = porting.numbers.map(({ e164 }) => e164);
    const held: { user_id: string; kind: "primary" | "secondary" | "mobile" }[] = await trx("user_number")
      .where("organisation_id", organisationId)
      .where(oneOf(trx, "e164", numbers))
      .orderBy("kind", "desc")
      .select("user_id", "kind");
    for (const { user_id: userId, kind } of held) {
      await setUserNumber(trx, { organisationId, userId, kind, number: null, mobileProfile: null }, actor, now);
    }
    for (const [table, kind] of [
      ["response_group", "group"],
      ["menu", "menu"],
    ] as const) {
      const rows: { id: string; e164: string }[] = await trx(table)
        .where(oneOf(trx, "e164", numbers))
        .select("id", "e164");
      for (const { id, e164 } of rows) {
        await trx(table).where("id", id).update({ e164: null }).increment("version", 1);
        const entry = {
          organisationId,
          action: `${kind === "group" ? "response_group" : "menu"}.updated`,
          subject: { kind, id },
        };
        await recordAudit(trx, { ...entry, before: { number: e164 }, after: { number: null } }, actor, now);
        await announce(trx, kind, { organisationId });
      }
    }
    await trx("organisation_number")
      .where(oneOf(trx, "e164", numbers))
      .delete();
    return settlePorting(trx, porting, "done", {}, actor, now);
  });
}

/** The other operator has called it off. @throws DomainError `porting_not_found`, `porting_state_refused`, `version_conflict` */
export async function cancelPortOut(db: Db, input: Asked, actor: Actor, now: Date): Promise<Porting> {
  return change(db, async (trx) => settlePorting(trx, await leaving(trx, input), "cancelled", {}, actor, now));
}

async function leaving(trx: Db, input: Asked): Promise<Porting> {
  const porting = await getPorting(trx, input);
  checkVersion(porting, input.version);
  if (porting.direction !== "out" || porting.state !== "scheduled") {
    throw new DomainError("porting_state_refused", { state: porting.state });
  }
  return porting;
}
