import { z } from "zod";
import { loadNames } from "../../db/audit-names.ts";
import { rolloutProblems } from "../../db/rollout-input.ts";
import { cannotReasons, planRollout, type RolloutCandidate } from "../../db/rollout-planning.ts";
import type { Db } from "../../db/types.ts";
import { refuseProblems } from "../../domain/problem.ts";
import { planRings } from "../../domain/rollout.ts";
import { findModel } from "../../templates/index.ts";
import type { AskedRollout } from "./input.ts";
import { RolloutValueView, valueView } from "./views.ts";

/** A phone that has not been heard of for so long is likely to be off. Milliseconds. */
const silentFor = 7 * 24 * 60 * 60_000;
const mostNamed = 200;

const PhoneLine = z.strictObject({ id: z.string(), label: z.string(), mac: z.string(), modelName: z.string() });

export const RolloutPreviewView = z.strictObject({
  /** Phones whose files would say something else. */
  phones: z.int(),
  /** Of each ring, in their order: how many, how many of them have been silent for a week, and the first of them. */
  rings: z.array(z.strictObject({ phones: z.int(), silent: z.int(), first: z.array(PhoneLine) })),
  models: z.array(z.strictObject({ name: z.string(), phones: z.int() })),
  values: z.array(RolloutValueView),
  /** Phones that get nothing of it, by reason. */
  cannot: z.array(z.strictObject({ reason: z.enum(cannotReasons), phones: z.int(), first: z.array(PhoneLine) })),
  /** Roll-outs under way that have some of the phones: this one cannot begin. */
  conflicts: z.array(z.strictObject({ id: z.string(), name: z.string(), phones: z.int(), phone: z.string() })),
});
export type RolloutPreviewView = z.infer<typeof RolloutPreviewView>;

/** Who would get what, ring by ring. Nothing is written. @throws as `createRollout`, but for conflicts and when nobody gets anything */
export async function previewRollout(db: Db, input: AskedRollout, now: Date): Promise<RolloutPreviewView> {
  refuseProblems(rolloutProblems(input));
  const { takes, cannot, values, conflicts } = await planRollout(db, input);
  const rings = planRings(
    input.rings.map((ring) => ring.of),
    takes,
    input.name,
  );
  const since = new Date(now.getTime() - silentFor).toISOString();
  const names = await loadNames(
    db,
    values.flatMap(({ at }) => {
      if (at.layer === "site") return [{ kind: "site", id: at.siteId }];
      return at.layer === "layout" ? [{ kind: "layout", id: at.layoutId }] : [];
    }),
  );
  const counted = Map.groupBy(takes, modelName);
  return {
    phones: takes.length,
    rings: input.rings.map((_, position) => {
      const mine = takes.filter((phone) => rings.get(phone.id)?.ring === position);
      const silent = mine.filter(({ contactAt }) => contactAt === null || contactAt < since).length;
      return { phones: mine.length, silent, first: mine.slice(0, 5).map(lineOf) };
    }),
    models: [...counted].map(([name, some]) => ({ name, phones: some.length })).sort((a, b) => b.phones - a.phones),
    values: values.map((value) => valueView(value, names)),
    cannot: cannotReasons.flatMap((reason) => {
      const some = cannot.filter((one) => one.reason === reason).map((one) => one.phone);
      return some.length === 0 ? [] : [{ reason, phones: some.length, first: some.slice(0, mostNamed).map(lineOf) }];
    }),
    conflicts: conflicts.map(({ rolloutId: id, name, phones, phone }) => ({ id, name, phones, phone })),
  };
}

function modelName({ vendor, model }: RolloutCandidate): string {
  return findModel(vendor, model)?.name ?? model;
}

function lineOf(phone: RolloutCandidate): z.infer<typeof PhoneLine> {
  const { id, label, mac } = phone;
  return { id, label, mac, modelName: modelName(phone) };
}
