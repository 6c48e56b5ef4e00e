import { z } from "zod";
import { vendorIds } from "../domain/plan.ts";
import { clearPhoneKeys, KeyInput, KeyPlaceInput, setPhoneKeys } from "./phone-keys.ts";
import type { Phone } from "./phone-rows.ts";
import { retirePhone, updatePhone } from "./phones.ts";
import { askResync, phonesAmong } from "./resync.ts";
import { clearRawParameter, clearSetting, SetRawParameter, setRawParameter, setSetting } from "./settings.ts";
import type { Actor, Db, Trail } from "./types.ts";

const id = z.string().min(1).max(64).nullable();

/** One thing that a phone gets, alone or as one of many. */
export const PhoneChange = z.discriminatedUnion("what", [
  z.strictObject({ what: z.literal("layout"), layoutId: id }),
  z.strictObject({ what: z.literal("site"), siteId: id }),
  z.strictObject({ what: z.literal("key"), key: KeyInput }),
  /** The layout's key, if any, shows again. */
  z.strictObject({ what: z.literal("clearKey"), place: KeyPlaceInput }),
  /** A neutral setting of the phone itself; null: what stands above it shows again. */
  z.strictObject({ what: z.literal("setting"), name: z.string().max(80), value: z.json() }),
  /** In the vendor's own words, for phones of that make; null takes it away. */
  z.strictObject({
    what: z.literal("parameter"),
    vendor: z.enum(vendorIds),
    name: SetRawParameter.shape.name,
    value: SetRawParameter.shape.value.nullable(),
  }),
  /** Asked to fetch again, now. */
  z.strictObject({ what: z.literal("resync") }),
  z.strictObject({ what: z.literal("retire") }),
]);
export type PhoneChange = z.infer<typeof PhoneChange>;

/**
 * Does it to one phone. Inside `change`.
 *
 * @param actor its trail tells whether something was written
 * @throws DomainError what the change itself throws, such as `site_not_found`, `phone_state_refused`, `setting_invalid`
 */
export async function changePhone(
  trx: Db,
  phone: Phone,
  wanted: PhoneChange,
  actor: Actor & { readonly trail: Trail },
  now: Date,
): Promise<"changed" | "unchanged"> {
  const { written } = actor.trail;
  await write(trx, phone, wanted, actor, now);
  return actor.trail.written > written ? "changed" : "unchanged";
}

async function write(trx: Db, phone: Phone, wanted: PhoneChange, actor: Actor, now: Date): Promise<void> {
  const by = { organisationId: phone.organisationId, id: phone.id };
  const owner = { organisationId: phone.organisationId, phoneId: phone.id };
  const at = { layer: "phone", ...owner } as const;
  switch (wanted.what) {
    case "layout":
      if (phone.layoutId !== wanted.layoutId) await updatePhone(trx, { ...by, layoutId: wanted.layoutId }, actor, now);
      return;
    case "site":
      if (phone.siteId !== wanted.siteId) await updatePhone(trx, { ...by, siteId: wanted.siteId }, actor, now);
      return;
    case "key":
      return setPhoneKeys(trx, { ...owner, keys: [wanted.key] }, actor, now);
    case "clearKey":
      return clearPhoneKeys(trx, { ...owner, places: [wanted.place] }, actor, now);
    case "setting":
      if (wanted.value === null) return clearSetting(trx, { at, name: wanted.name }, actor, now);
      return setSetting(trx, { at, name: wanted.name, value: wanted.value }, actor, now);
    case "parameter": {
      const { vendor, name, value } = wanted;
      if (phone.vendor !== vendor) return;
      if (value === null) return clearRawParameter(trx, { at, vendor, name }, actor, now);
      return setRawParameter(trx, { at, vendor, name, value }, actor, now);
    }
    case "resync":
      await askResync(trx, { phones: phonesAmong(trx, [phone.id]), reason: "job", notBefore: null }, actor, now);
      return;
    case "retire":
      await retirePhone(trx, by, actor, now);
  }
}
