import { randomInt } from "node:crypto";
import { createDataPackage } from "../../db/data-packages.ts";
import { buyData } from "../../db/data-purchases.ts";
import { answerOrder } from "../../db/order-settling.ts";
import { orderBlocks } from "../../db/service-blocks.ts";
import { blockSims, orderTwin, replaceSim } from "../../db/sim-card-orders.ts";
import { NewSimCard } from "../../db/sim-cards.ts";
import { CreateSubscription, createSubscription } from "../../db/subscription-changes.ts";
import { getSubscription, type Subscription } from "../../db/subscription-rows.ts";
import { orderTypeChange } from "../../db/subscription-type-changes.ts";
import { createSubscriptionType } from "../../db/subscription-types.ts";
import { recordUsage, type UsageRow } from "../../db/subscription-usage.ts";
import type { Actor } from "../../db/types.ts";
import { checkDigit } from "../../domain/check-digit.ts";
import { gigabyte } from "../../domain/data-amount.ts";
import { wallClock } from "../../domain/local-time.ts";
import type { OrderDetails } from "../../domain/order.ts";
import { daysUntil, lastDayOf, periodOf } from "../../domain/subscription.ts";
import { people, zone } from "./firm.ts";
import type { Seed } from "./seed.ts";

const megabyte = gigabyte / 1000;
/** Kronor in a month without VAT, GB (null: without limit), kronor for a twin card. */
const sold = [
  ["Mobil 10 GB", 199, 10, 49],
  ["Mobil 20 GB", 249, 20, 49],
  ["Mobil 50 GB", 329, 50, 49],
  ["Mobil Fri", 399, null, 0],
] as const;
const packages = [
  [1, 49],
  [5, 149],
  [10, 249],
] as const;

/** By the two last digits of the mobile: a type other than the usual one, and how much of the month's data is used, in per cent. */
const types: Readonly<Record<string, (typeof sold)[number][0]>> = {
  "05": "Mobil 50 GB",
  "06": "Mobil 20 GB",
  "10": "Mobil 20 GB",
  "17": "Mobil Fri",
  "21": "Mobil 20 GB",
};
const shares: Readonly<Record<string, number>> = { "05": 34, "06": 62, "07": 87, "08": 104, "10": 41, "15": 71, "20": 12 };

/** Subscriptions of everybody whose mobile is the provider's own, with a year of used data, and what was ordered lately. */
export async function seedSubscriptions(seed: Seed, chief: Actor, now: Date): Promise<void> {
  const { db, keyring, organisationId, actor, times } = seed;
  const made = times.before(58, "11:00");
  const typeIds = new Map<string, string>();
  for (const [name, kronor, gigabytes, twin] of sold) {
    const terms = { name, priceOre: kronor * 100, dataQuotaBytes: gigabytes === null ? null : gigabytes * gigabyte };
    const { id } = await createSubscriptionType(db, { ...terms, twinPriceOre: twin * 100 }, actor, made);
    typeIds.set(name, id);
  }
  const packageIds: string[] = [];
  for (const [gigabytes, kronor] of packages) {
    const input = { bytes: gigabytes * gigabyte, priceOre: kronor * 100 };
    packageIds.push((await createDataPackage(db, input, actor, made)).id);
  }
  const subscriptions = new Map<string, Subscription>();
  for (const [at, { mobile, more }] of people.entries()) {
    if (mobile === null || more.external) continue;
    const digits = mobile.slice(-2);
    const input = CreateSubscription.parse({ number: mobile, typeId: typeIds.get(types[digits] ?? "Mobil 10 GB") });
    const simCard = NewSimCard.parse({ iccid: iccid(at), form: digits === "20" ? "esim" : "physical", ...codes() });
    const subscription = await createSubscription(db, keyring, { ...input, simCard, organisationId }, actor, made);
    subscriptions.set(digits, subscription);
  }
  await seedOrders(seed, { chief, subscriptions, typeIds, packageIds });
  await seedUsage(seed, [...subscriptions.values()], now);
}

type Known = {
  readonly chief: Actor;
  readonly subscriptions: ReadonlyMap<string, Subscription>;
  readonly typeIds: ReadonlyMap<string, string>;
  readonly packageIds: readonly string[];
};

/** What the administrator has ordered: done, refused, and still waiting. */
async function seedOrders({ db, keyring, organisationId, times }: Seed, known: Known): Promise<void> {
  const { chief, packageIds } = known;
  const operator: Actor = { kind: "operator", id: null, name: "Olof Tjärnvik", organisationId: null };
  const idOf = (digits: string) => known.subscriptions.get(digits)?.id ?? "";
  const cardOf = async (digits: string) =>
    (await getSubscription(db, { organisationId, id: idOf(digits) })).simCards[0]?.id ?? "";
  const newest = async (): Promise<string> => (await db("orders").orderBy("id", "desc").first("id"))?.id ?? "";
  const confirm = async (at: Date, details: OrderDetails = {}) =>
    answerOrder(db, keyring, { id: await newest(), organisations: null }, { answer: "confirmed", details }, operator, at);
  const refuse = async (at: Date, text: string) =>
    answerOrder(
      db,
      keyring,
      { id: await newest(), organisations: null },
      { answer: "refused", refusal: { code: "contract", text } },
      operator,
      at,
    );
  // A watch with the same number.
  await orderTwin(
    db,
    { organisationId, id: idOf("06"), form: "esim", deliverTo: null, key: "demo-twin-06" },
    chief,
    times.before(40, "10:12"),
  );
  const made = { iccid: iccid(90), imsi: null, ...codes(), activation: "LPA:1$esim.operator.example$K4Q2-DEMO" };
  await confirm(times.before(40, "13:30"), made);
  await db("sim_card").where("iccid", made.iccid).update({ state: "active" });
  const blocks = ["premium_numbers", "premium_sms"] as const;
  await orderBlocks(db, { organisationId, id: idOf("07"), blocks }, chief, times.before(20, "09:02"));
  await confirm(times.before(20, "09:40"));
  await blockSims(
    db,
    { organisationId, target: { simCardId: await cardOf("11") }, reason: "paused" },
    chief,
    times.before(9, "15:20"),
  );
  await confirm(times.before(9, "15:31"));
  await orderTypeChange(
    db,
    { organisationId, id: idOf("15"), typeId: known.typeIds.get("Mobil 50 GB") ?? "", when: "now" },
    chief,
    times.before(6, "11:05"),
  );
  await refuse(times.before(6, "14:10"), "Bindningstiden för Mobil 10 GB måste gå ut först.");
  const buy = { organisationId, subscriptionId: idOf("08"), packageId: packageIds[1] ?? "", by: "administrator" } as const;
  await buyData(db, { ...buy, idempotencyKey: "demo-buy-08" }, chief, times.before(2, "08:44"));
  await confirm(times.before(2, "08:52"));
  await replaceSim(
    db,
    {
      ...{
        organisationId,
        id: await cardOf("14"),
        form: "physical",
        deliverTo: "Oskar Lindtorp\nBjörkö Bygg AB\nSågvägen 4",
        newIccid: null,
      },
      startsOn: "now",
    },
    chief,
    times.before(1, "16:05"),
  );
  await orderTwin(
    db,
    { organisationId, id: idOf("21"), form: "physical", deliverTo: null, key: "demo-twin-21" },
    chief,
    times.before(1, "16:12"),
  );
  await orderTypeChange(
    db,
    { organisationId, id: idOf("10"), typeId: known.typeIds.get("Mobil 10 GB") ?? "", when: "next_period" },
    chief,
    times.before(1, "16:20"),
  );
}

/** A year of days, each person in their own way: less at the weekend, and a few days in Norway. */
async function seedUsage({ db, organisationId }: Seed, subscriptions: readonly Subscription[], now: Date): Promise<void> {
  const today = wallClock(now, zone).date;
  const countedAt = new Date(now.getTime() - 40 * 60_000).toISOString();
  const days = daysUntil(today, 370);
  const rows: UsageRow[] = [];
  for (const { id, e164 } of subscriptions) {
    const { simCards, type } = await getSubscription(db, { organisationId, id });
    const month = (type.dataQuotaBytes ?? 60 * gigabyte) * ((shares[e164.slice(-2)] ?? 20 + spread(e164) * 40) / 100);
    for (const [at, day] of days.entries()) {
      const passed = day.slice(0, 7) === periodOf(today) ? Number(today.slice(8)) : Number(lastDayOf(periodOf(day)).slice(8));
      const weight = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()) ? 0.45 : 1.2;
      const used = Math.round(((month / passed) * weight * (0.6 + 0.8 * spread(`${e164} ${day}`))) / megabyte) * megabyte;
      const abroad = e164.endsWith("06") && at > 350 && at < 356;
      for (const [which, card] of simCards.entries()) {
        if (card.iccid === null || card.state === "ordered") continue;
        if (which > 0 && at < 330) continue;
        const bytes = which > 0 ? Math.round(used / 12) : used;
        const split = abroad ? { domesticBytes: 0, euBytes: bytes } : { domesticBytes: bytes, euBytes: 0 };
        rows.push({ iccid: card.iccid, day, ...split, otherBytes: 0, countedAt });
      }
    }
  }
  await recordUsage(db, rows, now);
}

/** 0…1, always the same for a text. */
function spread(text: string): number {
  let hash = 2166136261;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619) >>> 0;
  return (hash % 1000) / 1000;
}

function iccid(at: number): string {
  const digits = `894607000000${String(at).padStart(6, "0")}`;
  return `${digits}${checkDigit(digits)}`;
}

function codes() {
  const code = (length: number) => String(randomInt(10 ** length)).padStart(length, "0");
  return { pin1: code(4), puk1: code(8), pin2: code(4), puk2: code(8) };
}
