import { listWindows, type Window } from "../db/first-contact.ts";
import { getMemberships } from "../db/memberships.ts";
import { getPhoneAgent } from "../db/phone-agents.ts";
import { type PhonePageRow, pagePhones } from "../db/phone-pages.ts";
import { listPhoneAccounts } from "../db/phones.ts";
import { loadPlanSources } from "../db/plan-source.ts";
import { loadDelivered } from "../db/rendered-body.ts";
import type { Db } from "../db/types.ts";
import { actingCodes } from "../domain/compose-keys.ts";
import { composePlan, type PlanSource } from "../domain/compose-plan.ts";
import { DomainError } from "../domain/errors.ts";
import { formatPlace } from "../domain/phone-key.ts";
import type { Misfit, Plan, VendorId } from "../domain/plan.ts";
import { drawPhone } from "../templates/geometry.ts";
import { findModel } from "../templates/index.ts";
import type { PhoneModel } from "../templates/model.ts";
import type { ApiParts } from "./api/parts.ts";
import { type Fetched, keyViews } from "./phone-key-views.ts";
import { type PhoneView, phoneRowView } from "./phone-views.ts";

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
  const fetched = await fetchedBy(parts, phone);
  return {
    ...phoneRowView(phone, now),
    accounts: accounts.map(({ position, sipAccountId, sipUser, label }) => ({
      position,
      accountId: sipAccountId,
      sipUser,
      label,
    })),
    window: window ? windowView(window) : null,
    agent: await getPhoneAgent(db, by),
    shape: planned && shapeOf(planned.model, phone.modules),
    keyKinds: [...(planned?.model.keyKinds ?? [])],
    most: { accounts: planned?.model.accounts ?? 0, modules: planned?.model.maxModules ?? 0 },
    moduleNames: planned?.model.modules.map((module) => module.name) ?? [],
    language: planned?.plan.settings.language.value ?? "",
    codes: planned ? actingCodes(planned.source) : { groupLogin: "", diversion: "" },
    userGroups: await groupIdsOf(db, by.organisationId, phone.userId),
    keys: planned ? keyViews(planned, fetched) : [],
    beneath: planned ? beneath(parts, planned, fetched) : [],
    misfits: planned?.plan.misfits.map(misfitView) ?? [],
  };
}

async function groupIdsOf(db: Db, organisationId: string, userId: string | null): Promise<string[]> {
  if (userId === null) return [];
  return (await getMemberships(db, { organisationId, userId })).groups.map(({ id }) => id);
}

/** The keys that show again where the phone has one of its own. */
function beneath({ publicUrl }: ApiParts, { source, model }: Planned, fetched: Fetched): PhoneView["beneath"] {
  if (source.ownKeys.length === 0) return [];
  const own = new Set(source.ownKeys.map(({ place }) => formatPlace(place)));
  const bare = { ...source, ownKeys: [] };
  const plan = composePlan(bare, { ...model, id: model.model }, publicUrl);
  return keyViews({ plan, model, source: bare }, fetched).filter(({ place }) => own.has(formatPlace(place)));
}

/** While a phone waits its last files say which of its keys it has already. */
async function fetchedBy({ db, keyring }: ApiParts, { id, delivery: state }: PhonePageRow): Promise<Fetched> {
  if (state !== "waiting") return { state, at: null, text: null };
  const files = await loadDelivered(db, keyring, id);
  const times = files.map(({ at }) => at).sort();
  const whole = files.every(({ body }) => body !== null);
  return { state, at: times.at(-1) ?? null, text: whole ? files.map(({ body }) => String(body)).join("\n") : null };
}

export function shapeOf(model: PhoneModel, modules: readonly string[]): PhoneView["shape"] {
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
