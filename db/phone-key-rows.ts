import { DomainError } from "../domain/errors.ts";
import { keyProblem, keyRules } from "../domain/key-rules.ts";
import { parseNumber } from "../domain/numbers.ts";
import { formatPlace, type KeyBinding, type KeyKind, type KeyPlace, type KeyTarget } from "../domain/phone-key.ts";
import { foldText } from "../domain/search.ts";
import { oneOf, rowsPerInsert } from "./dialect/dialect.ts";
import type { KeyInput } from "./phone-keys.ts";
import { mustBelong } from "./rows.ts";
import type { Actor, Db } from "./types.ts";

/** Own and layout keys have the same columns, but for whose they are. */
export type KeyRow = {
  module: number;
  key_index: number;
  kind: KeyKind;
  target_kind: KeyTarget["kind"] | null;
  target_id: string | null;
  target_number: string | null;
  account: number;
  label: string | null;
  value: string | null;
  locked: boolean | number;
  updated_at: string;
  updated_by: string;
};

export const keyColumns = [
  ...["module", "key_index", "kind", "target_kind", "target_id", "target_number", "account", "label", "value"],
  ...["locked", "updated_at", "updated_by"],
] as const;

export function presentKey(row: KeyRow): KeyBinding {
  return {
    place: { module: row.module, index: row.key_index },
    kind: row.kind,
    target: presentTarget(row),
    account: row.account,
    label: row.label,
    value: row.value,
    locked: Boolean(row.locked),
  };
}

function presentTarget({ target_kind: kind, target_id: id, target_number: number }: KeyRow): KeyTarget | null {
  if (kind === null) return null;
  return kind === "number" ? { kind, number: number ?? "" } : { kind, id: id ?? "" };
}

/**
 * The row of a key that has been checked: kind, target and value fit, the target is the organisation's.
 *
 * @param gone ids of nothing at all (`goneAmong`): a key whose target is gone stays, and covers what is below it
 */
export async function checkedRow(
  trx: Db,
  organisationId: string,
  key: KeyInput,
  actor: Actor,
  now: Date,
  gone: ReadonlySet<string> = nothingGone,
): Promise<KeyRow> {
  const problem = keyProblem(key);
  if (problem) {
    const { targets } = keyRules[key.kind];
    throw new DomainError("key_invalid", { place: formatPlace(key.place), kind: key.kind, problem, targets: targets.join(", ") });
  }
  const { target } = key;
  if (target && target.kind !== "number" && !gone.has(target.id))
    await mustBelong(trx, tables[target.kind], target.id, organisationId, "target_not_found");
  if (key.kind === "directory" && key.value !== null && !gone.has(key.value)) {
    await mustBelong(trx, "contact_list", key.value, organisationId, "target_not_found");
  }
  return {
    module: key.place.module,
    key_index: key.place.index,
    kind: key.kind,
    target_kind: target?.kind ?? null,
    target_id: target && target.kind !== "number" ? target.id : null,
    target_number: target?.kind === "number" ? dialled(target.number) : null,
    account: key.account,
    label: key.label,
    value: key.value,
    locked: key.locked,
    updated_at: now.toISOString(),
    updated_by: actor.name,
  };
}

const nothingGone: ReadonlySet<string> = new Set();

/** Of these ids those that nothing has that a key can point at, in any organisation. */
export async function goneAmong(db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const gone = new Set(ids);
  if (gone.size === 0) return gone;
  for (const table of [...Object.values(tables), "contact_list"]) {
    const here: string[] = await db(table)
      .where(oneOf(db, "id", ids))
      .pluck("id");
    for (const id of here) gone.delete(id);
  }
  return gone;
}

const tables = { user: "users", group: "response_group", contact: "contact" } as const;

/** A number in canonical form; extensions and feature codes as they are. @throws DomainError `number_invalid` */
export function dialled(written: string): string {
  const number = parseNumber(written);
  if (number) return number.canonical;
  const code = written.replace(/\s/g, "");
  if (!/^[0-9*#]{1,30}$/.test(code)) throw new DomainError("number_invalid", { number: written });
  return code;
}

/** Puts keys into their places, each in place of what was there. */
export async function replaceKeys(
  trx: Db,
  table: "phone_key" | "layout_key",
  owner: Record<string, string>,
  rows: readonly KeyRow[],
): Promise<void> {
  await removeKeys(trx, table, owner, rows.map(placeOf));
  await trx.batchInsert(
    table,
    rows.map((row) => ({ ...owner, ...row, label_fold: row.label === null ? null : foldText(row.label) })),
    rowsPerInsert(keyColumns.length + 2),
  );
}

export async function removeKeys(
  trx: Db,
  table: "phone_key" | "layout_key",
  owner: Record<string, string>,
  places: readonly KeyPlace[],
): Promise<void> {
  for (const [module, group] of Map.groupBy(places, (place) => place.module)) {
    const indexes = group.map((place) => place.index);
    await trx(table)
      .where({ ...owner, module })
      .whereIn("key_index", indexes)
      .delete();
  }
}

export function placeOf(row: KeyRow): KeyPlace {
  return { module: row.module, index: row.key_index };
}

/** True when both put the same on the key, whoever said it. */
export function sameKey(a: KeyRow | undefined, b: KeyRow): boolean {
  return a !== undefined && JSON.stringify(presentKey(a)) === JSON.stringify(presentKey(b));
}
