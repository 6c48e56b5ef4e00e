import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { wallClock } from "../domain/local-time.ts";
import { type NumberKind, parseNumber } from "../domain/numbers.ts";
import { oneLine } from "../domain/one-line.ts";
import { formatOrganisationNumber, parseOrganisationNumber } from "../domain/organisation-number.ts";
import { maskPersonalNumber, parsePersonalNumber } from "../domain/personal-number.ts";
import { type PortingAction, portingCan } from "../domain/porting.ts";
import { mostPortedNumbers, portableKinds } from "../domain/porting-numbers.ts";
import type { Problem } from "../domain/problem.ts";
import { refuseProblems } from "../domain/problem.ts";
import { foldText } from "../domain/search.ts";
import { type AuditValue, changedFields, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { bulkInsert } from "./dialect/bulk-insert.ts";
import { oneOf } from "./dialect/dialect.ts";
import { newId } from "./ids.ts";
import { claimsAmong, inventoryAmong } from "./number-inventory.ts";
import { getOrganisation } from "./organisations.ts";
import { addPortingEvent } from "./porting-events.ts";
import { getPorting, ownerKinds, type Porting } from "./porting-rows.ts";
import { checkVersion, edit, made } from "./rows.ts";
import { type Keyring, seal } from "./secrets.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

const Line = z.string().max(200).overwrite(oneLine).trim();

/** A porting as it is written: a draft may have gaps, which `preparePorting` tells of. */
export const PortingInput = z.strictObject({
  numbers: z
    .array(
      z.strictObject({
        /** Any written form. */ number: z.string().max(60),
        userId: z.string().min(1).max(64).nullable().default(null),
      }),
    )
    .max(mostPortedNumbers),
  ownerKind: z.enum(ownerKinds).default("organisation"),
  ownerName: Line.default(""),
  /** Any written form; absent: as it is (nobody sees a personal number again, to send it back). */
  ownerNumber: z.string().max(20).nullable().optional(),
  otherOperator: Line.default(""),
  /** A local date and hour, or not known yet. */
  wantedDate: z.string().max(10).nullable().default(null),
  wantedTime: z.string().max(5).nullable().default(null),
  signer: Line.default(""),
});
export type PortingInput = z.output<typeof PortingInput>;

export type PortingOf = { readonly organisationId: string; readonly id: string };
type Asked = PortingOf & { readonly version?: number | undefined };

/** What stays as it was is not written again. */
export const portingContext = (id: string): string => `porting/owner_number_sealed/${id}`;

/**
 * Begins a porting to us.
 *
 * @param back of one that comes back
 * @throws ProblemsError `number_invalid`, `number_kind_refused`, `porting_number_known`, `porting_number_pending`,
 * `porting_number_twice`, `organisation_number_invalid`, `personal_number_invalid`, `user_not_found`
 */
export async function createPorting(
  db: Db,
  keyring: Keyring,
  input: PortingInput & { readonly organisationId: string },
  actor: Actor,
  now: Date,
  back?: string,
): Promise<Porting> {
  return change(db, async (trx) => {
    const { organisationId } = input;
    const id = back ?? newId(now);
    await getOrganisation(trx, { id: organisationId });
    const read = await readInput(trx, input, { organisationId, id }, now);
    const row = {
      ...made(id, actor, now),
      organisation_id: organisationId,
      created_by_id: actor.kind === "user" ? actor.id : null,
      direction: "in",
      state: "draft",
      ...columnsOf(input, read),
      ...ownerColumns(keyring, id, read),
    };
    await trx("porting").insert(row);
    await writePortedNumbers(trx, id, read.numbers);
    await addPortingEvent(trx, id, { kind: "draft" }, actor, now);
    const porting = await getPorting(trx, { organisationId, id });
    await record(trx, porting, "porting.created", { after: portingFields(porting) }, actor, now);
    return porting;
  });
}

/**
 * Writes the whole draft. What stays the same raises no version.
 *
 * @throws DomainError `porting_not_found`, `porting_state_refused`, `version_conflict`; ProblemsError as `createPorting`
 */
export async function savePorting(
  db: Db,
  keyring: Keyring,
  input: PortingInput & Asked,
  actor: Actor,
  now: Date,
): Promise<Porting> {
  return change(db, async (trx) => {
    const before = await portingFor(trx, "edit", input);
    const { id } = before;
    const read = await readInput(trx, input, input, now);
    const kept = input.ownerKind === before.ownerKind && input.ownerNumber === undefined;
    await trx("porting")
      .where("id", id)
      .update({ ...columnsOf(input, read), ...(kept ? {} : ownerColumns(keyring, id, read)) });
    await trx("porting_number").where("porting_id", id).delete();
    await writePortedNumbers(trx, id, read.numbers);
    const written = await getPorting(trx, input);
    const fields = changedFields(portingFields(before), portingFields(written));
    if (Object.keys(fields.after).length === 0) return before;
    await edit(trx, "porting", before, undefined, {}, actor, now);
    await record(trx, written, "porting.updated", fields, actor, now);
    return getPorting(trx, input);
  });
}

/** Takes a draft away. @throws DomainError `porting_not_found`, `porting_state_refused`, `version_conflict` */
export async function deletePorting(db: Db, input: Asked, actor: Actor, now: Date): Promise<void> {
  await change(db, async (trx) => {
    const before = await portingFor(trx, "delete", input);
    await trx("porting").where("id", before.id).delete();
    await record(trx, before, "porting.deleted", { before: portingFields(before) }, actor, now);
  });
}

/** The porting, if that may be done with it now. @throws DomainError `porting_not_found`, `version_conflict`, `porting_state_refused` */
export async function portingFor(trx: Db, action: PortingAction, input: Asked): Promise<Porting> {
  const porting = await getPorting(trx, input);
  checkVersion(porting, input.version);
  if (!portingCan(action, porting)) throw new DomainError("porting_state_refused", { state: porting.state });
  return porting;
}

/** An entry in the change log, and news for whoever is looking. */
export async function record(
  trx: Db,
  { organisationId, id }: PortingOf,
  action: string,
  fields: { readonly before?: AuditValue; readonly after?: AuditValue },
  actor: Actor,
  now: Date,
): Promise<void> {
  await recordAudit(trx, { organisationId, action, subject: { kind: "porting", id }, ...fields }, actor, now);
  await announce(trx, "porting", { organisationId });
}

/** What the change log says of a porting; of a person's number never the last four digits. */
export function portingFields(porting: Porting): Record<string, AuditValue> {
  const { ownerKind, ownerName, ownerNumber, otherOperator, wantedDate, wantedTime, signer } = porting;
  const numbers = porting.numbers.map(({ e164, user }) => (user === null ? { number: e164 } : { number: e164, userId: user.id }));
  return { numbers, ownerKind, ownerName, ownerNumber, otherOperator, wantedDate, wantedTime, signer };
}

/** What was written, in the form that is kept. */
type Read = {
  readonly numbers: readonly { readonly e164: string; readonly userId: string | null }[];
  readonly kinds: readonly NumberKind[];
  /** Digits of the owner; null: not known. */
  readonly owner: { readonly kind: "organisation" | "person"; readonly digits: string } | null;
};

async function readInput(trx: Db, input: PortingInput, of: PortingOf, now: Date): Promise<Read> {
  const problems: Problem[] = [];
  const numbers: { e164: string; userId: string | null }[] = [];
  const kinds: NumberKind[] = [];
  for (const { number: written, userId } of input.numbers) {
    const number = parseNumber(written);
    const field = "numbers";
    if (!number) problems.push({ field, code: "number_invalid", detail: { number: written.slice(0, 40) } });
    else if (!portableKinds.includes(number.kind)) {
      problems.push({ field, code: "number_kind_refused", detail: { number: number.canonical, kind: number.kind } });
    } else if (numbers.some((one) => one.e164 === number.canonical)) {
      problems.push({ field, code: "porting_number_twice", detail: { number: number.canonical } });
    } else {
      numbers.push({ e164: number.canonical, userId });
      kinds.push(number.kind);
    }
  }
  const owner = readOwner(input, now);
  if (owner === "invalid") {
    const code = input.ownerKind === "person" ? "personal_number_invalid" : "organisation_number_invalid";
    problems.push({
      field: "ownerNumber",
      code,
      detail: code === "personal_number_invalid" ? {} : { number: input.ownerNumber ?? "" },
    });
  }
  problems.push(
    ...(await numberProblems(
      trx,
      numbers.map((one) => one.e164),
      of,
      now,
    )),
  );
  problems.push(...(await userProblems(trx, numbers, of.organisationId)));
  refuseProblems(problems);
  return { numbers, kinds, owner: owner === "invalid" ? null : owner };
}

function readOwner({ ownerKind: kind, ownerNumber }: PortingInput, now: Date): Read["owner"] | "invalid" {
  if (ownerNumber === undefined || ownerNumber === null || ownerNumber.trim() === "") return null;
  const today = wallClock(now, "Europe/Stockholm").date;
  const digits = kind === "person" ? parsePersonalNumber(ownerNumber, today) : parseOrganisationNumber(ownerNumber);
  return digits === null ? "invalid" : { kind, digits };
}

/** Numbers that are here already, or that another porting is for: of this organisation any that is not over, of others one whose order runs. */
export async function numberProblems(db: Db, numbers: readonly string[], of: PortingOf, now: Date): Promise<Problem[]> {
  if (numbers.length === 0) return [];
  const known = await inventoryAmong(db, numbers, now);
  const claims = await claimsAmong(db, numbers);
  const drafts: string[] = await db("porting_number as n")
    .join("porting as p", "p.id", "n.porting_id")
    .where({ "p.organisation_id": of.organisationId, "p.direction": "in" })
    .whereIn("p.state", ["draft", "awaiting_signature"])
    .whereNot("p.id", of.id)
    .where(oneOf(db, "n.e164", numbers))
    .pluck("n.e164");
  const drafted = new Set(drafts);
  return numbers.flatMap((number): Problem[] => {
    const field = "numbers";
    if (known.has(number)) return [{ field, code: "porting_number_known", detail: { number } }];
    const claim = claims.get(number);
    const pending = (claim !== undefined && claim.portingId !== of.id) || drafted.has(number);
    return pending ? [{ field, code: "porting_number_pending", detail: { number } }] : [];
  });
}

async function userProblems(trx: Db, numbers: Read["numbers"], organisationId: string): Promise<Problem[]> {
  const wanted = [...new Set(numbers.flatMap(({ userId }) => (userId === null ? [] : [userId])))];
  if (wanted.length === 0) return [];
  const there: string[] = await trx("users")
    .where("organisation_id", organisationId)
    .where(oneOf(trx, "id", wanted))
    .pluck("id");
  const known = new Set(there);
  const missing = numbers.some(({ userId }) => userId !== null && !known.has(userId));
  return missing ? [{ field: "numbers", code: "user_not_found" }] : [];
}

function columnsOf(input: PortingInput, { numbers }: Read) {
  const { ownerKind, ownerName, otherOperator, wantedDate, wantedTime, signer } = input;
  return {
    ...{ owner_kind: ownerKind, owner_name: ownerName, other_operator: otherOperator, signer },
    ...{ wanted_date: wantedDate === "" ? null : wantedDate, wanted_time: wantedTime === "" ? null : wantedTime },
    ...{ first_number: numbers[0]?.e164 ?? null, number_count: numbers.length },
    search_text: foldText([ownerName, otherOperator].join(" ")),
  };
}

function ownerColumns(keyring: Keyring, id: string, { owner }: Read) {
  if (owner === null) return { owner_number: null, owner_number_sealed: null };
  if (owner.kind === "organisation") return { owner_number: owner.digits, owner_number_sealed: null };
  const sealed = seal(keyring, owner.digits, portingContext(id));
  return { owner_number: maskPersonalNumber(owner.digits), owner_number_sealed: sealed };
}

/** As it is shown. */
export function shownOwnerNumber({ ownerKind, ownerNumber }: Porting): string | null {
  return ownerNumber !== null && ownerKind === "organisation" ? formatOrganisationNumber(ownerNumber) : ownerNumber;
}

/** The numbers of a porting that has none yet, in this order. */
export async function writePortedNumbers(trx: Db, portingId: string, numbers: Read["numbers"]): Promise<void> {
  const columns = [["porting_id", "text"] as const, ["position", "integer"] as const, ["e164", "text"] as const];
  const rows = numbers.map(({ e164, userId }, index) => [portingId, index + 1, e164, userId]);
  await bulkInsert(trx, "porting_number", [...columns, ["user_id", "text"]], rows);
}
