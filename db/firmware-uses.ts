import type { VendorId } from "../domain/plan.ts";
import { liveStates } from "../domain/rollout.ts";
import { settingDefinitions } from "../domain/settings.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { PhoneSelection } from "./revisions.ts";
import { scopeExpressions } from "./setting-scopes.ts";
import type { Db } from "./types.ts";

type OfImage = {
  readonly vendor: VendorId;
  readonly name: string;
  readonly kind: string;
  readonly models: readonly string[];
};

/** How a value of the setting `firmware.image` that names this file begins, as it is stored. */
function valueBeginning(name: string): string {
  return `{"file":${JSON.stringify(name)},`;
}

/**
 * Phones whose files tell of the image: those below a setting that names it, and those to which a roll-out has given it.
 * Of a ramdisk: phones of its models that are told of any firmware.
 */
export function phonesOfImage(trx: Db, image: OfImage): PhoneSelection {
  if (image.kind !== "phone" && image.kind !== "ramdisk") return trx.raw("select id from phone where 1 = 0");
  const beginning = valueBeginning(image.name);
  const names = image.kind === "phone" ? "substr(s.value, 1, ?) = ?" : "s.value <> 'null' and ? = ?";
  const bindings = image.kind === "phone" ? [beginning.length, beginning] : [1, 1];
  const of = image.kind === "phone" ? trx.raw("p.vendor = ?", [image.vendor]) : ofModels(trx, image);
  return trx.raw(
    `select p.id from phone p where ? and (
       exists (select 1 from setting s where s.vendor = '' and s.name = 'firmware.image' and ${names}
         and s.scope in (${scopeExpressions.join(", ")}))
       or exists (select 1 from rollout_phone rp join rollout_value s on s.rollout_id = rp.rollout_id
         where rp.phone_id = p.id and rp.overlaid = 1 and s.vendor = '' and s.name = 'firmware.image' and ${names}))`,
    [of, ...bindings, ...bindings],
  );
}

function ofModels(trx: Db, { vendor, models }: OfImage) {
  return trx.raw("p.vendor = ? and ?", [vendor, oneOf(trx, "p.model", models)]);
}

/** Where an image is wanted: a layer of the settings, or a roll-out that is not over. */
export type FirmwarePlace = {
  /** `operator`, `organisation`, `site`, `layout`, `model`, `phone`; `rollout`. */
  readonly layer: string;
  /** Null: everybody's. */
  readonly organisation: { readonly id: string; readonly title: string } | null;
  /** Of the site, layout, phone or roll-out, or the model's id with its make. */
  readonly name: string | null;
};

type PlaceRow = {
  layer: string;
  scope: string;
  value: string;
  organisation_id: string | null;
  title: string | null;
  place: string | null;
};

/** As many places of one image are told. */
const mostPlaces = 20;

/** Where images are wanted, by the name of the image; two queries, however many there are. @param only the name of one */
export async function loadFirmwarePlaces(db: Db, only?: string): Promise<ReadonlyMap<string, readonly FirmwarePlace[]>> {
  const named = (column: string) => {
    const beginning = only === undefined ? `{"file":` : valueBeginning(only);
    return db.raw("substr(??, 1, ?) = ?", [column, beginning.length, beginning]);
  };
  const settings: PlaceRow[] = await db("setting as s")
    .leftJoin("organisation as o", "o.id", "s.organisation_id")
    .leftJoin("site as t", "s.scope", db.raw("'site:' || t.id"))
    .leftJoin("layout as l", "s.scope", db.raw("'layout:' || l.id"))
    .leftJoin("phone as p", "s.scope", db.raw("'phone:' || p.id"))
    .where({ "s.vendor": "", "s.name": "firmware.image" })
    .whereRaw(named("s.value"))
    .orderBy("s.scope")
    .select([
      ...["s.layer", "s.scope", "s.value", "s.organisation_id", "o.title"],
      db.raw("coalesce(t.name, l.name, nullif(p.label, ''), p.mac) as place"),
    ]);
  const said = (column: "value" | "before") =>
    db("rollout as r")
      .join("rollout_value as v", "v.rollout_id", "r.id")
      .leftJoin("organisation as o", "o.id", "r.organisation_id")
      .whereIn("r.state", [...liveStates])
      .where({ "v.vendor": "", "v.name": "firmware.image" })
      .whereRaw(named(`v.${column}`))
      .select({ layer: db.raw("'rollout'"), scope: db.raw("''"), value: `v.${column}`, place: "r.name" })
      .select("r.organisation_id", "o.title");
  // What stood there before is put back when the roll-out is taken back.
  const rollouts: PlaceRow[] = await said("value").union(said("before"));
  const places = new Map<string, FirmwarePlace[]>();
  for (const row of [...rollouts, ...settings]) {
    const file = fileIn(row.value);
    const known = places.get(file) ?? [];
    if (known.length < mostPlaces) places.set(file, [...known, placeOf(row)]);
  }
  return places;
}

function fileIn(value: string): string {
  return settingDefinitions["firmware.image"].schema.safeParse(JSON.parse(value)).data?.file ?? "";
}

function placeOf({ layer, scope, organisation_id: id, title, place }: PlaceRow): FirmwarePlace {
  const model = layer === "model" ? (/^model:([^@]+)/.exec(scope)?.[1]?.replace("/", " ") ?? null) : null;
  return { layer, organisation: id === null ? null : { id, title: title ?? "" }, name: place ?? model };
}

/** The same of one image, as texts: what a refusal names. */
export async function placesOfImage(trx: Db, image: OfImage): Promise<string[]> {
  const places = (await loadFirmwarePlaces(trx, image.name)).get(image.name) ?? [];
  return places.map(
    ({ organisation, name }) => [organisation?.title ?? null, name].filter((part) => part !== null).join(", ") || "Klyka",
  );
}
