import {
  diversionProblems,
  diversionState,
  endDiversion,
  lastsUntil,
  placeDiversion,
  undoReplacement,
} from "../domain/diversion.ts";
import { diversionReasons, isReasonCode, type ReasonCode } from "../domain/diversion-reasons.ts";
import { DomainError } from "../domain/errors.ts";
import { contains, type ResolvedTime, readSentTime } from "../domain/local-time.ts";
import { type AuditValue, recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { type DiversionRow, type DiversionSource, type KeptDiversion, loadDiversions } from "./diversion-rows.ts";
import { newId } from "./ids.ts";
import { checkVersion } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

type Of = { readonly organisationId: string; readonly userId: string };

/** Times as they are sent: an instant, or a wall clock of the organisation. `startsAt` null: at once. `endsAt` null: open. */
export type SetDiversion = Of & {
  readonly reason: string;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  readonly note: string | null;
  readonly source: DiversionSource;
};

/** What the clock change did to a time that was sent as wall clock. */
export type Shifts = Readonly<Partial<Record<"startsAt" | "endsAt", "missing" | "twice">>>;

export type DiversionDone = {
  readonly diversion: KeptDiversion;
  /** Ended by this one, as it was before. */
  readonly replaced: KeptDiversion | null;
  readonly shifts: Shifts;
};

/**
 * Away from now or from a time ahead. One in force is ended by one that begins at once (H5); undoing brings it back.
 *
 * @throws DomainError `user_not_found`, `diversion_…` as `diversionProblems`, `diversion_overlap`, `time_invalid`
 */
export async function setDiversion(db: Db, input: SetDiversion, actor: Actor, now: Date): Promise<DiversionDone> {
  return change(db, async (trx) => {
    const { organisationId, userId } = input;
    const zone = await zoneOfActive(trx, input);
    const { wanted, shifts } = readWanted(input, zone, now);
    const others = await loadDiversions(trx, userId);
    const place = placeDiversion(others, wanted, now);
    if (place.overlaps.length > 0) throw overlapping(place.overlaps);
    if (place.replaces) await endRow(trx, place.replaces, now, actor, now);
    const row: DiversionRow = {
      ...{ id: newId(now), version: 1, organisation_id: organisationId, user_id: userId },
      ...{ created_at: now.toISOString(), updated_at: now.toISOString(), updated_by: actor.name },
      ...{ reason: wanted.reason, note: wanted.note, starts_at: place.startsAt.toISOString(), ends_at: iso(wanted.endsAt) },
      ...{ set_by_kind: actor.kind, set_by_id: actor.id, set_by_name: actor.name, source: input.source },
      ...{ cancelled_at: null, end_before: null, replaces: place.replaces?.id ?? null },
    };
    await trx("diversion").insert(row);
    const diversion = await getDiversion(trx, { ...input, id: row.id });
    const before = place.replaces ? { replaced: diversionFields(place.replaces) } : null;
    await note(trx, "user.diversion_set", diversion, { before, after: diversionFields(diversion) }, organisationId, actor, now);
    return { diversion, replaced: place.replaces, shifts };
  });
}

/** Absent fields stay as they are. */
export type ChangeDiversion = Of & {
  readonly id: string;
  readonly version?: number | undefined;
  readonly reason?: string | undefined;
  readonly startsAt?: string | null | undefined;
  readonly endsAt?: string | null | undefined;
  readonly note?: string | null | undefined;
};

/**
 * Changes a planned one, or the reason, end and note of the one in force. A planned one that is moved to now begins at once.
 *
 * @throws DomainError `diversion_not_found`, `version_conflict`, `diversion_over`, and as `setDiversion`
 */
export async function changeDiversion(db: Db, input: ChangeDiversion, actor: Actor, now: Date): Promise<DiversionDone> {
  return change(db, async (trx) => {
    const { organisationId, userId, id } = input;
    const zone = await zoneOfActive(trx, input);
    const all = await loadDiversions(trx, userId);
    const before = found(all, id);
    checkVersion(before, input.version);
    const state = diversionState(before, all, now);
    if (state !== "active" && state !== "planned") throw new DomainError("diversion_over", { id });
    const others = all.filter((one) => one.id !== id);
    const planned = state === "planned";
    const { wanted, shifts } = readWanted(
      {
        reason: input.reason ?? before.reason,
        startsAt: planned ? (input.startsAt === undefined ? before.startsAt.toISOString() : input.startsAt) : null,
        endsAt: input.endsAt === undefined ? iso(before.endsAt) : input.endsAt,
        note: input.note === undefined ? before.note : input.note,
      },
      zone,
      now,
    );
    const place = planned ? placeDiversion(others, wanted, now) : null;
    if (place && place.overlaps.length > 0) throw overlapping(place.overlaps);
    const replaced = place?.replaces ?? null;
    if (replaced) await endRow(trx, replaced, now, actor, now);
    const columns = {
      ...{ reason: wanted.reason, note: wanted.note, ends_at: iso(wanted.endsAt) },
      starts_at: (place?.startsAt ?? before.startsAt).toISOString(),
      ...(replaced ? { replaces: replaced.id } : {}),
    };
    await write(trx, before, columns, actor, now);
    const diversion = await getDiversion(trx, input);
    const fields = { before: diversionFields(before), after: diversionFields(diversion) };
    // The log holds neither notes nor private reasons: what changed one of them cannot be taken back from there.
    const whole = before.note === diversion.note && (before.reason === diversion.reason || areTold(before, diversion));
    const restore = replaced === null && whole ? { restore: { planned } } : {};
    await note(trx, "user.diversion_changed", diversion, { ...fields, ...restore }, organisationId, actor, now);
    return { diversion, replaced, shifts };
  });
}

const areTold = (...some: readonly KeptDiversion[]): boolean => some.every(({ reason }) => !diversionReasons[reason].private);

type One = Of & { readonly id: string; readonly version?: number | undefined };

/** Back already, or not going after all (H6). @throws DomainError `diversion_not_found`, `version_conflict`, `diversion_over` */
export async function finishDiversion(db: Db, input: One, actor: Actor, now: Date): Promise<DiversionDone> {
  return change(db, async (trx) => {
    const all = await loadDiversions(trx, input.userId);
    const before = found(all, input.id);
    checkVersion(before, input.version);
    const done = endDiversion(before, all, now);
    const ends = "endsAt" in done;
    if (ends) await endRow(trx, before, now, actor, now);
    else await write(trx, before, { cancelled_at: now.toISOString() }, actor, now);
    const diversion = await getDiversion(trx, input);
    const fields = { before: diversionFields(before), after: diversionFields(diversion) };
    const action = ends ? "user.diversion_ended" : "user.diversion_cancelled";
    await note(trx, action, diversion, fields, input.organisationId, actor, now);
    return { diversion, replaced: null, shifts: {} };
  });
}

/**
 * Takes the last step back: what was cancelled is planned again, what was ended early goes on, and what was set is gone, with
 * the one back that it had replaced. To be called with the version that the step left.
 *
 * @throws DomainError `diversion_not_found`, `version_conflict`, `diversion_over`, `diversion_overlap`
 */
export async function undoDiversion(db: Db, input: One, actor: Actor, now: Date): Promise<DiversionDone> {
  return change(db, async (trx) => {
    await zoneOfActive(trx, input);
    const all = await loadDiversions(trx, input.userId);
    const before = found(all, input.id);
    checkVersion(before, input.version);
    const others = all.filter((one) => one.id !== before.id);
    const state = diversionState(before, all, now);
    if (state === "cancelled") await uncancel(trx, before, others, actor, now);
    else if (state === "ended") await reopen(trx, before, others, actor, now);
    else await takeBack(trx, before, others, actor, now);
    const diversion = await getDiversion(trx, input);
    const fields = { before: diversionFields(before), after: diversionFields(diversion) };
    await note(trx, "user.diversion_undone", diversion, fields, input.organisationId, actor, now);
    return { diversion, replaced: null, shifts: {} };
  });
}

async function uncancel(trx: Db, one: KeptDiversion, others: readonly KeptDiversion[], actor: Actor, now: Date): Promise<void> {
  if (one.startsAt <= now) throw new DomainError("diversion_over", { id: one.id });
  const { overlaps } = placeDiversion(others, one, now);
  if (overlaps.length > 0) throw overlapping(overlaps);
  await write(trx, one, { cancelled_at: null }, actor, now);
}

async function reopen(trx: Db, one: KeptDiversion, others: readonly KeptDiversion[], actor: Actor, now: Date): Promise<void> {
  if (one.endBefore === undefined) throw new DomainError("diversion_over", { id: one.id });
  const again = { ...one, endsAt: one.endBefore };
  const until = lastsUntil(again, others);
  if (until !== null && until <= now) throw new DomainError("diversion_over", { id: one.id });
  await write(trx, one, { ends_at: iso(one.endBefore), end_before: null }, actor, now);
}

async function takeBack(trx: Db, one: KeptDiversion, others: readonly KeptDiversion[], actor: Actor, now: Date): Promise<void> {
  const was = others.find((other) => other.id === one.replaces);
  await write(trx, one, { cancelled_at: now.toISOString() }, actor, now);
  if (was?.endBefore === undefined) return;
  const before = { ...was, endsAt: was.endBefore };
  // What would be over by now stays over: the person is reachable.
  if (!contains(before, now)) return;
  for (const step of undoReplacement(before, one, now)) {
    if (step.id === was.id) await write(trx, was, { ends_at: iso(before.endsAt), end_before: null }, actor, now);
  }
}

/** Everything that is planned or in force ends, because the person goes. Inside `change`; the audit entry is the caller's. */
export async function endAllDiversions(trx: Db, userId: string, actor: Actor, now: Date): Promise<void> {
  const at = now.toISOString();
  const left = () =>
    trx("diversion")
      .where("user_id", userId)
      .whereNull("cancelled_at")
      .where((row) => row.whereNull("ends_at").orWhere("ends_at", ">", at));
  const edited = { version: trx.raw("version + 1"), updated_at: at, updated_by: actor.name };
  await left()
    .where("starts_at", ">", at)
    .update({ cancelled_at: at, ...edited });
  await left()
    .where("starts_at", "<=", at)
    .update({ ends_at: at, ...edited });
}

/** Absences that were over before that instant (data about health and family among them). */
export function oldDiversions(db: Db, before: Date) {
  const until = before.toISOString();
  const later = db("diversion as l")
    .whereRaw("l.user_id = diversion.user_id")
    .whereRaw("l.starts_at > diversion.starts_at")
    .whereNull("l.cancelled_at")
    .where("l.starts_at", "<", until);
  return (
    db("diversion")
      .where("ends_at", "<", until)
      .orWhere("cancelled_at", "<", until)
      // An open end that another one has taken over from.
      .orWhere((open) => open.whereNull("ends_at").where("starts_at", "<", until).whereExists(later.select("l.id")))
  );
}

/** @throws DomainError `diversion_not_found` */
export async function getDiversion(db: Db, input: One): Promise<KeptDiversion> {
  return found(await loadDiversions(db, input.userId), input.id);
}

function found(all: readonly KeptDiversion[], id: string): KeptDiversion {
  const one = all.find((each) => each.id === id);
  if (!one) throw new DomainError("diversion_not_found");
  return one;
}

/** The organisation's zone, when the person is there and has not been deactivated. @throws DomainError `user_not_found` */
async function zoneOfActive(trx: Db, { organisationId, userId }: Of): Promise<string> {
  const row = await trx("users as u")
    .join("organisation as o", "o.id", "u.organisation_id")
    .where({ "u.id": userId, "u.organisation_id": organisationId })
    .whereNull("u.deactivated_at")
    .first<{ time_zone: string } | undefined>("o.time_zone");
  if (!row) throw new DomainError("user_not_found");
  return row.time_zone;
}

type Sent = Pick<SetDiversion, "reason" | "startsAt" | "endsAt" | "note">;
type Wanted = {
  readonly reason: ReasonCode;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly note: string | null;
};

function readWanted(sent: Sent, zone: string, now: Date): { wanted: Wanted; shifts: Shifts } {
  const times = { startsAt: readTime(sent.startsAt, zone), endsAt: readTime(sent.endsAt, zone) };
  const written = sent.note?.replace(/\s+/g, " ").trim() ?? "";
  const wanted = {
    reason: sent.reason,
    startsAt: times.startsAt?.instant ?? null,
    endsAt: times.endsAt?.instant ?? null,
    note: written === "" ? null : written,
  };
  const [problem] = diversionProblems(wanted, now, zone);
  if (problem) throw new DomainError(problem.code, { ...problem.detail, field: problem.field });
  const { reason } = wanted;
  if (!isReasonCode(reason)) throw new DomainError("diversion_reason_unknown", { reason });
  const shift = (which: "startsAt" | "endsAt") => {
    const said = times[which]?.shift ?? "none";
    return said === "none" ? {} : { [which]: said };
  };
  return { wanted: { ...wanted, reason }, shifts: { ...shift("startsAt"), ...shift("endsAt") } };
}

/** What is no time becomes an invalid one, which the rules refuse at its field. */
function readTime(text: string | null, zone: string): Pick<ResolvedTime, "instant" | "shift"> | null {
  if (text === null) return null;
  return readSentTime(text, zone) ?? { instant: new Date(Number.NaN), shift: "none" };
}

function overlapping(overlaps: readonly KeptDiversion[]): DomainError {
  return new DomainError("diversion_overlap", { field: "startsAt", with: overlaps.map((one) => one.id) });
}

function iso(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}

async function endRow(trx: Db, one: KeptDiversion, at: Date, actor: Actor, now: Date): Promise<void> {
  await write(trx, one, { ends_at: at.toISOString(), end_before: iso(one.endsAt) ?? "open" }, actor, now);
}

async function write(trx: Db, one: KeptDiversion, columns: Partial<DiversionRow>, actor: Actor, now: Date): Promise<void> {
  await trx("diversion")
    .where("id", one.id)
    .update({ ...columns, version: one.version + 1, updated_at: now.toISOString(), updated_by: actor.name });
}

/** The change log outlives the absence: health and family are not written there, and neither is the note. */
export function diversionFields({
  id,
  reason,
  startsAt,
  endsAt,
  cancelledAt,
  source,
}: KeptDiversion): Record<string, AuditValue> {
  const said = diversionReasons[reason].private ? "private" : reason;
  const times = { startsAt: startsAt.toISOString(), endsAt: iso(endsAt), cancelledAt: iso(cancelledAt) };
  return { diversion: id, reason: said, ...times, source };
}

type Fields = { readonly before: AuditValue; readonly after: AuditValue; readonly restore?: AuditValue };

async function note(
  trx: Db,
  action: string,
  { userId }: KeptDiversion,
  fields: Fields,
  organisationId: string,
  actor: Actor,
  now: Date,
): Promise<void> {
  await recordAudit(trx, { organisationId, action, subject: { kind: "user", id: userId }, ...fields }, actor, now);
  await announce(trx, "presence", { organisationId, userId });
}
