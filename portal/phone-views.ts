import { z } from "zod";
import { deliveryStates, type PhonePageRow } from "../db/phone-pages.ts";
import { phoneStates } from "../db/phones.ts";
import { misfitReasons, vendorIds } from "../domain/plan.ts";
import { switchFaults } from "../domain/switch-port.ts";
import { findModel } from "../templates/index.ts";
import { Id, KeyKindView, OriginView, PlaceView, TargetView, versionedView } from "./api/fields.ts";
import { RowResyncView, rowResyncView } from "./resync-views.ts";
import { StandingView, standingView } from "./standing-views.ts";

const Named = z.strictObject({ id: z.string(), name: z.string() });

/** A row of the list. */
export const PhoneRowView = z.strictObject({
  ...versionedView,
  /** 12 lower-case hex digits. */
  mac: z.string(),
  label: z.string(),
  vendor: z.enum(vendorIds),
  model: z.string(),
  /** As people write it: `Yealink T46U`. */
  modelName: z.string(),
  state: z.enum(phoneStates),
  user: Named.nullable(),
  site: Named.nullable(),
  layout: Named.nullable(),
  modules: z.array(z.string()),
  /** `never`: nothing fetched; `waiting`: it should have something newer; `fetched`: in step. */
  delivery: z.enum(deliveryStates),
  standing: StandingView,
  lastContactAt: z.string().nullable(),
  lastAddress: z.string().nullable(),
  firmware: z.string().nullable(),
  /** Whether it is to be told to fetch, and what it answered the last time; null: never told. */
  resync: RowResyncView.nullable(),
  revision: z.int(),
});
export type PhoneRowView = z.infer<typeof PhoneRowView>;

export function phoneRowView(phone: PhonePageRow, now: Date): PhoneRowView {
  const { id, version, updatedAt, mac, label, vendor, model, state, modules, delivery, revision } = phone;
  const named = (one: string | null, name: string | null) => (one === null || name === null ? null : { id: one, name });
  return {
    ...{ id, version, updatedAt, mac, label, vendor, model, state, delivery, revision },
    modelName: findModel(vendor, model)?.name ?? model,
    modules: [...modules],
    user: named(phone.userId, phone.userName),
    site: named(phone.siteId, phone.siteName),
    layout: named(phone.layoutId, phone.layoutName),
    lastContactAt: phone.lastContactAt,
    lastAddress: phone.lastAddress,
    firmware: phone.firmware,
    standing: standingView(phone.standing, now),
    resync: rowResyncView(phone),
  };
}

const Rect = z.strictObject({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });

/** Where everything sits, in millimetres: what a drawing needs. */
export const ShapeView = z.strictObject({
  name: z.string(),
  body: Rect,
  screen: Rect.nullable(),
  handset: Rect.nullable(),
  softkeys: z.array(Rect),
  dialpad: Rect.nullable(),
  dpad: z.boolean(),
  hardKeys: z.array(z.string()),
  modules: z.array(z.strictObject({ name: z.string(), body: Rect })),
  keys: z.array(
    Rect.extend({
      module: z.int(),
      index: z.int().nullable(),
      page: z.int(),
      side: z.enum(["left", "right", "below", "screen"]),
      row: z.int(),
      column: z.int(),
    }),
  ),
  labelChars: z.int().nullable(),
});

/** A key as the phone has it, and what it shows. */
export const KeyView = z.strictObject({
  place: PlaceView,
  kind: KeyKindView,
  target: TargetView.nullable(),
  /** What the person, group or contact is called; null: none, or gone. */
  targetName: z.string().nullable(),
  account: z.int(),
  /** The key's own label; null follows the target's name. */
  ownLabel: z.string().nullable(),
  value: z.string().nullable(),
  locked: z.boolean(),
  /** `klyka`: the line that a key is until somebody programs it. */
  from: z.enum(["phone", "layout", "klyka"]),
  /** The whole label, and as this model cuts it. */
  label: z.string(),
  labelShown: z.string(),
  number: z.string().nullable(),
  /** Where the key asks this server, below the phone's own address; null: it dials, or does something else. */
  page: z.string().nullable(),
  state: z.enum(["live", "waiting", "misfit"]),
  misfit: z.enum(misfitReasons).nullable(),
  origin: OriginView,
});
export type KeyView = z.infer<typeof KeyView>;

export const MisfitView = z.strictObject({
  what: z.enum(["key", "account"]),
  place: PlaceView.nullable(),
  position: z.int().nullable(),
  label: z.string(),
  reason: z.enum(misfitReasons),
});

export const WindowView = z.strictObject({
  openedAt: z.string(),
  closesAt: z.string(),
  openedBy: z.string(),
  network: z.string().nullable(),
  state: z.enum(["open", "taken", "used", "closed", "expired"]),
  takenBy: z.string().nullable(),
});

const AgentView = z.strictObject({
  askedAt: z.string(),
  /** Null: it has answered. */
  fault: z.enum([...switchFaults, "another"]).nullable(),
  answeredAt: z.string().nullable(),
  startedAt: z.string().nullable(),
  description: z.string().nullable(),
  name: z.string().nullable(),
});

/** The exchange's codes for log-in and diversion keys; empty: those keys ask this server. */
export const CodesView = z.strictObject({ groupLogin: z.string(), diversion: z.string() });

export const PhoneView = PhoneRowView.extend({
  accounts: z.array(
    z.strictObject({ position: z.int(), accountId: z.string(), sipUser: z.string(), label: z.string().nullable() }),
  ),
  /** The newest first-contact window; null: none yet. */
  window: WindowView.nullable(),
  /** What its own SNMP agent says; null: it has not been asked, or is off. */
  agent: AgentView.nullable(),
  /** Null: the catalogue does not have the model (any more). */
  shape: ShapeView.nullable(),
  keyKinds: z.array(KeyKindView),
  /** How many accounts, and which modules, the model takes. */
  most: z.strictObject({ accounts: z.int(), modules: z.int() }),
  moduleNames: z.array(z.string()),
  /** Of the phone's screen: what keys without a label are called. Empty: no plan. */
  language: z.string(),
  codes: CodesView,
  /** Groups of the phone's user: who can be logged in with a key. */
  userGroups: z.array(z.string()),
  keys: z.array(KeyView),
  /** Where the phone has a key of its own: what shows again when it is cleared. */
  beneath: z.array(KeyView),
  misfits: z.array(MisfitView),
});
export type PhoneView = z.infer<typeof PhoneView>;

export const ModuleNames = z.array(z.string().min(1).max(40)).max(6);
export const AccountIds = z.array(Id.nullable()).max(34);
