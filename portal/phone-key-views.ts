import type { PlanSource, SourceKey } from "../domain/compose-plan.ts";
import { comparePlaces, formatPlace } from "../domain/phone-key.ts";
import type { Misfit, Plan, PlanKey } from "../domain/plan.ts";
import { vendorOf } from "../templates/index.ts";
import type { PhoneModel } from "../templates/model.ts";
import type { KeyView } from "./phone-views.ts";

/** What the phone has fetched last: keys that stand in it are there, the others wait. */
export type Fetched = {
  readonly state: "never" | "waiting" | "fetched";
  /** Its newest file; null: none. */
  readonly at: string | null;
  /** Its files as it has them, one after the other. Holds secrets. Null: not kept any more. */
  readonly text: string | null;
};

type Bound = SourceKey & { readonly from: "phone" | "layout" };
type Parts = { readonly plan: Plan; readonly model: PhoneModel; readonly source: PlanSource };

/** Every key that is programmed, and the lines that nobody has programmed, in order of place. */
export function keyViews(parts: Parts, fetched: Fetched): KeyView[] {
  const { plan, source } = parts;
  const planned = new Map(plan.keys.map((key) => [formatPlace(key.place), key]));
  const misfits = new Map(plan.misfits.flatMap((one) => (one.place ? [[formatPlace(one.place), one] as const] : [])));
  const bound = boundKeys(source);
  const programmed = [...bound.values()].map((key) => {
    const at = formatPlace(key.place);
    return boundKey(key, planned.get(at) ?? null, misfits.get(at) ?? null, parts, fetched);
  });
  const lines = plan.keys.filter((key) => !bound.has(formatPlace(key.place)));
  const all = [...programmed, ...lines.map((key) => lineKey(key, parts.model, fetched))];
  return all.sort((a, b) => comparePlaces(a.place, b.place));
}

/** The layout's keys, and the phone's own in their place. */
function boundKeys({ layout, ownKeys }: PlanSource): ReadonlyMap<string, Bound> {
  const byPlace = new Map<string, Bound>();
  for (const key of layout?.keys ?? []) byPlace.set(formatPlace(key.place), { ...key, from: "layout" });
  for (const key of ownKeys) byPlace.set(formatPlace(key.place), { ...key, from: "phone" });
  return byPlace;
}

function boundKey(key: Bound, planned: PlanKey | null, misfit: Misfit | null, parts: Parts, fetched: Fetched): KeyView {
  const { place, kind, target, account, label: ownLabel, value, locked, from } = key;
  const label = planned?.label ?? misfit?.label ?? ownLabel ?? "";
  const { number = null, page = null } = planned ?? {};
  const saidBy = { layer: from, name: "", by: key.by, at: key.at } as const;
  return {
    ...{ place, kind, target: target && { ...target }, account, ownLabel, value, locked, from, label, number, page },
    targetName: targetName(key, parts.source),
    labelShown: cut(parts.model, label, place),
    state: misfit ? "misfit" : waits(fetched, key.at, target === null ? [] : [label, number]) ? "waiting" : "live",
    misfit: misfit?.reason ?? null,
    origin: planned?.origin ?? misfit?.origin ?? saidBy,
  };
}

function targetName({ target }: SourceKey, { users, groups, contacts }: PlanSource): string | null {
  if (target === null || target.kind === "number") return null;
  return { user: users, group: groups, contact: contacts }[target.kind].get(target.id)?.name ?? null;
}

function lineKey(key: PlanKey, model: PhoneModel, fetched: Fetched): KeyView {
  const { place, kind, account, label, value, locked, number, page, origin } = key;
  return {
    ...{ place, kind, target: null, targetName: null, account, ownLabel: null, value, locked, label, number, page, origin },
    from: "klyka",
    labelShown: cut(model, label, place),
    state: waits(fetched, null, [label]) ? "waiting" : "live",
    misfit: null,
  };
}

/**
 * A phone that waits has most of its keys already: what waits is what was programmed after it fetched, and what follows
 * somebody whose name or number it does not have yet.
 */
function waits({ state, at, text }: Fetched, changedAt: string | null, shows: readonly (string | null)[]): boolean {
  if (state === "fetched") return false;
  if (state === "never" || at === null || text === null) return true;
  if (changedAt !== null && changedAt > at) return true;
  return shows.some((one) => one !== null && one !== "" && !text.includes(one) && !text.includes(escaped(one)));
}

/** As it stands in a file of XML. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function cut(model: PhoneModel, label: string, place: KeyView["place"]): string {
  return vendorOf(model.vendor).labelShown(model.model, label, place);
}
