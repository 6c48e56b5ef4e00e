import { createRollout, RolloutInput } from "../../db/rollouts.ts";
import { setSetting } from "../../db/settings.ts";
import type { Store } from "../../process/store.ts";
import { fleetImage } from "../fleet/image.ts";
import { fleetModel } from "../fleet/phones.ts";
import { fleetActor } from "../fleet/world.ts";
import { anAdministrator } from "../portal.ts";
import { type Seeded, type SeededPhone, seedPhones } from "../seed.ts";

/** Firms of an operator, each with its phones and somebody who administers it. */
export type StormWorld = {
  readonly firms: readonly Seeded[];
  readonly phones: readonly SeededPhone[];
  /** Cookies of the administrators, a few of each firm. */
  readonly sessions: readonly { readonly cookie: string; readonly people: number }[];
};

export const phonesAFirm = 1_000;

/** Seeds firms into an empty database. @param people administrators who will work, in all */
export async function buildStorm({ db, keyring }: Store, phones: number, people: number, now: Date): Promise<StormWorld> {
  const firms: Seeded[] = [];
  for (let from = 0; from < phones; from += phonesAFirm) {
    const order = { phones: Math.min(phonesAFirm, phones - from), keys: 4, shownOn: 20, from };
    firms.push(await seedPhones(db, keyring, order, now));
  }
  const cookies: { cookie: string; people: number }[] = [];
  for (const firm of firms.slice(0, people))
    cookies.push({ cookie: await anAdministrator(db, firm), people: firm.phones.length });
  const sessions = Array.from({ length: people }, (_, n) => cookies[n % cookies.length]).filter((one) => one !== undefined);
  // Phones of all firms come back mixed, as a town does.
  const longest = Math.max(...firms.map((firm) => firm.phones.length));
  const mixed = Array.from({ length: longest }, (_, n) => firms.flatMap((firm) => firm.phones[n] ?? []));
  return { firms, phones: mixed.flat(), sessions };
}

/** Every phone of the firm gets the image as it comes, as many at once as may. */
export async function rollOut({ db }: Store, { organisationId }: Seeded, now: Date): Promise<void> {
  const at = { layer: "organisation", organisationId } as const;
  for (const name of ["firmware.atOnce", "firmware.atOnceSite"] as const)
    await setSetting(db, { at, name, value: 50 }, fleetActor, now);
  const gate = { backWithin: 60, watchedFor: 0, mayFail: 0, leastHeard: 5000, registered: false, byHand: false };
  const value = { file: fleetImage.name, version: fleetImage.version };
  const input = RolloutInput.parse({
    name: "Ny firmware till T46U",
    values: [{ at: { layer: "model", organisationId, ...fleetModel }, name: "firmware.image", value }],
    rings: [{ of: { kind: "rest" }, gate }],
    atOnce: 10_000,
    atOnceSite: 10_000,
  });
  await createRollout(db, { ...input, organisationId }, fleetActor, now);
}
