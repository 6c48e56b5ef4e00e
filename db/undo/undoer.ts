import type { Access } from "../../domain/rights.ts";
import type { AuditEntry } from "../audit.ts";
import { isFields } from "../audit-names.ts";
import type { Keyring } from "../secrets.ts";
import type { Actor, Db } from "../types.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** One entry that is taken back, with all that the writes need. */
export type Undoing = {
  readonly entry: AuditEntry;
  readonly organisationId: string;
  /** Of the thing that the entry is about. */
  readonly id: string;
  /** The fields as they were before, to be put back. */
  readonly before: Fields;
  /** The fields as the entry left them. */
  readonly after: Fields;
  readonly keyring: Keyring;
  /** What whoever takes it back may do: nobody gives more than they may. */
  readonly access: Access | "all";
  readonly actor: Actor;
  readonly now: Date;
};

/** How an action is taken back. */
export type Undoer = {
  /** The fields of the thing as they are now; of one that is gone, null for each. @throws DomainError `…_not_found` */
  readonly current: (trx: Db, undoing: Undoing) => Promise<Fields>;
  /** Writes the values of before, as anybody would who changed them. */
  readonly putBack: (trx: Db, undoing: Undoing) => Promise<unknown>;
  /** Whether this entry can be taken back; absent: each can. */
  readonly when?: (entry: AuditEntry, before: Fields, after: Fields) => boolean;
  /** What only operator staff writes, only they take back. */
  readonly operatorOnly?: true | ((entry: AuditEntry) => boolean);
};

/** What changed, side by side: a thing that was made had nothing before, one that was deleted has nothing after. */
export function changeOf(entry: AuditEntry): { before: Fields; after: Fields } {
  const [before, after] = [fieldsOf(entry.action, entry.before), fieldsOf(entry.action, entry.after)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const all = (from: Fields) => Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
  return { before: all(before), after: all(after) };
}

/** Lists stand for the field that is named after the action: `phone.accounts_set` → `accounts`. */
function fieldsOf(action: string, said: unknown): Fields {
  if (Array.isArray(said)) return { [action.replace(/^.*\.|_set$/g, "")]: said };
  return isFields(said) ? said : {};
}

/** Only these fields. */
export function pick(from: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.filter((name) => Object.hasOwn(from, name)).map((name) => [name, from[name]]));
}

/** Alike in content; the order of an object's fields says nothing. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a ?? null)) === JSON.stringify(sorted(b ?? null));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sorted(value[name])]),
  );
}
