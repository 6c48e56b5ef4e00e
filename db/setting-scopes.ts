import { z } from "zod";
import { type VendorId, vendorIds } from "../domain/plan.ts";

/**
 * Where a setting is said. A later layer wins: operator, organisation, site, layout, model, phone.
 * `model` with an organisation is that organisation's own, and wins over the operator's for all.
 */
export const LayerRef = z.discriminatedUnion("layer", [
  z.strictObject({ layer: z.literal("operator") }),
  z.strictObject({ layer: z.literal("organisation"), organisationId: z.string() }),
  z.strictObject({ layer: z.literal("site"), organisationId: z.string(), siteId: z.string() }),
  z.strictObject({ layer: z.literal("layout"), organisationId: z.string(), layoutId: z.string() }),
  z.strictObject({
    layer: z.literal("model"),
    organisationId: z.string().nullable(),
    vendor: z.enum(vendorIds),
    /** Id as in the catalogue, without the vendor: `T46U`. */
    model: z.string(),
  }),
  z.strictObject({ layer: z.literal("phone"), organisationId: z.string(), phoneId: z.string() }),
]);
export type LayerRef = z.infer<typeof LayerRef>;

/** A layer as one text: what the table `setting` is keyed by. */
export function scopeOf(at: LayerRef): string {
  switch (at.layer) {
    case "operator":
      return "operator";
    case "organisation":
      return `organisation:${at.organisationId}`;
    case "site":
      return `site:${at.siteId}`;
    case "layout":
      return `layout:${at.layoutId}`;
    case "model":
      return `model:${at.vendor}/${at.model}${at.organisationId === null ? "" : `@${at.organisationId}`}`;
    case "phone":
      return `phone:${at.phoneId}`;
  }
}

/** In the place of a scope: each phone's own, of one model or of any. Only roll-outs say it. */
const eachPhone = "phone:*";
/** What all such scopes begin with, for `like`. */
export const eachPhoneLike = "phone:*%";

/** As `yealink/T46U`. */
export type PhoneModel = { readonly vendor: VendorId; readonly model: string };

/** @param of null: phones of any model */
export function eachPhoneScope(of: PhoneModel | null): string {
  return of === null ? eachPhone : `${eachPhone}@${of.vendor}/${of.model}`;
}

/** Of which model's phones such a scope speaks, null: of all; undefined: it is another kind of scope. */
export function eachPhoneOf(scope: string): PhoneModel | null | undefined {
  if (scope === eachPhone) return null;
  const [each, of = ""] = splitOnce(scope, "@");
  if (each !== eachPhone) return undefined;
  const [vendor = "", model = ""] = splitOnce(of, "/");
  const known = vendorIds.find((one) => one === vendor);
  return known === undefined ? undefined : { vendor: known, model };
}

/** The layer that a scope's text names; null: none of ours. `organisationId` is whose it is, unless the operator's. */
export function layerOf(scope: string, organisationId: string | null): LayerRef | null {
  const [layer = "", rest = ""] = splitOnce(scope, ":");
  if (layer === "operator") return { layer };
  if (layer === "model") {
    const [name = "", whose] = splitOnce(rest, "@");
    const [vendor = "", model = ""] = splitOnce(name, "/");
    return LayerRef.safeParse({ layer, organisationId: whose ?? null, vendor, model }).data ?? null;
  }
  const ids: Readonly<Record<string, object>> = {
    organisation: {},
    site: { siteId: rest },
    layout: { layoutId: rest },
    phone: { phoneId: rest },
  };
  return LayerRef.safeParse({ layer, organisationId, ...ids[layer] }).data ?? null;
}

function splitOnce(text: string, by: string): string[] {
  const at = text.indexOf(by);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** The scopes of a phone row `p`, lowest first, in SQL; null (no site, no layout) matches nothing. */
export const scopeExpressions: readonly string[] = [
  "'operator'",
  "'organisation:' || p.organisation_id",
  "'site:' || p.site_id",
  "'layout:' || p.layout_id",
  "'model:' || p.vendor || '/' || p.model",
  "'model:' || p.vendor || '/' || p.model || '@' || p.organisation_id",
  "'phone:' || p.id",
];

/** Index in `scopeExpressions`. */
export function scopeRank(at: LayerRef): number {
  if (at.layer === "model") return at.organisationId === null ? 4 : 5;
  return { operator: 0, organisation: 1, site: 2, layout: 3, phone: 6 }[at.layer];
}
