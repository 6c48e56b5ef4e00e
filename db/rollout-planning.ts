import { DomainError } from "../domain/errors.ts";
import type { VendorId } from "../domain/plan.ts";
import { liveStates } from "../domain/rollout.ts";
import { isSettingName, settingDefinitions } from "../domain/settings.ts";
import { oneOf, textsOf } from "./dialect/dialect.ts";
import { imageByName } from "./firmware-images.ts";
import { selectedPhones } from "./phone-selections.ts";
import { type CheckedValue, checkValue, type RolloutInput, type RolloutWho } from "./rollout-input.ts";
import type { Rollout } from "./rollout-rows.ts";
import { eachPhoneScope, scopeOf } from "./setting-scopes.ts";
import { mustExist } from "./settings.ts";
import type { Db } from "./types.ts";

/** A phone that a roll-out may be about. */
export type RolloutCandidate = {
  readonly id: string;
  readonly mac: string;
  readonly label: string;
  readonly vendor: VendorId;
  readonly model: string;
  readonly organisationId: string;
  readonly siteId: string | null;
  readonly layoutId: string | null;
  /** When it last asked for anything; null: never. */
  readonly contactAt: string | null;
  readonly firmware: string | null;
};

/**
 * Why a phone gets nothing of it: `own_value`: something is said at a narrower layer; `already`: it has that value;
 * `wrong_model`: it cannot run the image.
 */
export const cannotReasons = ["own_value", "already", "wrong_model"] as const;
export type CannotReason = (typeof cannotReasons)[number];

export type PlannedValue = CheckedValue & {
  readonly scope: string;
  readonly organisationId: string | null;
  readonly before: string | null;
  readonly mixed: boolean;
};

export type Conflict = {
  readonly rolloutId: string;
  readonly name: string;
  readonly phones: number;
  /** One of them. */
  readonly phone: string;
};

export type RolloutPlanning = {
  readonly values: readonly PlannedValue[];
  /** Phones whose files would say something else. */
  readonly takes: readonly RolloutCandidate[];
  readonly cannot: readonly { readonly phone: RolloutCandidate; readonly reason: CannotReason }[];
  /** Live roll-outs of the same values that have some of the phones. */
  readonly conflicts: readonly Conflict[];
};

/** What layers say, by setting (`keyOf`) and scope. */
export type Said = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Who would get what. The same number of queries for any number of phones.
 *
 * @param organisationId null: phones of every organisation (operator)
 * @throws DomainError as `checkValue`; `organisation_not_found`, `site_not_found`, `layout_not_found`, `rollout_not_found`,
 * `phone_not_found` (a phone that is named is not the organisation's, or not in use), `phone_selection_not_found`
 */
export async function planRollout(
  db: Db,
  input: Pick<RolloutInput, "values" | "who" | "rings" | "backOf"> & { readonly organisationId: string | null },
): Promise<RolloutPlanning> {
  const checked = input.values.map(checkValue);
  for (const { at } of checked) if (at.layer !== "phones") await mustExist(db, at);
  await mustKnow(db, input);
  const { takes, cannot, said } = await sortOut(db, input, checked);
  const values = checked.map((value) => planned(value, said, takes));
  return { values, takes, cannot, conflicts: await conflictsOf(db, takes, checked) };
}

/** What rings and the roll-out that is put back name is the organisation's own: it is shown by its name. */
async function mustKnow(
  db: Db,
  { organisationId, who, rings, backOf }: Pick<RolloutInput, "who" | "rings" | "backOf"> & { organisationId: string | null },
): Promise<void> {
  const sites = new Set([...(who?.siteIds ?? []), ...rings.flatMap(({ of }) => (of.kind === "site" ? [of.siteId] : []))]);
  const own = (table: string) => (organisationId === null ? db(table) : db(table).where("organisation_id", organisationId));
  const found =
    sites.size === 0
      ? []
      : await own("site")
          .where(oneOf(db, "id", [...sites]))
          .select("id");
  if (found.length < sites.size) throw new DomainError("site_not_found");
  const named = new Set([...(who?.phoneIds ?? []), ...rings.flatMap(({ of }) => (of.kind === "phones" ? of.phoneIds : []))]);
  if (named.size > 0) {
    const inUse = own("phone").whereIn("state", ["claimed", "bound"]);
    const [counted] = await inUse.where(oneOf(db, "id", [...named])).count<{ count: number | string }[]>({ count: "*" });
    if (Number(counted?.count ?? 0) < named.size) throw new DomainError("phone_not_found");
  }
  if (who?.selectionId !== undefined && !(await own("phone_selection").where("id", who.selectionId).first("id")))
    throw new DomainError("phone_selection_not_found");
  if (backOf !== null && !(await own("rollout").where("id", backOf).first("id"))) throw new DomainError("rollout_not_found");
}

/** Live roll-outs of the same values, other than this one, that have some of these phones. */
export async function rivalsOf(db: Db, rollout: Rollout, phones: readonly RolloutCandidate[]): Promise<Conflict[]> {
  const conflicts = await conflictsOf(db, phones, rollout.values);
  return conflicts.filter(({ rolloutId }) => rolloutId !== rollout.id);
}

/** Phones that other live roll-outs give the same values to. */
export async function takenByRivals(db: Db, rollout: Rollout): Promise<Set<string>> {
  const rivals = (await liveOfSame(db, rollout.values)).filter(({ id }) => id !== rollout.id);
  if (rivals.length === 0) return new Set();
  return new Set((await phonesIn(db, rivals)).map((row) => row.phone_id));
}

/** Which phones get something of these values, and which do not. */
export async function sortOut(
  db: Db,
  of: { readonly organisationId: string | null; readonly who: RolloutWho | null },
  values: readonly CheckedValue[],
): Promise<Pick<RolloutPlanning, "takes" | "cannot"> & { readonly said: Said }> {
  const said = await loadSaid(db, values);
  const fits = await firmwareFits(db, values);
  const takes: RolloutCandidate[] = [];
  const cannot: { phone: RolloutCandidate; reason: CannotReason }[] = [];
  for (const phone of await loadCandidates(db, of, values)) {
    const outcome = outcomeOf(phone, values, said, fits);
    if (outcome === "takes") takes.push(phone);
    else if (outcome !== null) cannot.push({ phone, reason: outcome });
  }
  return { takes, cannot, said };
}

async function loadCandidates(
  db: Db,
  { organisationId, who }: { organisationId: string | null; who: RolloutWho | null },
  values: readonly CheckedValue[],
): Promise<RolloutCandidate[]> {
  const query = candidates(db);
  if (organisationId !== null) query.where("p.organisation_id", organisationId);
  if (who?.phoneIds) query.where(oneOf(db, "p.id", who.phoneIds));
  if (who?.selectionId !== undefined) query.whereIn("p.id", selectedPhones(db, who.selectionId));
  if (who?.siteIds) query.where(oneOf(db, "p.site_id", who.siteIds));
  const models = who?.models ?? modelsOf(values);
  if (models !== null) {
    const names = models.map(({ vendor, model }) => `${vendor}/${model}`);
    query.whereRaw(`p.vendor || '/' || p.model in (${textsOf(db)})`, [JSON.stringify(names)]);
  }
  return query.select<RolloutCandidate[]>(candidateColumns);
}

/** Phones that are in use, in Swedish order: to be narrowed. */
export function candidates(db: Db): ReturnType<Db> {
  return allPhones(db).whereIn("p.state", ["claimed", "bound"]).orderBy(["p.sort_key", "p.id"]);
}

export function allPhones(db: Db): ReturnType<Db> {
  return db("phone as p").leftJoin("phone_contact as c", "c.phone_id", "p.id");
}

export const candidateColumns = {
  ...{ id: "p.id", mac: "p.mac", label: "p.label", vendor: "p.vendor", model: "p.model" },
  ...{ organisationId: "p.organisation_id", siteId: "p.site_id", layoutId: "p.layout_id" },
  ...{ contactAt: "c.at", firmware: "c.firmware" },
} as const;

/** The models that all values are of; null: any. */
function modelsOf(values: readonly CheckedValue[]): { vendor: VendorId; model: string }[] | null {
  const models = values.flatMap(({ at }) => (at.layer === "model" ? [{ vendor: at.vendor, model: at.model }] : []));
  return models.length === values.length ? models : null;
}

export const keyOf = ({ vendor, name }: { vendor: string | null; name: string }): string => `${vendor ?? ""} ${name}`;

/** What every layer says of these settings: by setting and scope. */
export async function loadSaid(db: Db, values: readonly { readonly name: string }[]): Promise<Said> {
  const rows: { scope: string; vendor: string; name: string; value: string }[] = await db("setting")
    .whereIn("name", [...new Set(values.map((value) => value.name))])
    .select("scope", "vendor", "name", "value");
  const groups = Map.groupBy(rows, keyOf);
  return new Map([...groups].map(([key, some]) => [key, new Map(some.map((row) => [row.scope, row.value]))]));
}

/** Whether a model can run the image that a value names. */
type Fits = (value: Pick<CheckedValue, "vendor" | "name" | "value">, phone: RolloutCandidate) => boolean;

/** Whether any of these values is about the phone: it stands below the layer of one, and can run what that gives it. */
export async function concernedBy(db: Db, values: readonly FirmwareOrNot[]) {
  const fits = await firmwareFits(db, values);
  return (phone: RolloutCandidate, of: readonly FirmwareOrNot[]): boolean =>
    of.some(
      (value) =>
        placeOf(value, scopesOf(phone)) >= 0 && (value.vendor === null || value.vendor === phone.vendor) && fits(value, phone),
    );
}

type FirmwareOrNot = Pick<CheckedValue, "at" | "vendor" | "name" | "value">;

async function firmwareFits(db: Db, values: readonly Pick<CheckedValue, "vendor" | "name" | "value">[]): Promise<Fits> {
  const images = new Map<string, readonly string[] | null>();
  for (const value of values) {
    const file = fileOf(value);
    if (file === null) continue;
    for (const vendor of ["yealink", "snom", "polycom"] as const) {
      images.set(`${vendor} ${file}`, (await imageByName(db, vendor, file))?.models ?? null);
    }
  }
  return (value, phone) => {
    const file = fileOf(value);
    if (file === null) return true;
    return images.get(`${phone.vendor} ${file}`)?.includes(phone.model) ?? false;
  };
}

/** The file that a value wants of the firmware; null: it is about something else. */
export function fileOf({ vendor, name, value }: Pick<CheckedValue, "vendor" | "name" | "value">): string | null {
  if (vendor !== null || name !== "firmware.image" || value === null) return null;
  const parsed = settingDefinitions["firmware.image"].schema.safeParse(JSON.parse(value));
  return parsed.data?.file ?? null;
}

/** The scopes of a phone, highest first. */
export function scopesOf(phone: RolloutCandidate): string[] {
  const { organisationId, vendor, model, siteId, layoutId, id: phoneId } = phone;
  return [
    scopeOf({ layer: "phone", organisationId, phoneId }),
    scopeOf({ layer: "model", organisationId, vendor, model }),
    scopeOf({ layer: "model", organisationId: null, vendor, model }),
    ...(layoutId === null ? [] : [scopeOf({ layer: "layout", organisationId, layoutId })]),
    ...(siteId === null ? [] : [scopeOf({ layer: "site", organisationId, siteId })]),
    scopeOf({ layer: "organisation", organisationId }),
    "operator",
  ];
}

/** The best that any of the values does to the phone; null: none is about it. */
function outcomeOf(
  phone: RolloutCandidate,
  values: readonly CheckedValue[],
  said: Said,
  fits: Fits,
): "takes" | CannotReason | null {
  const scopes = scopesOf(phone);
  const outcomes = values.map((value) => {
    const at = placeOf(value, scopes);
    if (at < 0 || (value.vendor !== null && value.vendor !== phone.vendor)) return null;
    if (!fits(value, phone)) return "wrong_model";
    const here = said.get(keyOf(value)) ?? new Map<string, string>();
    if (scopes.slice(0, at).some((scope) => here.has(scope))) return "own_value";
    const below = valueAt(scopes.slice(at + 1), here, value);
    const now = here.get(scopes[at] ?? "") ?? below;
    return (value.value ?? below) === now ? "already" : "takes";
  });
  // A phone that cannot run the image gets nothing of it, whatever else there is.
  const order = ["wrong_model", "takes", "already", "own_value"] as const;
  return order.find((one) => outcomes.includes(one)) ?? null;
}

/** Where in these scopes a value stands; -1: nowhere. */
export function placeOf(value: Pick<CheckedValue, "at">, scopes: readonly string[]): number {
  if (value.at.layer !== "phones") return scopes.indexOf(scopeOf(value.at));
  const { of } = value.at;
  return of === null || scopes.includes(scopeOf({ layer: "model", organisationId: null, ...of })) ? 0 : -1;
}

/** What the first of these scopes that says anything says, else the built-in default; null: nothing, of a vendor's parameter. */
export function valueAt(
  scopes: readonly string[],
  said: ReadonlyMap<string, string>,
  { vendor, name }: Pick<CheckedValue, "vendor" | "name">,
): string | null {
  for (const scope of scopes) {
    const value = said.get(scope);
    if (value !== undefined) return value;
  }
  return vendor === null && isSettingName(name) ? JSON.stringify(settingDefinitions[name].default) : null;
}

function planned(value: CheckedValue, said: Said, takes: readonly RolloutCandidate[]): PlannedValue {
  const here = said.get(keyOf(value));
  const { at } = value;
  if (at.layer === "phones") {
    const mine = takes.filter((phone) => placeOf(value, scopesOf(phone)) === 0);
    const mixed = mine.some(({ organisationId, id }) => here?.has(scopeOf({ layer: "phone", organisationId, phoneId: id })));
    return { ...value, scope: eachPhoneScope(at.of), organisationId: null, before: null, mixed };
  }
  const scope = scopeOf(at);
  const organisationId = at.layer === "operator" ? null : at.organisationId;
  return { ...value, scope, organisationId, before: here?.get(scope) ?? null, mixed: false };
}

async function conflictsOf(db: Db, phones: readonly RolloutCandidate[], values: readonly CheckedValue[]): Promise<Conflict[]> {
  const live = await liveOfSame(db, values);
  if (live.length === 0) return [];
  const names = new Map(phones.map((phone) => [phone.id, phone.label || phone.mac]));
  const taken = Map.groupBy(
    (await phonesIn(db, live)).filter((row) => names.has(row.phone_id)),
    (row) => row.rollout_id,
  );
  return live.flatMap(({ id: rolloutId, name }) => {
    const some = taken.get(rolloutId) ?? [];
    const phone = names.get(some[0]?.phone_id ?? "");
    return phone === undefined ? [] : [{ rolloutId, name, phones: some.length, phone }];
  });
}

type Live = { readonly id: string; readonly name: string };

async function liveOfSame(db: Db, values: readonly Pick<CheckedValue, "vendor" | "name">[]): Promise<Live[]> {
  return db("rollout_value as v")
    .join("rollout as r", "r.id", "v.rollout_id")
    .whereIn("r.state", [...liveStates])
    .where((any) => {
      for (const { vendor, name } of values) any.orWhere({ "v.vendor": vendor ?? "", "v.name": name });
    })
    .distinct<Live[]>("r.id", "r.name");
}

async function phonesIn(db: Db, rollouts: readonly Live[]): Promise<{ rollout_id: string; phone_id: string }[]> {
  const ids = rollouts.map(({ id }) => id);
  return db("rollout_phone")
    .where(oneOf(db, "rollout_id", ids))
    .whereNot("state", "skipped")
    .select<{ rollout_id: string; phone_id: string }[]>("rollout_id", "phone_id");
}
