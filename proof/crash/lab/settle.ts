import { until } from "../../../bench/fleet/watch.ts";
import { isPostgres } from "../../../db/dialect/dialect.ts";
import type { Db } from "../../../db/types.ts";
import { count, lookInto } from "./ledger.ts";
import { finishUploads } from "./uploading.ts";
import type { World } from "./world.ts";

/** Longer than anybody who died may hold a message, an order or a roll-out. */
const holds = 6 * 60_000;
/** How long the engines have to come to an end with everything, milliseconds. */
const patience = 30_000;

/**
 * Lets a server that is well come to an end with everything that was asked of it, and holds it against what was answered.
 *
 * @returns what is wrong, a line each
 */
export async function settle(world: World): Promise<string[]> {
  const { server, clock, ledger, watch, database } = world;
  if (!server.up) return [`the server is gone: ${server.words.slice(-500)}`];
  // Whoever has died over something has held it long enough.
  clock.pass(holds);
  // It looks at its clock as often as that.
  await new Promise((resolve) => setTimeout(resolve, 60));
  await until(
    () => server.ready(),
    (ready) => ready,
    patience,
    25,
  );
  await watch.all();
  await wake(world);
  return lookInto(database, async (db) => {
    const wrong = [...(await finishUploads(world, db)), ...(await ledger.check(db))];
    wrong.push(...(await endRollouts(world, db)));
    wrong.push(...(await enginesEnd(world, db)));
    wrong.push(...(await sound(db)));
    return wrong;
  });
}

/** Engines look by themselves now and then, and at once when somebody asks for something. */
async function wake({ administrator, ledger, cast }: World): Promise<void> {
  const [first] = cast.people;
  if (first) await ledger.answerTo(() => administrator.post("/messages", { users: [first.id], kind: "app_install", count: 1 }));
}

/** Every order reaches the operator, and every letter its mail server: at least once, and none that is not here. */
async function enginesEnd(world: World, db: Db): Promise<string[]> {
  const { orders, mail, ledger, cast } = world;
  const open = async () => ({
    orders: await count(db, "orders", { state: "queued" }),
    mail: Number((await db("message").whereIn("state", ["queued", "sending"]).count({ n: "*" }))[0]?.n ?? 0),
    rollouts: await unreleased(db),
  });
  const ended = () => until(open, (one) => one.orders + one.mail + one.rollouts === 0, patience, 50);
  // What failed on a machine that was too slow for it waits for its next try, which is due later: that comes too.
  const again = async () => {
    world.clock.pass(holds);
    await wake(world);
    return ended();
  };
  const left = await ended().catch(again).catch(open);
  const wrong = Object.entries(left).flatMap(([what, n]) => (n === 0 ? [] : [`${n} of the ${what} are not gone on with`]));
  if (left.mail > 0) {
    const stuck = await db("message").whereIn("state", ["queued", "sending"]).first("state", "tries", "fault", "next_try_at");
    wrong.push(`the first letter of them is ${JSON.stringify(stuck)}, and it is ${world.clock.now().toISOString()}`);
  }
  const keys = new Set(orders.received.map(({ key }) => key));
  const known: string[] = await db("orders").pluck("id");
  const strange = [...keys].filter((key) => key !== undefined && !known.includes(key));
  if (strange.length > 0) wrong.push(`${strange.length} orders were handed over that are not here`);
  const missing = known.filter((id) => !keys.has(id));
  if (left.orders === 0 && missing.length > 0) wrong.push(`${missing.length} orders are called sent and were never handed over`);
  for (const { id, email } of cast.people) {
    const { saved = 0 } = ledger.mails.get(id) ?? {};
    if (left.mail === 0 && saved > 0 && !mail.taken.has(email)) wrong.push(`${email} was to be sent a letter, and has none`);
    if (mail.taken.has(email) && !ledger.mails.has(id)) wrong.push(`${email} was sent a letter that nobody asked for`);
  }
  return wrong;
}

/** Roll-outs that go on have given the first ring its turn. */
async function unreleased(db: Db): Promise<number> {
  const rows: { id: string }[] = await db("rollout as r")
    .join("rollout_phone as p", "p.rollout_id", "r.id")
    .where({ "r.state": "running", "p.ring": 0, "p.state": "planned" })
    .groupBy("r.id")
    .select("r.id");
  return rows.length;
}

/** Those that still go on are taken back, after the engine has shown that it goes on with them. */
async function endRollouts({ administrator }: World, db: Db): Promise<string[]> {
  await until(
    () => unreleased(db),
    (left) => left === 0,
    patience,
    50,
  ).catch(() => undefined);
  if ((await unreleased(db)) > 0) return ["a roll-out does not go on"];
  const wrong: string[] = [];
  const ids: string[] = await db("rollout").whereIn("state", ["running", "paused", "halted"]).pluck("id");
  for (const id of ids) {
    const { status, body } = await administrator.post(`/rollouts/${id}/take-back`);
    if (status !== 200) wrong.push(`a roll-out cannot be taken back: ${status} ${body?.code}`);
  }
  const half = await db("rollout_phone as p")
    .join("rollout as r", "r.id", "p.rollout_id")
    .where({ "p.overlaid": 1 })
    .where({ "r.state": "taken_back" })
    .pluck("p.phone_id");
  if (half.length > 0) wrong.push(`${half.length} phones keep what was taken back`);
  return wrong;
}

/** The database is sound in itself. */
export async function sound(db: Db): Promise<string[]> {
  if (isPostgres(db)) return [];
  const integrity: { integrity_check: string }[] = await db.raw("PRAGMA integrity_check");
  const broken: unknown[] = await db.raw("PRAGMA foreign_key_check");
  const said = integrity.map((row) => row.integrity_check).join("; ");
  return [
    ...(said === "ok" ? [] : [`the database is broken: ${said}`]),
    ...(broken.length === 0 ? [] : ["references lead nowhere"]),
  ];
}
