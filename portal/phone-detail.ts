import { listWindows, type Window } from "../db/first-contact.ts";
import { type EffectiveKey, listPhoneKeys } from "../db/phone-keys.ts";
import { type PhonePageRow, pagePhones } from "../db/phone-pages.ts";
import { listPhoneAccounts } from "../db/phones.ts";
import { loadPlanSources } from "../db/plan-source.ts";
import type { Db } from "../db/types.ts";
import { composePlan, type PlanSource } from "../domain/compose-plan.ts";
import { DomainError } from "../domain/errors.ts";
import { comparePlaces, formatPlace } from "../domain/phone-key.ts";
import type { Misfit, Plan, PlanKey, VendorId } from "../domain/plan.ts";
import { drawPhone } from "../templates/geometry.ts";
import { findModel, vendorOf } from "../templates/index.ts";
import type { PhoneModel } from "../templates/model.ts";
import type { ApiParts } from "./api/parts.ts";
import { type KeyView, type PhoneView, phoneRowView } from "./phone-views.ts";

type By = { readonly organisationId: string; readonly id: string };

/** The row of one phone, retired ones too. @throws DomainError `phone_not_found` */
export async function getPhoneRow(db: Db, by: By): Promise<PhonePageRow> {
  const one = { search: "", sort: "label", descending: false, offset: 0, limit: 1 } as const;
  const { rows } = await pagePhones(db, { ...by, ...one });
  const [row] = rows;
  if (!row) throw new DomainError("phone_not_found");
  return row;
}

/** @throws DomainError `model_unknown` */
export function modelOf(vendor: VendorId, model: string): PhoneModel {
  const found = findModel(vendor, model);
  if (!found) throw new DomainError("model_unknown", { model });
  return found;
}

export type Planned = { readonly plan: Plan; readonly model: PhoneModel; readonly source: PlanSource };

/** What a phone should have now; holds secrets. Null: retired, or of a model that the catalogue does not have. */
export async function planOf({ db, keyring, publicUrl }: ApiParts, phone: PhonePageRow): Promise<Planned | null> {
  const model = findModel(phone.vendor, phone.model);
  const source = (await loadPlanSources(db, keyring, [phone.id])).get(phone.id);
  if (!model || !source) return null;
  return { plan: composePlan(source, { ...model, id: model.model }, publicUrl), model, source };
}

/** A phone as its page shows it: no secret is in it. @throws DomainError `phone_not_found` */
export async function phoneDetail(parts: ApiParts, by: By, now: Date): Promise<PhoneView> {
  const { db } = parts;
  const phone = await getPhoneRow(db, by);
  const planned = await planOf(parts, phone);
  const [window] = await listWindows(db, { organisationId: by.organisationId, phoneId: by.id, now });
  const accounts = await listPhoneAccounts(db, by);
  const bindings = await listPhoneKeys(db, { organisationId: by.organisationId, phoneId: by.id });
  return {
    ...phoneRowView(phone),
    accounts: accounts.map(({ position, sipAccountId, sipUser, label }) => ({
      position,
      accountId: sipAccountId,
      sipUser,
      label,
    })),
    window: window ? windowView(window) : null,
    shape: planned && shapeOf(planned.model, phone.modules),
    keyKinds: [...(planned?.model.keyKinds ?? [])],
    most: { accounts: planned?.model.accounts ?? 0, modules: planned?.model.maxModules ?? 0 },
    moduleNames: planned?.model.modules.map((module) => module.name) ?? [],
    keys: planned ? keysOf(planned, bindings, phone.delivery === "fetched") : [],
    misfits: planned?.plan.misfits.map(misfitView) ?? [],
  };
}

function shapeOf(model: PhoneModel, modules: readonly string[]): PhoneView["shape"] {
  const { dpad, hardKeys, labelChars } = model.geometry;
  const drawing = drawPhone(model, modules);
  const { body, screen, handset, softkeys, dialpad } = drawing;
  return {
    ...{ name: model.name, body, screen, handset, softkeys: [...softkeys], dialpad, dpad, hardKeys: [...hardKeys], labelChars },
    modules: drawing.modules.map((module) => ({ ...module })),
    keys: drawing.keys.map((key) => ({ ...key })),
  };
}

export function windowView({ openedAt, closesAt, openedBy, network, state, takenBy }: Window) {
  return { openedAt, closesAt, openedBy, network, state, takenBy };
}

export function misfitView({ what, place, position, label, reason }: Misfit) {
  return { what, place, position, label, reason };
}

/** Every key that is programmed, and the lines that nobody has programmed, in order of place. */
function keysOf({ plan, model }: Planned, bindings: readonly EffectiveKey[], fetched: boolean): KeyView[] {
  const planned = new Map(plan.keys.map((key) => [formatPlace(key.place), key]));
  const misfits = new Map(plan.misfits.flatMap((one) => (one.place ? [[formatPlace(one.place), one] as const] : [])));
  const bound = bindings.map((key) => {
    const at = formatPlace(key.place);
    return boundKey(key, planned.get(at) ?? null, misfits.get(at) ?? null, model, fetched);
  });
  const places = new Set(bindings.map((key) => formatPlace(key.place)));
  const lines = plan.keys.filter((key) => !places.has(formatPlace(key.place)));
  return [...bound, ...lines.map((key) => lineKey(key, model, fetched))].sort((a, b) => comparePlaces(a.place, b.place));
}

function boundKey(
  key: EffectiveKey,
  planned: PlanKey | null,
  misfit: Misfit | null,
  model: PhoneModel,
  fetched: boolean,
): KeyView {
  const { place, kind, target, account, label: ownLabel, value, locked, from } = key;
  const label = planned?.label ?? misfit?.label ?? ownLabel ?? "";
  const saidBy = { layer: from, name: "", by: key.updatedBy, at: key.updatedAt } as const;
  return {
    ...{ place, kind, target: target && { ...target }, account, ownLabel, value, locked, from, label },
    labelShown: cut(model, label, place),
    number: planned?.number ?? null,
    state: misfit ? "misfit" : fetched ? "live" : "waiting",
    misfit: misfit?.reason ?? null,
    origin: planned?.origin ?? misfit?.origin ?? saidBy,
  };
}

function lineKey(key: PlanKey, model: PhoneModel, fetched: boolean): KeyView {
  const { place, kind, account, label, value, locked, number, origin } = key;
  return {
    ...{ place, kind, target: null, account, ownLabel: null, value, locked, from: "klyka", label, number, origin },
    labelShown: cut(model, label, place),
    state: fetched ? "live" : "waiting",
    misfit: null,
  };
}

function cut(model: PhoneModel, label: string, place: KeyView["place"]): string {
  return vendorOf(model.vendor).labelShown(model.model, label, place);
}
