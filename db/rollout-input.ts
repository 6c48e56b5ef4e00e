import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { vendorIds } from "../domain/plan.ts";
import type { Problem } from "../domain/problem.ts";
import { wholeShare } from "../domain/rollout.ts";
import { canRollOut } from "../domain/rollout-settings.ts";
import { isGuardedParameter, isSettingName, settingDefinitions } from "../domain/settings.ts";
import { Title } from "./organisations.ts";
import type { RolloutPlace } from "./rollout-rows.ts";
import { LayerRef } from "./setting-scopes.ts";

const Id = z.string().min(1).max(64);
const minutes = (least: number) =>
  z
    .int()
    .min(least)
    .max(14 * 24 * 60);
const share = z.int().min(0).max(wholeShare);
const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "must be HH:MM");

const Model = z.strictObject({ vendor: z.enum(vendorIds), model: z.string().min(1).max(40) });

/** Where a value will stand: at each phone of the roll-out, of one model or (null) of any. */
export const EachPhoneInput = z.strictObject({ layer: z.literal("phones"), of: Model.nullable().default(null) });
export const RolloutPlaceInput = z.union([LayerRef, EachPhoneInput]);

export const RolloutValueInput = z.strictObject({
  at: RolloutPlaceInput,
  /** Null: a neutral setting. */
  vendor: z.enum(vendorIds).nullable().default(null),
  name: z.string().min(1).max(200),
  /** Absent: what is said there is taken away. */
  value: z.json().optional(),
});
export type RolloutValueInput = z.output<typeof RolloutValueInput>;

/** Phones that get values of their own: all that fit each list that is said. */
export const RolloutWho = z.strictObject({
  phoneIds: z.array(Id).max(50_000).optional(),
  siteIds: z.array(Id).max(1000).optional(),
  models: z.array(Model).max(200).optional(),
  /** Those of a list that is kept for this (`db/phone-selections.ts`). */
  selectionId: Id.optional(),
});
export type RolloutWho = z.output<typeof RolloutWho>;

/** Times in minutes, shares in hundredths of a percent. */
export const GateInput = z.strictObject({
  backWithin: minutes(1).default(30),
  watchedFor: minutes(0).default(30),
  mayFail: share.default(0),
  leastHeard: share.default(5000),
  registered: z.boolean().default(true),
  byHand: z.boolean().default(false),
});

export const RingInput = z.strictObject({
  of: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("phones"), phoneIds: z.array(Id).min(1).max(2000) }),
    z.strictObject({ kind: z.literal("share"), share: share.min(1) }),
    z.strictObject({ kind: z.literal("site"), siteId: Id }),
    z.strictObject({ kind: z.literal("rest") }),
  ]),
  gate: GateInput.prefault({}),
});

export const RolloutInput = z.strictObject({
  name: Title,
  values: z.array(RolloutValueInput).min(1).max(20),
  /** Of values with the place `phones`, and of those alone. */
  who: RolloutWho.nullable().default(null),
  /** In their order; the last one is the rest. */
  rings: z.array(RingInput).min(1).max(12),
  /** In the organisation's zone; null: at any time. */
  window: z
    .strictObject({ days: z.array(z.int().min(1).max(7)).min(1).max(7), from: clock, to: clock })
    .nullable()
    .default(null),
  /** Not before; null: at once. */
  startsAt: z.iso.datetime().nullable().default(null),
  /** Phones under way at once: of one organisation, and of one site. */
  atOnce: z.int().min(1).max(10_000).default(200),
  atOnceSite: z.int().min(1).max(10_000).default(20),
  /** The roll-out whose values this one puts back. */
  backOf: Id.nullable().default(null),
});
export type RolloutInput = z.output<typeof RolloutInput>;

/** A value that may be rolled out, as it will be stored. */
export type CheckedValue = {
  readonly at: RolloutPlace;
  readonly vendor: RolloutValueInput["vendor"];
  readonly name: string;
  readonly value: string | null;
};

/** @throws DomainError `setting_unknown`, `setting_invalid`, `layer_invalid`, `rollout_setting_refused`, `rollout_firmware_layer` */
export function checkValue({ at, vendor, name, value }: RolloutValueInput): CheckedValue {
  if (vendor !== null) return { at, vendor, name, value: rawValue({ vendor, name, value }) };
  if (!isSettingName(name)) throw new DomainError("setting_unknown", { name });
  const definition = settingDefinitions[name];
  if (!canRollOut(name)) throw new DomainError("rollout_setting_refused", { name });
  const layer = at.layer === "phones" ? "phone" : at.layer;
  if (!definition.layers.includes(layer)) {
    throw new DomainError("layer_invalid", { name, layer, layers: definition.layers.join(", ") });
  }
  // Anywhere else it would be said to phones that cannot run it.
  const narrow = at.layer === "model" || at.layer === "phones" || at.layer === "phone";
  if (name === "firmware.image" && !narrow) throw new DomainError("rollout_firmware_layer");
  if (value === undefined) return { at, vendor, name, value: null };
  const parsed = definition.schema.safeParse(value);
  if (!parsed.success) throw new DomainError("setting_invalid", { name, problem: parsed.error.issues[0]?.message ?? "" });
  return { at, vendor, name, value: JSON.stringify(parsed.data) };
}

const rawText = z
  .string()
  .max(2000)
  .refine((text) => !/\p{Cc}/u.test(text), "control characters are refused");

function rawValue({ vendor, name, value }: Required<Pick<CheckedValue, "vendor" | "name">> & { value: unknown }): string | null {
  const problem = (what: string) => new DomainError("setting_invalid", { name, problem: what });
  if (!/^[A-Za-z0-9_.:!%-]{1,200}$/.test(name)) throw problem("is no parameter's name");
  if (vendor !== null && isGuardedParameter(vendor, name)) throw problem("this parameter is the server's alone");
  if (value === undefined) return null;
  const parsed = rawText.safeParse(value);
  if (!parsed.success) throw problem(parsed.error.issues[0]?.message ?? "");
  return parsed.data;
}

/** What is wrong with the shape of a roll-out, each beside its field. */
export function rolloutProblems({ values, who, rings }: RolloutInput): Problem[] {
  const problems: Problem[] = [];
  const own = values.some((value) => value.at.layer === "phones");
  const keys = values.map(({ at, vendor, name }) => JSON.stringify([at, vendor, name]));
  const wide = new Set(values.flatMap(({ at, vendor, name }) => (isWide(at) ? [`${vendor} ${name}`] : [])));
  for (const [n, key] of keys.entries()) {
    const value = values[n];
    const twice = value?.at.layer === "phones" && !isWide(value.at) && wide.has(`${value.vendor} ${value.name}`);
    if (twice || keys.indexOf(key) < n) problems.push({ field: `values.${n}`, code: "rollout_value_twice" });
  }
  if (own !== (who !== null)) problems.push({ field: "who", code: "rollout_phones_missing" });
  else if (own && values.some((value) => value.at.layer !== "phones"))
    problems.push({ field: "values", code: "rollout_phones_missing" });
  const rest = rings.findIndex((ring) => ring.of.kind === "rest");
  if (rest !== rings.length - 1) problems.push({ field: "rings", code: "rollout_rest_missing" });
  return problems;
}

/** Each phone's own, whatever its model. */
function isWide(at: RolloutValueInput["at"]): boolean {
  return at.layer === "phones" && at.of === null;
}
