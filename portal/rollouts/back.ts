import { z } from "zod";
import { phonesByRing } from "../../db/rollout-phones.ts";
import type { Rollout } from "../../db/rollout-rows.ts";
import type { Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import { AnyPlace, RolloutInput } from "./input.ts";
import { namesFor, RolloutValueView, valueView } from "./views.ts";

/** A roll-out as it is asked for: to be looked over, and begun. */
export const RolloutBackView = z.strictObject({
  values: z.array(
    z.strictObject({
      at: AnyPlace,
      vendor: z.enum(["yealink", "snom", "polycom"]).nullable(),
      name: z.string(),
      /** Absent: what is said there is taken away. */
      value: z.json().optional(),
    }),
  ),
  who: z.strictObject({ phoneIds: z.array(z.string()) }).nullable(),
  rings: RolloutInput.shape.rings,
  window: RolloutInput.shape.window.unwrap(),
  atOnce: z.int(),
  atOnceSite: z.int(),
  backOf: z.string(),
  /** What it was called. */
  name: z.string(),
  /** The values with the names of their places. */
  shown: z.array(RolloutValueView),
});
export type RolloutBackView = z.infer<typeof RolloutBackView>;

/**
 * The values as they were before, with the same rings, window and caps.
 *
 * @throws DomainError `rollout_back_refused` when phones had values of their own, which are not kept
 */
export async function backInput(db: Db, rollout: Rollout): Promise<RolloutBackView> {
  const { id, name, values, rings, window, atOnce, atOnceSite } = rollout;
  if (values.some((value) => value.mixed)) throw new DomainError("rollout_back_refused");
  const phones = await phonesByRing(db, id);
  const names = await namesFor(db, [rollout]);
  const own = values.some((value) => value.at.layer === "phones");
  return {
    who: own ? { phoneIds: [...phones.values()].flat() } : null,
    ...{ name, atOnce, atOnceSite, backOf: id },
    shown: values.map((value) => valueView({ ...value, value: value.before, before: null }, names)),
    values: values.flatMap(({ at, vendor, name: setting, before }) => {
      const place = AnyPlace.safeParse(withoutOwner(at)).data;
      if (!place) return [];
      const said = before === null ? {} : { value: vendor === null ? JSON.parse(before) : before };
      return [{ at: place, vendor, name: setting, ...said }];
    }),
    rings: rings.map(({ position, kind, share, siteId, gate }) => {
      if (kind === "share" && share !== null) return { of: { kind, share }, gate };
      if (kind === "site" && siteId !== null) return { of: { kind, siteId }, gate };
      const named = phones.get(position) ?? [];
      if (kind === "phones" && named.length > 0) return { of: { kind, phoneIds: named }, gate };
      return kind === "rest" ? { of: { kind }, gate } : { of: { kind: "share" as const, share: 100 }, gate };
    }),
    window: window === null ? null : { days: [...window.days], from: window.from, to: window.to },
  };
}

function withoutOwner(at: object): object {
  return Object.fromEntries(Object.entries(at).filter(([name]) => name !== "organisationId"));
}
