import { z } from "zod";
import { RolloutInput as DbInput, EachPhoneInput, RolloutValueInput } from "../../db/rollout-input.ts";
import type { RolloutPlace } from "../../db/rollout-rows.ts";
import { DomainError } from "../../domain/errors.ts";
import { vendorIds } from "../../domain/plan.ts";
import { isAdministratorsSetting } from "../../domain/setting-forms.ts";
import { Id } from "../api/fields.ts";
import type { Caller } from "../api/parts.ts";

/** Where a value will stand, in the asker's organisation; `phones`: at each phone of the roll-out, of one model or of any. */
export const PlaceInput = z.discriminatedUnion("layer", [
  z.strictObject({ layer: z.literal("organisation") }),
  z.strictObject({ layer: z.literal("site"), siteId: Id }),
  z.strictObject({ layer: z.literal("layout"), layoutId: Id }),
  z.strictObject({ layer: z.literal("model"), vendor: z.enum(vendorIds), model: z.string().min(1).max(40) }),
  EachPhoneInput,
]);
export type PlaceInput = z.output<typeof PlaceInput>;

/** As `db/rollout-input.ts` has it, with places of the organisation that the session is in. */
export const RolloutInput = DbInput.extend({
  values: z
    .array(RolloutValueInput.extend({ at: PlaceInput }))
    .min(1)
    .max(20),
});
export type RolloutInput = z.input<typeof RolloutInput>;
export type RolloutAsked = z.output<typeof RolloutInput>;

/** Where a value will stand for the phones of all organisations. */
const HousePlaceInput = z.discriminatedUnion("layer", [
  z.strictObject({ layer: z.literal("operator") }),
  z.strictObject({ layer: z.literal("model"), vendor: z.enum(vendorIds), model: z.string().min(1).max(40) }),
  EachPhoneInput,
]);
/** In any view of a roll-out: one of an organisation, or one over all of them. */
export const AnyPlace = z.union([PlaceInput, HousePlaceInput]);

/** As `RolloutInput`, over all organisations. */
export const HouseRolloutInput = DbInput.extend({
  values: z
    .array(RolloutValueInput.extend({ at: HousePlaceInput }))
    .min(1)
    .max(20),
});
export type HouseRolloutInput = z.input<typeof HouseRolloutInput>;

export function asHouseInput(asked: z.output<typeof HouseRolloutInput>): AskedRollout {
  const values = asked.values.map((value) => ({ ...value, at: housePlaceOf(value.at) }));
  return { ...asked, values, organisationId: null };
}

function housePlaceOf(at: z.output<typeof HousePlaceInput>): RolloutPlace {
  return at.layer === "model" ? { ...at, organisationId: null } : at;
}

/** What the database is asked for: of an organisation, or (null) of all. */
export type AskedRollout = DbInput & { readonly organisationId: string | null };

/** What the database is asked for. */
export function asInput(organisationId: string, asked: RolloutAsked): DbInput & { readonly organisationId: string } {
  const values = asked.values.map((value) => ({ ...value, at: placeOf(organisationId, value.at) }));
  return { ...asked, values, organisationId };
}

function placeOf(organisationId: string, at: PlaceInput): RolloutPlace {
  return at.layer === "phones" ? at : { ...at, organisationId };
}

/**
 * Administrators give out firmware and what they may set; how phones reach the exchange, and the vendors' own
 * parameters, are for operator staff.
 *
 * @throws DomainError `right_missing`
 */
export function demandMay({ operating }: Pick<Caller, "operating">, { values }: RolloutAsked): void {
  const may = ({ vendor, name }: RolloutAsked["values"][number]) =>
    operating || (vendor === null && (name === "firmware.image" || isAdministratorsSetting(name)));
  if (!values.every(may)) throw new DomainError("right_missing");
}
