import { z } from "zod";
import { loadNames, refKey } from "../../db/audit-names.ts";
import type { RolloutPhoneRow } from "../../db/rollout-phones.ts";
import type { PlannedValue } from "../../db/rollout-planning.ts";
import { outlookOf, waitsUntil } from "../../db/rollout-rounds.ts";
import { currentRing, type Rollout, type RolloutPlace, type RolloutRing } from "../../db/rollout-rows.ts";
import type { Db } from "../../db/types.ts";
import { layers, vendorIds } from "../../domain/plan.ts";
import { isLive, ringKinds, rolloutPhoneStates, rolloutStates } from "../../domain/rollout.ts";
import { verdictReasons } from "../../domain/rollout-gate.ts";
import { findModel } from "../../templates/index.ts";
import { versionedView } from "../api/fields.ts";

const CountsView = z.strictObject({
  planned: z.int(),
  released: z.int(),
  waiting: z.int(),
  healthy: z.int(),
  failed: z.int(),
  skipped: z.int(),
});
export type CountsView = z.infer<typeof CountsView>;

/** Times in minutes, shares in hundredths of a percent. */
const GateView = z.strictObject({
  backWithin: z.int(),
  watchedFor: z.int(),
  mayFail: z.int(),
  leastHeard: z.int(),
  registered: z.boolean(),
  byHand: z.boolean(),
});

const OutlookView = z.discriminatedUnion("is", [
  z.strictObject({ is: z.literal("failing"), failed: z.int(), of: z.int() }),
  z.strictObject({ is: z.literal("releasing") }),
  z.strictObject({ is: z.literal("watching"), until: z.string().nullable() }),
  z.strictObject({ is: z.literal("unheard"), heard: z.int(), of: z.int() }),
  z.strictObject({ is: z.literal("by_hand") }),
  z.strictObject({ is: z.literal("passed") }),
]);

const RingView = z.strictObject({
  position: z.int(),
  kind: z.enum(ringKinds),
  share: z.int().nullable(),
  /** Of a ring of a site: what it is called. */
  site: z.string().nullable(),
  gate: GateView,
  openedAt: z.string().nullable(),
  releasedAt: z.string().nullable(),
  passedAt: z.string().nullable(),
  passedBy: z.string().nullable(),
  counts: CountsView,
  /** Of the ring whose turn it is; null: it is not, or the roll-out is over. */
  outlook: OutlookView.nullable(),
});
export type RingView = z.infer<typeof RingView>;

export const RolloutValueView = z.strictObject({
  layer: z.enum([...layers, "phones"]),
  /** What that layer is called; of each phone the model; null: the organisation itself, or phones of any model. */
  place: z.string().nullable(),
  vendor: z.enum(vendorIds).nullable(),
  name: z.string(),
  /** Null: what is said there is taken away. */
  value: z.json().nullable(),
  taken: z.boolean(),
  before: z.json().nullable(),
});
export type RolloutValueView = z.infer<typeof RolloutValueView>;

const own = {
  ...versionedView,
  name: z.string(),
  state: z.enum(rolloutStates),
  createdAt: z.string(),
  createdBy: z.string(),
  endedAt: z.string().nullable(),
  endedBy: z.string().nullable(),
  values: z.array(RolloutValueView),
  counts: CountsView,
  /** 1-based: whose turn it is; null: nobody's. */
  ring: z.int().nullable(),
  rings: z.int(),
};

/** A row of the list. */
export const RolloutRowView = z.strictObject(own);
export type RolloutRowView = z.infer<typeof RolloutRowView>;

export const RolloutView = z.strictObject({
  ...own,
  rings: z.array(RingView),
  startsAt: z.string().nullable(),
  window: z.strictObject({ days: z.array(z.int()), from: z.string(), to: z.string() }).nullable(),
  /** Phones' turns come again then; null: nobody waits for the clock. */
  waitsUntil: z.string().nullable(),
  atOnce: z.int(),
  atOnceSite: z.int(),
  why: z.strictObject({ code: z.literal("failing"), ring: z.int(), failed: z.int(), of: z.int() }).nullable(),
  whyAt: z.string().nullable(),
  backOf: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  /** A new roll-out can put back what was before. */
  canGoBack: z.boolean(),
});
export type RolloutView = z.infer<typeof RolloutView>;

export const RolloutPhoneView = z.strictObject({
  id: z.string(),
  label: z.string(),
  mac: z.string(),
  modelName: z.string(),
  site: z.string().nullable(),
  /** Whose it is: of a roll-out over all organisations. */
  organisation: z.string(),
  user: z.string().nullable(),
  /** 1-based. */
  ring: z.int(),
  state: z.enum(rolloutPhoneStates),
  reason: z.enum([...verdictReasons, "gone"]).nullable(),
  releasedAt: z.string().nullable(),
  lastContactAt: z.string().nullable(),
  firmwareBefore: z.string().nullable(),
  firmware: z.string().nullable(),
});
export type RolloutPhoneView = z.infer<typeof RolloutPhoneView>;

export function rolloutPhoneView(row: RolloutPhoneRow): RolloutPhoneView {
  const { vendor, model, ...rest } = row;
  return { ...rest, ring: row.ring + 1, modelName: findModel(vendor, model)?.name ?? model };
}

type Names = ReadonlyMap<string, string>;

/** What their layers, rings and predecessors are called. */
export async function namesFor(db: Db, rollouts: readonly Rollout[]): Promise<Names> {
  const places = rollouts.flatMap(({ values }) => values.flatMap(({ at }) => refOf(at)));
  const sites = rollouts.flatMap(({ rings }) =>
    rings.flatMap(({ siteId }) => (siteId === null ? [] : [{ kind: "site", id: siteId }])),
  );
  const backs = rollouts.flatMap(({ backOf }) => (backOf === null ? [] : [{ kind: "rollout", id: backOf }]));
  return loadNames(db, [...places, ...sites, ...backs]);
}

function refOf(at: RolloutPlace): { kind: string; id: string }[] {
  if (at.layer === "site") return [{ kind: "site", id: at.siteId }];
  if (at.layer === "layout") return [{ kind: "layout", id: at.layoutId }];
  if (at.layer === "phone") return [{ kind: "phone", id: at.phoneId }];
  return [];
}

/** What a layer is called; null: the organisation itself, the operator, or each phone. */
export function placeName(at: RolloutPlace, names: Names): string | null {
  if (at.layer === "phones") return at.of === null ? null : (findModel(at.of.vendor, at.of.model)?.name ?? at.of.model);
  if (at.layer === "model") return findModel(at.vendor, at.model)?.name ?? at.model;
  const [ref] = refOf(at);
  return ref ? (names.get(refKey(ref)) ?? "") : null;
}

type Stored = Pick<PlannedValue, "at" | "vendor" | "name" | "value" | "before">;

export function valueView({ at, vendor, name, value, before }: Stored, names: Names): RolloutValueView {
  const read = (text: string | null) => (text === null ? null : vendor === null ? JSON.parse(text) : text);
  const taken = value === null;
  return { layer: at.layer, place: placeName(at, names), vendor, name, value: read(value), taken, before: read(before) };
}

function rowView(rollout: Rollout, names: Names): RolloutRowView {
  const { id, version, updatedAt, name, state, createdAt, createdBy, endedAt, endedBy, values, rings } = rollout;
  const current = isLive(state) ? currentRing(rollout) : null;
  return {
    ...{ id, version, updatedAt, name, state, createdAt, createdBy, endedAt, endedBy },
    values: values.map((value) => valueView(value, names)),
    counts: sum(rings.map((ring) => ring.counts)),
    ring: current === null ? null : current.position + 1,
    rings: rings.length,
  };
}

function sum(all: readonly CountsView[]): CountsView {
  const total = { planned: 0, released: 0, waiting: 0, healthy: 0, failed: 0, skipped: 0 };
  for (const one of all) for (const state of rolloutPhoneStates) total[state] += one[state];
  return total;
}

export async function rolloutRows(db: Db, rollouts: readonly Rollout[]): Promise<RolloutRowView[]> {
  const names = await namesFor(db, rollouts);
  return rollouts.map((rollout) => rowView(rollout, names));
}

export async function rolloutView(db: Db, rollout: Rollout, now: Date): Promise<RolloutView> {
  const names = await namesFor(db, [rollout]);
  const { startsAt, window, atOnce, atOnceSite, why, whyAt, backOf, state, values } = rollout;
  const current = isLive(state) ? currentRing(rollout) : null;
  return {
    ...rowView(rollout, names),
    rings: rollout.rings.map((ring) => ringView(rollout, ring, ring === current, names, now)),
    ...{ startsAt, atOnce, atOnceSite, why, whyAt },
    window: window === null ? null : { days: [...window.days], from: window.from, to: window.to },
    waitsUntil: state === "running" ? (waitsUntil(rollout, now)?.toISOString() ?? null) : null,
    backOf: backOf === null ? null : { id: backOf, name: names.get(refKey({ kind: "rollout", id: backOf })) ?? "" },
    canGoBack: state === "finished" && values.every((value) => !value.mixed),
  };
}

function ringView(rollout: Rollout, ring: RolloutRing, current: boolean, names: Names, now: Date): RingView {
  const { position, kind, share, siteId, gate, openedAt, releasedAt, passedAt, passedBy, counts } = ring;
  const outlook = current ? outlookOf(rollout, ring, now) : null;
  return {
    ...{ position: position + 1, kind, share, openedAt, releasedAt, passedAt, passedBy },
    gate: { ...gate },
    counts: { ...counts },
    site: siteId === null ? null : (names.get(refKey({ kind: "site", id: siteId })) ?? ""),
    outlook: outlook?.is === "watching" ? { ...outlook, until: outlook.until?.toISOString() ?? null } : outlook,
  };
}
