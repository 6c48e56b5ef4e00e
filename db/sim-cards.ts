import { z } from "zod";
import { parseIccid, parseImsi, simForms, simRoles, simStates } from "../domain/sim-card.ts";
import { recordAudit } from "./audit.ts";
import { newId } from "./ids.ts";
import { made, unlessTaken } from "./rows.ts";
import type { Keyring } from "./secrets.ts";
import { getSimCard, type SimCard } from "./sim-card-rows.ts";
import { sealedCodes } from "./sim-codes.ts";
import type { Actor, Db } from "./types.ts";

function read(reader: (written: string) => string | null, message: string) {
  return z
    .string()
    .max(60)
    .transform((written, context) => {
      const found = reader(written);
      if (found !== null) return found;
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    });
}
const digits = (count: number) =>
  read((written) => {
    const found = written.replace(/[\s\u00a0]/g, "");
    return /^\d+$/.test(found) && found.length === count ? found : null;
  }, "sim_code_invalid");

/** The number that is printed on a card, with blanks or without. */
export const Iccid = read(parseIccid, "iccid_invalid");

/** A card that is there already. */
export const NewSimCard = z.strictObject({
  iccid: Iccid,
  imsi: read(parseImsi, "imsi_invalid").nullable().default(null),
  form: z.enum(simForms).default("physical"),
  role: z.enum(simRoles).default("main"),
  state: z.enum(simStates).extract(["inactive", "active"]).default("active"),
  pin1: digits(4).nullable().default(null),
  puk1: digits(8).nullable().default(null),
  pin2: digits(4).nullable().default(null),
  puk2: digits(8).nullable().default(null),
  activation: z.string().trim().max(600).nullable().default(null),
});
export type NewSimCard = z.output<typeof NewSimCard>;

/** A card that the subscription has already. Inside `change`. @throws DomainError `iccid_taken` */
export async function addSimCard(
  trx: Db,
  keyring: Keyring,
  input: NewSimCard & { readonly organisationId: string; readonly subscriptionId: string },
  actor: Actor,
  now: Date,
): Promise<SimCard> {
  const { organisationId, subscriptionId, iccid, imsi, form, role, state, ...codes } = input;
  const id = newId(now);
  const row = {
    ...made(id, actor, now),
    ...{ organisation_id: organisationId, subscription_id: subscriptionId, iccid, imsi, form, role, state },
    ...sealedCodes(keyring, id, codes),
  };
  await unlessTaken("iccid_taken", { iccid }, trx("sim_card").insert(row));
  const entry = { organisationId, action: "sim_card.added", subject: { kind: "sim_card", id } };
  await recordAudit(trx, { ...entry, after: { subscriptionId, iccid, form, role, state } }, actor, now);
  return getSimCard(trx, { organisationId, id });
}
