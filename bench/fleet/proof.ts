import { randomBytes } from "node:crypto";
import { KeyInput } from "../../db/phone-keys.ts";
import { changePhones, mostPhonesAtOnce } from "../../db/phones-bulk.ts";
import { askResync, phonesAmong } from "../../db/resync.ts";
import { createRollout, getRollout, RolloutInput, takeBackRollout } from "../../db/rollouts.ts";
import { fleetImage, putImage } from "./image.ts";
import { type FleetPhone, fleetModel } from "./phones.ts";
import { countFleet, findFalse, until } from "./watch.ts";
import { type FleetWorld, fleetActor } from "./world.ts";

export type ProofOrder = {
  readonly world: FleetWorld;
  /** Of the server. */
  readonly now: () => Date;
  /** Time passes for the server: at least so many seconds. */
  readonly pass: (seconds: number) => Promise<void>;
  /** Kills the server without a word and starts it again; absent: it is left alone. */
  readonly kill?: () => Promise<void>;
  readonly say: (line: string) => void;
  /** Of the server: where images lie. */
  readonly firmwareFolder: string;
};

export type KeyProof = {
  readonly phones: number;
  readonly changed: number;
  readonly off: number;
  /** How many were not current when all had been saved and nobody had fetched. */
  readonly waitingAtFirst: number;
  /** When all that were on had fetched. */
  readonly waitingThen: number;
  readonly waitingAtLast: number;
  /** Seconds from the first save until all that were on were current. */
  readonly seconds: number;
  /** Looks at what is said and what is so. */
  readonly looks: number;
  /** What was said and was not so; empty. */
  readonly wrong: readonly string[];
  /** Phones that had to be told once more, because the server was killed before it had noted what they fetched. */
  readonly toldAgain: number;
};

const patience = 20 * 60_000;

/**
 * Changes one key on some phones of the fleet, a few of which are off, and holds what the server says of each phone against
 * what the phone has, until the last one that was off is back.
 */
export async function proveKeyChange(order: ProofOrder, changed: number, off: number): Promise<KeyProof> {
  const { world, now, say, kill } = order;
  const { phones, store, organisationId } = world;
  const chosen = phones.all.filter((_, at) => at % Math.floor(phones.all.length / changed) === 0).slice(0, changed);
  const away = chosen.filter((_, at) => at % Math.floor(changed / off) === 0).slice(0, off);
  for (const phone of away) switchOff(world, phone);
  const others = phones.all.filter((phone) => !chosen.includes(phone));
  const marks = new Map<string, string>();
  const wrong = new Set<string>();
  let [looks, least, looking] = [0, 0, true];
  const look = async (among: readonly FleetPhone[]) => {
    looks += 1;
    for (const line of await findFalse(world, among, new Map(marks), now())) wrong.add(line);
  };
  const watching = (async () => {
    while (looking) {
      await look(chosen);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  })();

  phones.gate("shut");
  const began = performance.now();
  const label = `Lagret ${randomBytes(3).toString("hex")}`;
  const said = { kind: "speedDial", target: { kind: "number", number: "08-465 004 21" }, label };
  const key = KeyInput.parse({ place: { module: 0, index: 9 }, ...said });
  for (let at = 0; at < chosen.length; at += mostPhonesAtOnce) {
    const ids = chosen.slice(at, at + mostPhonesAtOnce).map((phone) => phone.id);
    const results = await changePhones(store.db, { organisationId, ids, change: { what: "key", key } }, fleetActor, now());
    const refused = results.find((one) => one.outcome !== "changed");
    if (refused) throw new Error(`a key was refused: ${refused.code}`);
    for (const id of ids) marks.set(id, label);
  }
  const saved = await countFleet(world, now());
  least = saved.waiting + saved.stopped;
  say(`  ${changed} phones have another key, ${off} of them are off: ${least} are not current`);
  await until(
    async () => phones.told,
    (told) => told >= chosen.length - away.length,
    patience,
  );
  const told = await countFleet(world, now());
  const waitingAtFirst = told.waiting + told.stopped;
  phones.gate("open");
  if (kill) {
    await until(
      async () => phones.busy,
      (busy) => busy < (chosen.length - away.length) / 2,
      patience,
      20,
    );
    say("  the server is killed while they fetch");
    await kill();
  }
  await phones.quiet();
  const notCurrent = async () => {
    const count = await countFleet(world, now());
    return count.waiting + count.stopped;
  };
  const toldAgain = kill ? await tellAgain(order, notCurrent, off) : 0;
  await until(notCurrent, (count) => count <= off, patience);
  const seconds = (performance.now() - began) / 1000;
  const waitingThen = await notCurrent();
  await look(phones.all);
  say(`  after ${seconds.toFixed(1)} s ${waitingThen} are not current: those that are off`);

  for (const phone of away) await switchOn(world, phone);
  await phones.quiet();
  await until(notCurrent, (count) => count === 0, patience);
  await look(phones.all);
  await look(others);
  looking = false;
  await watching;
  const waitingAtLast = await notCurrent();
  say(`  they are switched on: ${waitingAtLast} are not current; ${looks} looks found ${wrong.size} false words`);
  const facts = {
    phones: phones.all.length,
    changed,
    off,
    waitingAtFirst: Math.min(waitingAtFirst, Math.max(least, waitingAtFirst)),
  };
  return { ...facts, waitingThen, waitingAtLast, seconds, looks, wrong: [...wrong], toldAgain };
}

/** A server that is killed may not have noted what was fetched in its last moment: somebody has to have those phones told once more. */
async function tellAgain({ world, now, say }: ProofOrder, notCurrent: () => Promise<number>, off: number): Promise<number> {
  const { store, phones } = world;
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  // A program that is another than the one that was killed makes every file again: mostly the same ones.
  const made = async () => (await countFleet(world, now())).reasons.get("preparing") ?? 0;
  await until(made, (left) => left === 0, patience);
  const left = (await notCurrent()) - off;
  if (left <= 0) return 0;
  say(`  ${left} had fetched in its last moment: they are told once more`);
  const on = phones.all.filter((phone) => !phone.off).map((phone) => phone.id);
  const late: { phone_id: string }[] = await store
    .db("phone_standing")
    .whereIn("phone_id", on)
    .whereNotIn("reason", ["in_use", "delivered"])
    .select("phone_id");
  const ids = late.map((row) => row.phone_id);
  await askResync(store.db, { phones: phonesAmong(store.db, ids), reason: "person", notBefore: null }, fleetActor, now());
  return ids.length;
}

function switchOff({ exchange }: FleetWorld, phone: FleetPhone): void {
  phone.off = true;
  exchange.unregister(phone.user);
}

async function switchOn({ phones }: FleetWorld, phone: FleetPhone): Promise<void> {
  phone.off = false;
  await phones.registerOne(phone);
  phones.fetch(phone);
}

export type FirmwareProof = {
  readonly phones: number;
  readonly inRing: number;
  readonly bricked: number;
  /** Phones that had been given the image when the roll-out stopped by itself. */
  readonly touched: number;
  readonly state: string;
  readonly wrong: readonly string[];
  /** Milliseconds that it took to plan the rings, save them and begin. */
  readonly planMillis: number;
  /** Dead phones that were said to be current at any look; 0. */
  readonly takenBack: number;
};

/** Gives the fleet a firmware that ends every twentieth phone, ring by ring. @param share of the first ring, hundredths of a percent */
export async function proveBrick(order: ProofOrder, share: number): Promise<FirmwareProof> {
  const { world, now, pass, say, kill } = order;
  const { store, organisationId, phones } = world;
  await putImage(store.db, order.firmwareFolder, 256 * 1024, now());
  const gate = { backWithin: 1, watchedFor: 0, mayFail: 0, leastHeard: 5000, registered: false, byHand: false };
  const value = { file: fleetImage.name, version: fleetImage.version };
  const at = { layer: "model", organisationId, ...fleetModel } as const;
  const input = RolloutInput.parse({
    name: "Ny firmware till T46U",
    values: [{ at, name: "firmware.image", value }],
    rings: [
      { of: { kind: "share", share }, gate },
      { of: { kind: "rest" }, gate },
    ],
    atOnce: 10_000,
    atOnceSite: 10_000,
  });
  phones.gate("shut");
  const began = performance.now();
  const rollout = await createRollout(store.db, { ...input, organisationId }, fleetActor, now());
  const planMillis = performance.now() - began;
  const ring: { phone_id: string; ring: number }[] = await store
    .db("rollout_phone")
    .where("rollout_id", rollout.id)
    .orderBy(["ring", "place"])
    .select("phone_id", "ring");
  const byId = new Map(phones.all.map((phone) => [phone.id, phone]));
  for (const [n, { phone_id: id }] of ring.entries()) {
    const phone = byId.get(id);
    if (n % 20 === 1 && phone) phones.makeBrittle(phone);
  }
  const inRing = ring.filter((row) => row.ring === 0).length;
  say(
    `  ${phones.all.length} phones get ${fleetImage.version}, the first ring is ${inRing}; planned in ${planMillis.toFixed(0)} ms`,
  );
  phones.gate("open");
  const wrong = new Set<string>();
  const released = async () => {
    const [row]: { count: number | string }[] = await store
      .db("rollout_phone")
      .where("rollout_id", rollout.id)
      .whereNot("state", "planned")
      .count({ count: "*" });
    return Number(row?.count ?? 0);
  };
  await until(released, (count) => count >= inRing, patience);
  if (kill) {
    say("  the server is killed while the ring fetches");
    await kill();
  }
  const dead = () => phones.all.filter((phone) => phone.dead);
  await until(
    async () => dead().length,
    (count) => count >= Math.floor(inRing / 20),
    patience,
  );
  await phones.quiet();
  await pass(70);
  const state = await until(
    async () => (await getRollout(store.db, { organisationId, id: rollout.id })).state,
    (found) => found !== "running",
    patience,
  );
  const touched = await released();
  for (const line of await findFalse(world, phones.all, new Map(), now())) wrong.add(line);
  say(`  it is ${state}: ${touched} phones were given it, ${dead().length} of them never came back`);
  await takeBackRollout(store.db, { organisationId, id: rollout.id }, fleetActor, now());
  await phones.quiet();
  const alive = phones.all.length - dead().length;
  const count = await until(
    () => countFleet(world, now()),
    ({ current }) => current >= alive,
    patience,
  );
  for (const line of await findFalse(world, phones.all, new Map(), now())) wrong.add(line);
  say(`  taken back: ${count.current} are current, ${count.waiting + count.stopped} are not`);
  const facts = { phones: phones.all.length, inRing, bricked: dead().length, touched, state, planMillis };
  return { ...facts, wrong: [...wrong], takenBack: count.current };
}

/** All phones of the fleet are told to fetch, and answer. @returns phones a second, from asking until the last result is noted */
export async function timeResync({ world, now }: ProofOrder): Promise<{
  readonly phones: number;
  readonly seconds: number;
  readonly results: Readonly<Record<string, number>>;
}> {
  const { store, phones } = world;
  phones.gate("deaf");
  const asked = phones.all.filter((phone) => !phone.off && !phone.dead).map((phone) => phone.id);
  const began = performance.now();
  await askResync(store.db, { phones: phonesAmong(store.db, asked), reason: "person", notBefore: null }, fleetActor, now());
  const open = async () => {
    const [row]: { count: number | string }[] = await store.db("resync").whereNot("state", "done").count({ count: "*" });
    return Number(row?.count ?? 0);
  };
  await until(open, (count) => count === 0, patience, 100);
  const seconds = (performance.now() - began) / 1000;
  phones.gate("open");
  const rows: { result: string; count: number | string }[] = await store
    .db("resync")
    .whereIn("phone_id", asked)
    .groupBy("result")
    .select("result")
    .count({ count: "*" });
  return { phones: asked.length, seconds, results: Object.fromEntries(rows.map((row) => [row.result, Number(row.count)])) };
}
