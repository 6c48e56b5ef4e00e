import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { comparePlaces, formatPlace, type KeyBinding, type KeyPlace, keyKinds } from "../domain/phone-key.ts";
import { recordAudit } from "./audit.ts";
import { findLayout, type Layout } from "./layouts.ts";
import { checkedRow, type KeyRow, keyColumns, placeOf, presentKey, removeKeys, replaceKeys, sameKey } from "./phone-key-rows.ts";
import { getLivePhone, getPhone, type Phone } from "./phone-rows.ts";
import { onePhone, phonesShowing, raisePhones } from "./revisions.ts";
import { checkVersion, edit } from "./rows.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

export const KeyPlaceInput = z.strictObject({ module: z.int().min(0).max(6), index: z.int().min(1).max(400) });

/** References by id; `number` in any written form (also short numbers, extensions and feature codes such as `*43#`). */
export const KeyTargetInput = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("user"), id: z.string() }),
  z.strictObject({ kind: z.literal("group"), id: z.string() }),
  z.strictObject({ kind: z.literal("contact"), id: z.string() }),
  z.strictObject({ kind: z.literal("number"), number: z.string().min(1).max(60) }),
]);

export const KeyInput = z.strictObject({
  place: KeyPlaceInput,
  kind: z.enum(keyKinds),
  target: KeyTargetInput.nullable().default(null),
  account: z.int().min(1).max(34).default(1),
  /** Null follows the target's name. */
  label: z
    .string()
    .max(100)
    .regex(/^\P{Cc}*$/u, "control characters are refused")
    .nullable()
    .default(null),
  value: z.string().max(512).nullable().default(null),
  locked: z.boolean().default(false),
});
export type KeyInput = z.infer<typeof KeyInput>;

const version = z.int().optional();
const keys = z.array(KeyInput).min(1).max(400);
const places = z.array(KeyPlaceInput).min(1).max(400);
/** `version`: of the phone or the layout, as the writer has seen it. */
export const SetPhoneKeys = z.strictObject({ organisationId: z.string(), phoneId: z.string(), version, keys });
export type SetPhoneKeys = z.infer<typeof SetPhoneKeys>;
export const ClearPhoneKeys = z.strictObject({ organisationId: z.string(), phoneId: z.string(), version, places });
export type ClearPhoneKeys = z.infer<typeof ClearPhoneKeys>;
export const SetLayoutKeys = z.strictObject({ organisationId: z.string(), layoutId: z.string(), version, keys });
export type SetLayoutKeys = z.infer<typeof SetLayoutKeys>;
export const ClearLayoutKeys = z.strictObject({ organisationId: z.string(), layoutId: z.string(), version, places });
export type ClearLayoutKeys = z.infer<typeof ClearLayoutKeys>;

export type StoredKey = KeyBinding & { readonly updatedAt: string; readonly updatedBy: string };
/** A key as the phone has it: its own on top of its layout's. */
export type EffectiveKey = StoredKey & { readonly from: "phone" | "layout" };

/**
 * Puts keys on a phone, each replacing what its place held. All or nothing.
 *
 * @throws DomainError `phone_not_found`, `phone_state_refused`, `target_not_found` (also another organisation's),
 * `key_invalid` (kind, target and value do not fit), `number_invalid`, `key_locked` (the place is locked and the actor
 * no administrator), `version_conflict`
 *
 * @param gone ids of things that are no more, which keys may follow all the same: of files that come back
 */
export async function setPhoneKeys(
  db: Db,
  input: SetPhoneKeys,
  actor: Actor,
  now: Date,
  gone?: ReadonlySet<string>,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, phoneId } = input;
    const phone = await getLivePhone(trx, { organisationId, id: phoneId });
    checkVersion(phone, input.version);
    const before = await keysAt(trx, "phone_key", { phone_id: phoneId });
    await mustBeUnlocked(trx, phone, before, input.keys, actor);
    const rows: KeyRow[] = [];
    for (const key of lastOfEachPlace(input.keys)) rows.push(await checkedRow(trx, organisationId, key, actor, now, gone));
    const changed = rows.filter((row) => !sameKey(before.get(formatPlace(placeOf(row))), row));
    if (changed.length === 0) return;
    await replaceKeys(trx, "phone_key", { phone_id: phoneId }, changed);
    await edit(trx, "phone", phone, undefined, {}, actor, now);
    const entry = { organisationId, action: "phone.keys_set", subject: { kind: "phone", id: phoneId } };
    await recordAudit(trx, { ...entry, ...auditKeys(before, changed) }, actor, now);
    await raisePhones(trx, onePhone(trx, phoneId));
  });
}

/** The layout's keys, if any, show again. @throws DomainError `phone_not_found`, `phone_state_refused`, `key_locked`, `version_conflict` */
export async function clearPhoneKeys(db: Db, input: ClearPhoneKeys, actor: Actor, now: Date): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, phoneId } = input;
    const phone = await getLivePhone(trx, { organisationId, id: phoneId });
    checkVersion(phone, input.version);
    const before = await keysAt(trx, "phone_key", { phone_id: phoneId });
    const places = input.places.filter((place) => before.has(formatPlace(place)));
    const keys = places.map((place) => ({ place, locked: false }));
    await mustBeUnlocked(trx, phone, before, keys, actor);
    if (places.length === 0) return;
    await removeKeys(trx, "phone_key", { phone_id: phoneId }, places);
    await edit(trx, "phone", phone, undefined, {}, actor, now);
    const entry = { organisationId, action: "phone.keys_cleared", subject: { kind: "phone", id: phoneId } };
    await recordAudit(trx, { ...entry, before: auditPlaces(before, places) }, actor, now);
    await raisePhones(trx, onePhone(trx, phoneId));
  });
}

/** As `setPhoneKeys`; raises the phones that have no own key at a changed place. @throws also DomainError `layout_not_found` */
export async function setLayoutKeys(
  db: Db,
  input: SetLayoutKeys,
  actor: Actor,
  now: Date,
  gone?: ReadonlySet<string>,
): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, layoutId } = input;
    const layout = await getLayout(trx, input);
    checkVersion(layout, input.version);
    const before = await keysAt(trx, "layout_key", { layout_id: layoutId });
    const rows: KeyRow[] = [];
    for (const key of lastOfEachPlace(input.keys)) rows.push(await checkedRow(trx, organisationId, key, actor, now, gone));
    const changed = rows.filter((row) => !sameKey(before.get(formatPlace(placeOf(row))), row));
    if (changed.length === 0) return;
    await replaceKeys(trx, "layout_key", { layout_id: layoutId }, changed);
    await edit(trx, "layout", layout, undefined, {}, actor, now);
    const entry = { organisationId, action: "layout.keys_set", subject: { kind: "layout", id: layoutId } };
    await recordAudit(trx, { ...entry, ...auditKeys(before, changed) }, actor, now);
    await raisePhones(trx, phonesShowing(trx, layoutId, changed.map(placeOf)));
  });
}

export async function clearLayoutKeys(db: Db, input: ClearLayoutKeys, actor: Actor, now: Date): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, layoutId } = input;
    const layout = await getLayout(trx, input);
    checkVersion(layout, input.version);
    const before = await keysAt(trx, "layout_key", { layout_id: layoutId });
    const places = input.places.filter((place) => before.has(formatPlace(place)));
    if (places.length === 0) return;
    await removeKeys(trx, "layout_key", { layout_id: layoutId }, places);
    await edit(trx, "layout", layout, undefined, {}, actor, now);
    const entry = { organisationId, action: "layout.keys_cleared", subject: { kind: "layout", id: layoutId } };
    await recordAudit(trx, { ...entry, before: auditPlaces(before, places) }, actor, now);
    await raisePhones(trx, phonesShowing(trx, layoutId, places));
  });
}

/** A locked place, the phone's own or its layout's, is for administrators, and so is locking. */
async function mustBeUnlocked(
  trx: Db,
  phone: Phone,
  own: ReadonlyMap<string, KeyRow>,
  keys: readonly { readonly place: KeyPlace; readonly locked: boolean }[],
  actor: Actor,
): Promise<void> {
  if (actor.kind !== "user" || actor.administrator) return;
  const shared =
    phone.layoutId === null ? new Map<string, KeyRow>() : await keysAt(trx, "layout_key", { layout_id: phone.layoutId });
  for (const { place, locked } of keys) {
    const at = formatPlace(place);
    if (locked || own.get(at)?.locked || shared.get(at)?.locked) throw new DomainError("key_locked", { place: at });
  }
}

function lastOfEachPlace(keys: readonly KeyInput[]): KeyInput[] {
  return [...new Map(keys.map((key) => [formatPlace(key.place), key])).values()];
}

async function keysAt(db: Db, table: "phone_key" | "layout_key", owner: Record<string, string>): Promise<Map<string, KeyRow>> {
  const rows = await db(table).where(owner).orderBy(["module", "key_index"]).select<KeyRow[]>(keyColumns);
  return new Map(rows.map((row) => [formatPlace(placeOf(row)), row]));
}

function auditKeys(before: ReadonlyMap<string, KeyRow>, changed: readonly KeyRow[]) {
  const after = Object.fromEntries(changed.map((row) => [formatPlace(placeOf(row)), presentKey(row)]));
  return { before: auditPlaces(before, changed.map(placeOf)), after };
}

function auditPlaces(keys: ReadonlyMap<string, KeyRow>, places: readonly KeyPlace[]) {
  return Object.fromEntries(
    places.map(formatPlace).map((at) => {
      const row = keys.get(at);
      return [at, row ? presentKey(row) : null];
    }),
  );
}

/** Sorted by place. @throws DomainError `phone_not_found` */
export async function listPhoneKeys(db: Db, by: { organisationId: string; phoneId: string }): Promise<EffectiveKey[]> {
  const phone = await getPhone(db, { organisationId: by.organisationId, id: by.phoneId });
  const own = await keysAt(db, "phone_key", { phone_id: by.phoneId });
  const shared = phone.layoutId === null ? [] : await keysAt(db, "layout_key", { layout_id: phone.layoutId });
  const byPlace = new Map<string, EffectiveKey>();
  for (const [at, row] of shared) byPlace.set(at, { ...presentStored(row), from: "layout" });
  for (const [at, row] of own) byPlace.set(at, { ...presentStored(row), from: "phone" });
  return [...byPlace.values()].sort((a, b) => comparePlaces(a.place, b.place));
}

/** Sorted by place. @throws DomainError `layout_not_found` */
export async function listLayoutKeys(db: Db, by: { organisationId: string; layoutId: string }): Promise<StoredKey[]> {
  await getLayout(db, by);
  return [...(await keysAt(db, "layout_key", { layout_id: by.layoutId })).values()].map(presentStored);
}

/** The keys that a phone has of its own, or a layout. */
export async function ownKeys(db: Db, of: "phone" | "layout", id: string): Promise<KeyBinding[]> {
  const keys = of === "phone" ? keysAt(db, "phone_key", { phone_id: id }) : keysAt(db, "layout_key", { layout_id: id });
  return [...(await keys).values()].map(presentKey);
}

function presentStored(row: KeyRow): StoredKey {
  return { ...presentKey(row), updatedAt: row.updated_at, updatedBy: row.updated_by };
}

async function getLayout(db: Db, by: { organisationId: string; layoutId: string }): Promise<Layout> {
  const layout = await findLayout(db, { organisationId: by.organisationId, id: by.layoutId });
  if (!layout) throw new DomainError("layout_not_found");
  return layout;
}
