import type { z } from "zod";
import { checkDigit } from "../../domain/check-digit.ts";
import { NewSimCard } from "../sim-cards.ts";
import { CreateSubscription, createSubscription } from "../subscription-changes.ts";
import { getSubscription, type Subscription } from "../subscription-rows.ts";
import type { Db } from "../types.ts";
import { testActor, testKeyring, testNow } from "./builders.ts";

/** What every installation of a test sells; all by the same ids. */
export const priceList = {
  subscriptionType: "019b0000-0000-7000-8000-0000000000a1",
  biggerType: "019b0000-0000-7000-8000-0000000000a2",
  unlimitedType: "019b0000-0000-7000-8000-0000000000a3",
  dataPackage: "019b0000-0000-7000-8000-0000000000b1",
  /** As the price list itself calls them. */
  type: "019b0000-0000-7000-8000-0000000000a2",
  package: "019b0000-0000-7000-8000-0000000000b1",
} as const;

const gigabyte = 1_000_000_000;
const sold = { version: 1, created_at: testNow.toISOString(), updated_at: testNow.toISOString(), updated_by: "Provaren" };

/** Mobil 10 GB for 199 kr, Mobil 20 GB for 249 kr with twin cards, Mobil Fri for 399 kr; 1 GB for 49 kr. */
export async function aPriceList(db: Db): Promise<void> {
  const types = [
    {
      id: priceList.subscriptionType,
      name: "Mobil 10 GB",
      price_ore: 19_900,
      data_quota_bytes: 10 * gigabyte,
      twin_price_ore: 4900,
    },
    { id: priceList.biggerType, name: "Mobil 20 GB", price_ore: 24_900, data_quota_bytes: 20 * gigabyte, twin_price_ore: 4900 },
    { id: priceList.unlimitedType, name: "Mobil Fri", price_ore: 39_900, data_quota_bytes: null, twin_price_ore: null },
  ];
  await db("subscription_type")
    .insert(types.map((type) => ({ ...type, ...sold })))
    .onConflict("id")
    .ignore();
  await db("data_package")
    .insert({ id: priceList.dataPackage, ...sold, bytes: gigabyte, price_ore: 4900 })
    .onConflict("id")
    .ignore();
}

let counter = 0;

/** A card number that no other call in this process gives, with its check digit. */
export function anIccid(): string {
  counter += 1;
  const digits = `894607000000${String(counter).padStart(6, "0")}`;
  return `${digits}${checkDigit(digits)}`;
}

/** An active subscription with one active card, unless said otherwise. @param say `simCard` null: without one */
export async function aSubscription(
  db: Db,
  organisationId: string,
  say: Partial<Omit<z.input<typeof CreateSubscription>, "simCard">> & {
    simCard?: Partial<z.input<typeof NewSimCard>> | null;
  } = {},
): Promise<Subscription> {
  await aPriceList(db);
  counter += 1;
  const card = { iccid: anIccid(), pin1: "4711", puk1: "12345678", pin2: "8899", puk2: "87654321" };
  const simCard = say.simCard === null ? null : NewSimCard.parse({ ...card, ...say.simCard });
  const number = `070-174 06 ${String(5 + (counter % 95)).padStart(2, "0")}`;
  const input = CreateSubscription.parse({ number, typeId: priceList.subscriptionType, ...say, simCard: null });
  const made = await createSubscription(db, testKeyring, { ...input, simCard, organisationId }, testActor, testNow);
  return getSubscription(db, { organisationId, id: made.id });
}
