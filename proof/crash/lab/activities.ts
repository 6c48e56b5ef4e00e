import { randomBytes } from "node:crypto";
import { oneOf } from "../../../db/dialect/dialect.ts";
import type { Db } from "../../../db/types.ts";
import { count, wholeOrAbsent } from "./ledger.ts";
import { upload } from "./uploading.ts";
import type { World, WorldPhone } from "./world.ts";

/** One kind of work of people, done over and over until it is to end. Everything that it asks for is in the ledger. */
export type Activity = (world: World, over: AbortSignal, random: () => number) => Promise<void>;

export const activities = {
  save: over(saveContact),
  program: over(programPhone),
  import: over(importPeople),
  upload: over(upload),
  order: over(orderData),
  mail: over(sendMail),
  rollout: over(rollOut),
} as const;
export type ActivityName = keyof typeof activities;
export const activityNames = Object.keys(activities) as readonly ActivityName[];

function over(once: (world: World, random: () => number) => Promise<void>): Activity {
  return async (world, signal, random) => {
    while (!signal.aborted) {
      const before = world.ledger.unanswered;
      await once(world, random);
      // Who is not answered waits before asking again.
      await new Promise((resolve) => setTimeout(resolve, world.ledger.unanswered === before ? 10 : 250));
    }
  };
}

/** Tells this thing from every other one. */
export function mark(): string {
  return randomBytes(5).toString("hex");
}

function among<T>(all: readonly T[], random: () => number): T {
  const one = all[Math.floor(random() * all.length)];
  if (one === undefined) throw new Error("there is none");
  return one;
}

async function saveContact({ administrator, ledger, cast }: World): Promise<void> {
  const company = `Trävaror ${mark()} AB`;
  const numbers = [
    { kind: "work", number: "08-465 004 17" },
    { kind: "mobile", number: "070-174 06 21" },
  ];
  const find = async (db: Db) => {
    const ids: string[] = await db("contact").where({ company }).pluck("id");
    const told = await db("audit")
      .where({ action: "contact.created" })
      .where(oneOf(db, "subject_id", ids))
      .pluck("id");
    const held = await db("contact_number")
      .where(oneOf(db, "contact_id", ids))
      .pluck("number");
    return wholeOrAbsent({ contacts: [ids.length, 1], numbers: [held.length, 2], entries: [told.length, 1] });
  };
  await ledger.attempt(
    `contact ${company}`,
    () => administrator.post(`/contact-lists/${cast.list}/contacts`, { company, numbers }),
    find,
  );
}

const places = [5, 6, 7] as const;

/** Three keys of a phone are called the same, each time something else: never is one called otherwise than the others. */
async function programPhone({ administrator, ledger, cast }: World, random: () => number): Promise<void> {
  const phone = among(cast.programmed, random);
  const { fate, answer } = await ledger.answerTo(() => administrator.get(`/phones/${phone.id}`));
  if (fate !== "saved" || answer === null) return;
  const label = `Lager ${mark()}`;
  const set = places.map((index) => {
    const target = { kind: "number", number: "08-465 004 21" };
    return { place: { module: 0, index }, kind: "speedDial", target, label };
  });
  const told = await ledger.answerTo(() =>
    administrator.ask("PATCH", `/phones/${phone.id}/keys`, { body: { set }, version: answer.body.version }),
  );
  programmed.set(phone, [...(told.fate === "saved" ? [] : (programmed.get(phone) ?? [])), { label, fate: told.fate }]);
  const known = told.fate === "refused" ? "doubt" : told.fate;
  ledger.note({ what: `keys ${label}`, fate: known, find: (db) => findKeys(db, phone) });
}

/** What each phone's keys have been called since the last time that it was certain. */
const programmed = new WeakMap<WorldPhone, readonly { readonly label: string; readonly fate: string }[]>();

async function findKeys(db: Db, phone: WorldPhone) {
  const labels: string[] = await db("phone_key").where({ phone_id: phone.id }).whereIn("key_index", places).pluck("label");
  const seen = new Set(labels);
  if (seen.size > 1 || (labels.length !== 0 && labels.length !== places.length)) return { half: [...labels].join(", ") };
  const said = programmed.get(phone) ?? [];
  const may = said.filter(({ fate }) => fate !== "refused").map((one) => one.label);
  const [label] = seen;
  const certain = said[0]?.fate === "saved";
  if (certain && (label === undefined || !may.includes(label))) return { half: `they are called ${label}, not one of ${may}` };
  return "whole";
}

const rows = 40;

async function importPeople({ administrator, ledger }: World): Promise<void> {
  const lastName = `Inläst ${mark()}`;
  const lines = Array.from({ length: rows }, (_, n) => `Person ${n};${lastName};${lastName.slice(7)}.${n}@example.se`);
  const file = `first_name;last_name;email\n${lines.join("\n")}\n`;
  await ledger.attempt(
    `import of ${lastName}`,
    () => administrator.upload("/users/import", file),
    (db) => findPeople(db, lastName),
  );
}

/** Of an import: each person with an entry in the change log, or nobody. */
export async function findPeople(db: Db, lastName: string) {
  const ids: string[] = await db("users").where({ last_name: lastName }).pluck("id");
  const told = await db("audit")
    .where({ action: "user.created" })
    .where(oneOf(db, "subject_id", ids))
    .pluck("id");
  return wholeOrAbsent({ people: [ids.length, rows], entries: [told.length, rows] });
}

/** Asked again with the same key when nobody knows: bought once. */
async function orderData({ administrator, ledger, cast }: World, random: () => number): Promise<void> {
  const key = `torture-${mark()}`;
  const subscription = among(cast.subscriptions, random);
  await ledger.attempt(
    `data bought as ${key}`,
    () => administrator.post(`/subscriptions/${subscription}/purchases`, { packageId: cast.dataPackage, key }),
    async (db) => {
      const bought: string[] = await db("data_purchase").where({ idempotency_key: key }).pluck("order_id");
      const orders = await db("orders")
        .where(oneOf(db, "id", bought))
        .pluck("id");
      return wholeOrAbsent({ purchases: [bought.length, 1], orders: [orders.length, 1] });
    },
  );
}

/** Nobody is sent too much in a day: then it is refused, and nothing is there. */
async function sendMail({ administrator, ledger, cast }: World, random: () => number): Promise<void> {
  const { id } = among(cast.people, random);
  const before = ledger.mails.get(id) ?? { saved: 0, doubt: 0 };
  const { fate } = await ledger.answerTo(() => administrator.post(`/users/${id}/messages`, { kind: "softphone_install" }));
  const mails = fate === "refused" ? before : { ...before, [fate]: before[fate] + 1 };
  ledger.mails.set(id, mails);
  const find = async (db: Db) => {
    const { saved, doubt } = ledger.mails.get(id) ?? { saved: 0, doubt: 0 };
    const messages = await count(db, "message", { user_id: id, kind: "softphone_install" });
    const entries = await count(db, "audit", { subject_id: id, action: "user.softphone_install_sent" });
    const links = await count(db, "install_token", { user_id: id });
    if (messages !== entries || links > 1 || (messages > 0 && links === 0))
      return { half: `${messages} messages, ${entries} entries, ${links} links` };
    if (messages < saved || messages > saved + doubt) return { half: `${messages} messages, of ${saved} to ${saved + doubt}` };
    return "whole" as const;
  };
  ledger.note({ what: `mail to ${id}`, fate: fate === "refused" ? "doubt" : fate, find });
}

/** One at a time: another one would be refused, because it is about the same phones. */
async function rollOut({ administrator, ledger, cast }: World, random: () => number): Promise<void> {
  const name = `Klocka ${mark()}`;
  const phoneIds = cast.rolled.map((phone) => phone.id);
  const gate = { backWithin: 1, watchedFor: 0, mayFail: 10_000, leastHeard: 0, registered: false, byHand: false };
  const body = {
    ...{ name, who: { phoneIds }, atOnce: 100, atOnceSite: 100 },
    values: [{ at: { layer: "phones" }, name: "phone.clock24h", value: false }],
    rings: [
      { of: { kind: "phones", phoneIds: phoneIds.slice(0, 2) }, gate },
      { of: { kind: "rest" }, gate },
    ],
  };
  const find = async (db: Db) => {
    const ids: string[] = await db("rollout").where({ name }).pluck("id");
    const of = async (table: string) => (await db(table).where(oneOf(db, "rollout_id", ids))).length;
    const told = await db("audit")
      .where({ action: "rollout.created" })
      .where(oneOf(db, "subject_id", ids))
      .pluck("id");
    return wholeOrAbsent({
      ...{ rollouts: [ids.length, 1], values: [await of("rollout_value"), 1], rings: [await of("rollout_ring"), 2] },
      ...{ phones: [await of("rollout_phone"), phoneIds.length], entries: [told.length, 1] },
    });
  };
  const answer = await ledger.attempt(`roll-out ${name}`, () => administrator.post("/rollouts", body), find);
  await new Promise((resolve) => setTimeout(resolve, 50 + random() * 300));
  if (answer?.status === 201) await ledger.answerTo(() => administrator.post(`/rollouts/${answer.body.id}/take-back`));
}
