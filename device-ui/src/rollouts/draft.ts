import { instantOf } from "../../../domain/local-time.ts";
import type { AnyRolloutInput, PhoneSelectionView, RolloutBackView, RolloutChoicesView, RolloutInput } from "../data/rollouts.ts";

type Vendor = RolloutChoicesView["models"][number]["vendor"];
type ValueInput = RolloutInput["values"][number];
export type Json = Exclude<ValueInput["value"], undefined>;
export type Picked = { readonly id: string; readonly name: string };

/** A setting that is given; `value` absent: what is said is taken away. */
export type DraftSetting = { readonly vendor: Vendor | null; readonly name: string; readonly value?: Json };

/** A ring as it stands in the form: numbers as they are typed. */
export type DraftRing = {
  readonly kind: "phones" | "share" | "site" | "rest";
  readonly percent: string;
  readonly siteId: string;
  readonly phones: readonly Picked[];
  readonly back: string;
  readonly watch: string;
  readonly fail: string;
  readonly heard: string;
  readonly registered: boolean;
  readonly byHand: boolean;
};

export const scopes = ["organisation", "site", "model", "layout", "some"] as const;
export type DraftScope = (typeof scopes)[number];

export type RolloutDraft = {
  /** Over all organisations. */
  readonly house: boolean;
  readonly kind: "firmware" | "settings";
  /** What each model gets, by `yealink/T46U`. */
  readonly images: Readonly<Record<string, { readonly file: string; readonly version: string }>>;
  readonly settings: readonly DraftSetting[];
  /** Of firmware `model` (all of it) or `some`. */
  readonly scope: DraftScope;
  /** Of a site, layout or model: which. */
  readonly place: string;
  /** Of certain phones: those at these sites, those that are named, or both. */
  readonly siteIds: readonly string[];
  readonly phones: readonly Picked[];
  /** Those that were chosen in the list of phones; they go before all others. */
  readonly selection: PhoneSelectionView | null;
  readonly rings: readonly DraftRing[];
  /** Not before, in the organisation's zone, as it is typed; null: at once. */
  readonly start: { readonly date: string; readonly time: string } | null;
  readonly window: { readonly days: readonly number[]; readonly from: string; readonly to: string } | null;
  readonly atOnce: string;
  readonly atOnceSite: string;
  /** Empty: one is made. */
  readonly name: string;
  /** What puts back what was before another roll-out: what and whom stand fast. */
  readonly back: RolloutBackView | null;
};

export function newRing(kind: DraftRing["kind"], say: Partial<DraftRing> = {}): DraftRing {
  return {
    ...{ kind, percent: "10", siteId: "", phones: [], back: "30", watch: "30", fail: "1", heard: "50" },
    ...{ registered: true, byHand: false, ...say },
  };
}

/** A few phones first, and nobody of them may fail; then more; then all. */
export function usualRings(phones: number): readonly DraftRing[] {
  const first = newRing("share", { percent: phones > 100 ? "1" : "5", fail: "0", watch: "60" });
  const rest = newRing("rest", { fail: "2" });
  return phones > 50 ? [first, newRing("share", { percent: "10" }), rest] : [first, rest];
}

export const emptyDraft: RolloutDraft = {
  ...{ house: false, kind: "firmware", images: {}, settings: [], scope: "model", place: "", siteIds: [], phones: [], rings: [] },
  ...{ selection: null, start: null, window: null, atOnce: "200", atOnceSite: "20", name: "", back: null },
};

/** What is still to be said. */
export type DraftProblem = "what" | "who" | "rings" | "pick" | "start" | "window";

/** What is wrong with the draft, by its step (0 what, 1 who, 2 rings); null: nothing. */
export function draftProblem(draft: RolloutDraft, step: number): DraftProblem | null {
  if (step === 0) return draft.back || chosen(draft) ? null : "what";
  if (step === 1) return draft.back || placed(draft) ? null : "who";
  if (draft.rings.some((ring) => ring.kind === "phones" && ring.phones.length === 0)) return "pick";
  if (draft.rings.some((ring) => ring.kind === "site" && ring.siteId === "")) return "rings";
  if (draft.rings.some((ring) => gateOf(ring) === null || (ring.kind === "share" && percentOf(ring.percent, 0.01) === null)))
    return "rings";
  if (whole(draft.atOnce, 1, 10_000) === null || whole(draft.atOnceSite, 1, 10_000) === null) return "rings";
  const { window, start } = draft;
  const clock = /^([01]\d|2[0-3]):[0-5]\d$/;
  if (start && (!/^\d{4}-\d\d-\d\d$/.test(start.date) || !clock.test(start.time))) return "start";
  return window && (window.days.length === 0 || !clock.test(window.from) || !clock.test(window.to)) ? "window" : null;
}

function chosen({ kind, images, settings }: RolloutDraft): boolean {
  return kind === "firmware" ? Object.keys(images).length > 0 : settings.length > 0;
}

function placed({ kind, scope, place, siteIds, phones, selection }: RolloutDraft): boolean {
  if (scope === "some") return selection !== null || siteIds.length > 0 || phones.length > 0;
  return kind === "firmware" || scope === "organisation" || place !== "";
}

function whole(text: string, least: number, most: number): number | null {
  const number = /^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : null;
}

/** `1,5` → 150 hundredths of a percent; null: no percentage. */
export function percentOf(text: string, least: number): number | null {
  const number = /^\d{1,3}(?:[.,]\d{1,2})?$/.test(text.trim()) ? Number(text.trim().replace(",", ".")) : Number.NaN;
  return number >= least && number <= 100 ? Math.round(number * 100) : null;
}

/** The gate as the server takes it; null: a number is missing or out of bounds. */
export function gateOf({ back, watch, fail, heard, registered, byHand }: DraftRing) {
  const backWithin = whole(back, 1, 20_160);
  const watchedFor = whole(watch, 0, 20_160);
  const mayFail = percentOf(fail, 0);
  const leastHeard = percentOf(heard, 0);
  if (backWithin === null || watchedFor === null || mayFail === null || leastHeard === null) return null;
  return { backWithin, watchedFor, mayFail, leastHeard, registered, byHand };
}

/** What the server is asked for; only of a draft without problems. @param zone of the organisation */
export function inputOf(draft: RolloutDraft, name: string, zone: string): AnyRolloutInput {
  return {
    name,
    values: draft.back ? draft.back.values : valuesOf(draft),
    who: draft.back ? draft.back.who : whoOf(draft),
    rings: draft.rings.map((ring) => ({ of: ringOf(ring), gate: gateOf(ring) ?? {} })),
    window: draft.window && { ...draft.window, days: [...draft.window.days] },
    startsAt: draft.start && instantOf(draft.start, zone).instant.toISOString(),
    atOnce: Number(draft.atOnce),
    atOnceSite: Number(draft.atOnceSite),
    backOf: draft.back?.backOf ?? null,
  };
}

function valuesOf(draft: RolloutDraft): AnyRolloutInput["values"] {
  const { kind, images, settings, scope } = draft;
  if (kind === "firmware") {
    return Object.entries(images).map(([model, image]) => ({
      at: scope === "some" ? { layer: "phones" as const, of: modelOf(model) } : { layer: "model" as const, ...modelOf(model) },
      ...{ vendor: null, name: "firmware.image", value: { file: image.file, version: image.version } },
    }));
  }
  return settings.map((setting) => ({ at: placeOf(draft), ...setting }));
}

function placeOf({ house, scope, place }: RolloutDraft): AnyRolloutInput["values"][number]["at"] {
  switch (scope) {
    case "site":
      return { layer: "site", siteId: place };
    case "layout":
      return { layer: "layout", layoutId: place };
    case "model":
      return { layer: "model", ...modelOf(place) };
    case "some":
      return { layer: "phones", of: null };
    default:
      return house ? { layer: "operator" } : { layer: "organisation" };
  }
}

/** Those chosen in the list, else named phones, else all at the sites; of firmware only those of its models. */
function whoOf({ kind, scope, siteIds, phones, selection, images }: RolloutDraft): RolloutInput["who"] {
  if (scope !== "some") return null;
  const named = selection === null && phones.length > 0;
  return {
    ...(selection === null ? {} : { selectionId: selection.id }),
    ...(named ? { phoneIds: phones.map(({ id }) => id) } : {}),
    ...(selection === null && !named && siteIds.length > 0 ? { siteIds: [...siteIds] } : {}),
    ...(kind === "firmware" ? { models: Object.keys(images).map(modelOf) } : {}),
  };
}

/** `yealink/T46U`. */
export function modelOf(key: string): { vendor: Vendor; model: string } {
  const [vendor = "", model = ""] = key.split("/");
  return { vendor: vendor === "snom" || vendor === "polycom" ? vendor : "yealink", model };
}

function ringOf({ kind, percent, siteId, phones }: DraftRing): RolloutInput["rings"][number]["of"] {
  if (kind === "share") return { kind, share: percentOf(percent, 0.01) ?? 100 };
  if (kind === "site") return { kind, siteId };
  return kind === "phones" ? { kind, phoneIds: phones.map(({ id }) => id) } : { kind };
}

/** The rings of a roll-out that is put back, as they stand in the form. */
export function ringsOf(back: RolloutBackView): readonly DraftRing[] {
  const percent = (share: number) => String(share / 100).replace(".", ",");
  return back.rings.map(({ of, gate }) => ({
    ...newRing(of.kind, {
      ...{ back: String(gate.backWithin), watch: String(gate.watchedFor), fail: percent(gate.mayFail) },
      ...{ heard: percent(gate.leastHeard), registered: gate.registered, byHand: gate.byHand },
    }),
    ...(of.kind === "share" ? { percent: percent(of.share) } : {}),
    ...(of.kind === "site" ? { siteId: of.siteId } : {}),
    ...(of.kind === "phones" ? { phones: of.phoneIds.map((id) => ({ id, name: "" })) } : {}),
  }));
}
