import type { VendorId } from "../domain/plan.ts";
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

/** Where settings and roll-outs that are not over name the image, as people know the places; at most twenty. */
export async function placesOfImage(trx: Db, image: OfImage): Promise<string[]> {
  const beginning = valueBeginning(image.name);
  const settings: { scope: string; title: string | null; place: string | null }[] = await trx("setting as s")
    .leftJoin("organisation as o", "o.id", "s.organisation_id")
    .leftJoin("site as t", "s.scope", trx.raw("'site:' || t.id"))
    .leftJoin("layout as l", "s.scope", trx.raw("'layout:' || l.id"))
    .leftJoin("phone as p", "s.scope", trx.raw("'phone:' || p.id"))
    .where({ "s.vendor": "", "s.name": "firmware.image" })
    .whereRaw("substr(s.value, 1, ?) = ?", [beginning.length, beginning])
    .orderBy("s.scope")
    .limit(20)
    .select("s.scope", "o.title", trx.raw("coalesce(t.name, l.name, nullif(p.label, ''), p.mac) as place"));
  const rollouts: { name: string }[] = await trx("rollout as r")
    .whereNotIn("r.state", ["finished", "taken_back", "left"])
    .whereIn(
      "r.id",
      trx("rollout_value as v")
        .where({ "v.vendor": "", "v.name": "firmware.image" })
        .whereRaw("(substr(v.value, 1, ?) = ? or substr(v.before, 1, ?) = ?)", [
          ...[beginning.length, beginning],
          ...[beginning.length, beginning],
        ])
        .select("v.rollout_id"),
    )
    .orderBy("r.name")
    .limit(20)
    .select("r.name");
  const said = settings.map(({ scope, title, place }) => {
    const model = /^model:([^@]+)/.exec(scope)?.[1] ?? null;
    return [title, place ?? model].filter((part) => part !== null).join(", ") || "Klyka";
  });
  return [...said, ...rollouts.map(({ name }) => name)].slice(0, 20);
}
