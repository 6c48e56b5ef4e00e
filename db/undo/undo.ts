import { DomainError, errorStatus } from "../../domain/errors.ts";
import type { Access } from "../../domain/rights.ts";
import { type AuditEntry, findAudit, writtenTogether } from "../audit.ts";
import { oneOf } from "../dialect/dialect.ts";
import type { Keyring } from "../secrets.ts";
import { change } from "../transaction.ts";
import type { Actor, Db } from "../types.ts";
import { announcementUndoers } from "./announcements.ts";
import { contactListUndoers } from "./contact-lists.ts";
import { contactUndoers } from "./contacts.ts";
import { groupUndoers } from "./groups.ts";
import { houseUndoers } from "./house.ts";
import { layoutUndoers, settingUndoers } from "./layouts.ts";
import { menuUndoers } from "./menus.ts";
import { phoneUndoers } from "./phones.ts";
import { portingUndoers } from "./portings.ts";
import { presenceUndoers } from "./presence.ts";
import { redirectionUndoers } from "./redirections.ts";
import { responseGroupUndoers } from "./response-groups.ts";
import { rolloutUndoers } from "./rollouts.ts";
import { scheduleUndoers } from "./schedules.ts";
import { subscriptionUndoers } from "./subscriptions.ts";
import { switchUndoers } from "./switches.ts";
import { changeOf, type Fields, same, type Undoer, type Undoing } from "./undoer.ts";
import { userUndoers } from "./users.ts";

/** What can be taken back, by action. */
const undoers: Readonly<Record<string, Undoer>> = {
  ...userUndoers,
  ...phoneUndoers,
  ...layoutUndoers,
  ...settingUndoers,
  ...houseUndoers,
  ...contactListUndoers,
  ...contactUndoers,
  ...groupUndoers,
  ...responseGroupUndoers,
  ...presenceUndoers,
  ...announcementUndoers,
  ...menuUndoers,
  ...scheduleUndoers,
  ...subscriptionUndoers,
  ...portingUndoers,
  ...rolloutUndoers,
  ...switchUndoers,
  ...redirectionUndoers,
};

/** Entries of one write that are taken back together at most. */
const mostTogether = 500;

/** Who takes something back. */
export type UndoingPerson = { readonly access: Access | "all"; readonly operator: boolean };

/**
 * Takes back a write: every entry of the request that it came with, the last one first, all or nothing, each as a normal
 * write with its rules, versions, entries and phones.
 *
 * @param id of an entry, or of the write
 * @throws DomainError `audit_entry_not_found`, `undo_not_possible`, `undo_changed` (detail: `fields`), `undo_gone`, and
 * what the writes throw, such as `number_taken`, `right_missing`, `last_administrator`
 */
export async function undoWrite(
  db: Db,
  keyring: Keyring,
  input: { readonly organisationId: string; readonly id: string },
  who: UndoingPerson,
  actor: Actor,
  now: Date,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId } = input;
    const found = await findAudit(trx, input);
    if (!found) throw new DomainError("audit_entry_not_found");
    const entries = await writtenTogether(trx, [found.writeId]);
    if (!canUndo(entries, organisationId, who.operator)) throw new DomainError("undo_not_possible");
    const by = { ...actor, trail: { ...(actor.trail ?? alone(found, actor)), undoes: found.writeId } };
    for (const entry of entries.toReversed()) {
      const { before, after } = changeOf(entry);
      const { id } = entry.subject;
      await undoOne(trx, { entry, organisationId, id, before, after, keyring, access: who.access, actor: by, now });
    }
    if (actor.trail) actor.trail.written += by.trail.written;
  });
}

/** Without a request, what is taken back hangs together by the entry it begins with. */
function alone(entry: AuditEntry, actor: Actor) {
  return { id: `undo:${entry.writeId}`, address: actor.trail?.address ?? null, written: 0 };
}

async function undoOne(trx: Db, undoing: Undoing): Promise<void> {
  const undoer = undoers[undoing.entry.action];
  if (!undoer) throw new DomainError("undo_not_possible");
  try {
    mustBe(undoing.after, await undoer.current(trx, undoing));
    await undoer.putBack(trx, undoing);
  } catch (error) {
    // Whatever it was about, or pointed at, is not there any more.
    const gone = error instanceof DomainError && errorStatus[error.code] === 404;
    throw gone ? new DomainError("undo_gone", { missing: error.code }) : error;
  }
}

/** @throws DomainError `undo_changed` with the fields that are not as they should be */
function mustBe(wanted: Fields, now: Fields): void {
  const fields = Object.keys(wanted).filter((name) => !same(wanted[name], now[name]));
  if (fields.length > 0) throw new DomainError("undo_changed", { fields });
}

/** All entries of a write must be such as can be taken back. */
function canUndo(entries: readonly AuditEntry[], organisationId: string | null, operator: boolean): boolean {
  if (entries.length === 0 || entries.length > mostTogether) return false;
  return entries.every((entry) => {
    const undoer = undoers[entry.action];
    if (!undoer || entry.organisationId !== organisationId || (!operator && ofOperators(undoer, entry))) return false;
    // What it was about has been erased since.
    if (entry.before === null && entry.after === null && entry.restore === null) return false;
    const { before, after } = changeOf(entry);
    return undoer.when?.(entry, before, after) ?? true;
  });
}

function ofOperators({ operatorOnly }: Undoer, entry: AuditEntry): boolean {
  return typeof operatorOnly === "function" ? operatorOnly(entry) : operatorOnly === true;
}

export type Undoable = {
  /** It is defined how, and it has not been taken back. Whether it has changed since is seen when it is done. */
  readonly undoable: boolean;
  /** The write that took it back. */
  readonly undoneBy: string | null;
  /** How many entries the write has. */
  readonly together: number;
};

/** For each write of these entries, whether it can be taken back. A fixed number of queries for any number of entries. */
export async function undoables(
  db: Db,
  entries: readonly AuditEntry[],
  organisationId: string | null,
  operator: boolean,
): Promise<Map<string, Undoable>> {
  const writes = [...new Set(entries.map((entry) => entry.writeId))];
  const counted: { write_id: string; count: number | string }[] = await db("audit")
    .where(oneOf(db, "write_id", writes))
    .groupBy("write_id")
    .select("write_id")
    .count({ count: "*" });
  const counts = new Map(counted.map((row) => [row.write_id, Number(row.count)]));
  const several = writes.filter((id) => (counts.get(id) ?? 1) > 1 && (counts.get(id) ?? 1) <= mostTogether);
  const groups = Map.groupBy([...entries.filter((one) => counts.get(one.writeId) === 1)], (one) => one.writeId);
  for (const [id, some] of Map.groupBy(await writtenTogether(db, several), (one) => one.writeId)) groups.set(id, some);
  const undone = await undoneBy(db, writes);
  return new Map(
    writes.map((id) => {
      const by = undone.get(id) ?? null;
      const undoable = by === null && canUndo(groups.get(id) ?? [], organisationId, operator);
      return [id, { undoable, undoneBy: by, together: counts.get(id) ?? 1 }];
    }),
  );
}

/** Which write took each of these back. What took it back may have been taken back itself, and so on. */
async function undoneBy(db: Db, writes: readonly string[]): Promise<Map<string, string>> {
  const first = db("audit")
    .where(oneOf(db, "undoes", writes))
    .select("undoes", "write_id");
  const links: { undoes: string; write_id: string }[] = await db
    .withRecursive("taken_back", ["undoes", "write_id"], (chain) => {
      chain
        .from(first.as("first"))
        .select("undoes", "write_id")
        .union((next) => {
          next.from("audit as a").join("taken_back as t", "t.write_id", "a.undoes").select("a.undoes", "a.write_id");
        });
    })
    .from("taken_back")
    .select("undoes", "write_id");
  const children = Map.groupBy(links, (link) => link.undoes);
  const stands = (write: string): boolean => !(children.get(write) ?? []).some((link) => stands(link.write_id));
  const result = new Map<string, string>();
  for (const id of writes) {
    const by = (children.get(id) ?? []).find((link) => stands(link.write_id));
    if (by) result.set(id, by.write_id);
  }
  return result;
}
