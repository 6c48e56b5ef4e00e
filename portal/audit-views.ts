import { z } from "zod";
import type { AuditEntry } from "../db/audit.ts";
import { isFields, isRef, ownerOf, type Ref, refKey, refKindOf, refsIn, shownGroup } from "../db/audit-names.ts";
import { actorKinds } from "../db/types.ts";
import type { Undoable } from "../db/undo/undo.ts";
import { changeOf, type Fields } from "../db/undo/undoer.ts";

/** Something that is named by an id; `name` null: it is gone. */
const RefView = z.strictObject({ kind: z.literal("ref"), of: z.string(), id: z.string(), name: z.string().nullable() });
const Leaf = z.union([z.string(), z.number(), z.boolean(), z.null(), RefView]);
const FieldsView = z.strictObject({
  kind: z.literal("fields"),
  fields: z.array(z.strictObject({ field: z.string(), value: z.union([Leaf, z.array(Leaf)]) })),
});
const SaidView = z.union([Leaf, FieldsView, z.array(z.union([Leaf, FieldsView]))]);

export const AuditView = z.strictObject({
  id: z.string(),
  at: z.string(),
  actor: z.strictObject({ kind: z.enum(actorKinds), id: z.string().nullable(), name: z.string() }),
  /** Where it was done from, where that is known. */
  address: z.string().nullable(),
  /** `user.details_updated`, `phone.keys_set` … */
  action: z.string(),
  /** With the name that it had then. */
  subject: z.strictObject({ kind: z.string(), id: z.string(), name: z.string() }),
  /** What changed, field by field; names instead of ids, secrets never. */
  changes: z.array(z.strictObject({ field: z.string(), before: SaidView, after: SaidView })),
  /** Entries of one request have the same. */
  writeId: z.string(),
  /** How many entries that request left. */
  together: z.int(),
  /** Whether it can be taken back, with all that its request wrote. */
  undoable: z.boolean(),
  /** The write that took it back, and the write that it took back. */
  undoneBy: z.string().nullable(),
  undoes: z.string().nullable(),
});
export type AuditView = z.infer<typeof AuditView>;
export type SaidView = z.infer<typeof SaidView>;
type LeafView = z.infer<typeof Leaf>;
type FieldsOf = z.infer<typeof FieldsView>;
const Actor = AuditView.shape.actor;

/** Everything that the entries name by id. */
export function refsOf(entries: readonly AuditEntry[]): Ref[] {
  return entries.flatMap(({ action, before, after }) => [...refsIn(action, before), ...refsIn(action, after)]);
}

/** @param names by `refKey`, as things are called now */
export function auditView(entry: AuditEntry, names: ReadonlyMap<string, string>, write: Undoable | undefined): AuditView {
  const { id, at, actor, address, action, subject, writeId, undoes } = entry;
  const changes = changesView(action, changeOf(entry), names);
  return {
    ...{ id, at, actor: Actor.parse(actor), address, action, subject, changes, writeId, undoes },
    together: write?.together ?? 1,
    undoable: write?.undoable ?? false,
    undoneBy: write?.undoneBy ?? null,
  };
}

/** Side by side, field by field, with names instead of ids. @param names by `refKey`, of `refsIn` both sides */
export function changesView(
  action: string,
  { before, after }: { readonly before: Fields; readonly after: Fields },
  names: ReadonlyMap<string, string>,
): AuditView["changes"] {
  const said = (field: string, value: unknown) => shown(new Namer(action, names), field, value);
  return Object.keys(before)
    .filter(isSaid)
    .map((field) => ({ field, before: said(field, before[field]), after: said(field, after[field]) }));
}

/** No entry holds a secret; should one ever come in under such a name, it is not shown. */
const isSecret = (field: string): boolean => /password|token|pin|puk|secretSealed/i.test(field);
/** An absence has no name: what it was is said beside its id. */
const isSaid = (field: string): boolean => !isSecret(field) && field !== "diversion";

class Namer {
  readonly #action: string;
  readonly #names: ReadonlyMap<string, string>;
  constructor(action: string, names: ReadonlyMap<string, string>) {
    this.#action = action;
    this.#names = names;
  }
  ref({ kind, id }: Ref): LeafView {
    return { kind: "ref", of: kind, id, name: this.#names.get(refKey(ownerOf({ kind, id }))) ?? null };
  }
  leaf(field: string, value: unknown): LeafView {
    if (value === null || value === undefined) return null;
    if (typeof value === "number" || typeof value === "boolean") return value;
    if (typeof value === "string") {
      const kind = refKindOf(this.#action, field);
      const shown = shownGroup(field, value);
      if (shown) return this.ref(shown);
      return kind === null || value === "all" ? value : this.ref({ kind, id: value });
    }
    if (isRef(value)) return this.ref(value);
    if (!isFields(value)) return JSON.stringify(value);
    if (typeof value.number === "string") return value.number;
    // An end of a call.
    const alone = typeof value.kind === "string" && Object.keys(value).length === 1;
    return alone && typeof value.kind === "string" ? value.kind : JSON.stringify(value);
  }
}

function shown(namer: Namer, field: string, value: unknown): SaidView {
  if (Array.isArray(value)) {
    return value.map((one) => (isFields(one) && !isRef(one) ? fields(namer, one) : namer.leaf(field, one)));
  }
  return isFields(value) && !isRef(value) ? fields(namer, value) : namer.leaf(field, value);
}

/** A key, a member, a number: where it sits is said by the field itself. */
function fields(namer: Namer, value: Readonly<Record<string, unknown>>): FieldsOf {
  const own = Object.entries(value).filter(([name]) => name !== "place" && isSaid(name));
  return {
    kind: "fields",
    fields: own.map(([field, one]) => ({
      field,
      value: Array.isArray(one) ? one.map((part) => namer.leaf(field, part)) : namer.leaf(field, one),
    })),
  };
}
