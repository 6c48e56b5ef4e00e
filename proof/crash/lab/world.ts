import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { seedPhones } from "../../../bench/seed.ts";
import { CreateContactList, createContactList } from "../../../db/contact-lists.ts";
import { createPerson } from "../../../db/people-create.ts";
import { generateToken, tokenHash } from "../../../db/secrets.ts";
import { startSession } from "../../../db/sessions.ts";
import { testActor, testKeyring, testNow } from "../../../db/testing/builders.ts";
import { aSubscription, priceList } from "../../../db/testing/subscriptions.ts";
import type { Db } from "../../../db/types.ts";
import type { Right } from "../../../domain/rights.ts";
import { type OperatorDouble, startOperatorDouble } from "../../../portal/orders/testing/operator-double.ts";
import { Visitor } from "../../../portal/testing/visitor.ts";
import { writeKeyFile } from "../../../process/key-file.ts";
import { databaseOptions, openStore } from "../../../process/store.ts";
import { TortureClock } from "./clock.ts";
import type { Disk } from "./disk.ts";
import { Ledger } from "./ledger.ts";
import { type MailDouble, startMailDouble } from "./mail-server.ts";
import { PhoneWatch } from "./phone-watch.ts";
import { TortureServer } from "./server.ts";

export type WorldPhone = { readonly id: string; readonly mac: string; readonly token: string };

/** Whom and what the writes of a torture are about. */
export type Cast = {
  readonly organisationId: string;
  /** Nothing is ever written about them: their files stay the same bytes. */
  readonly quiet: readonly WorldPhone[];
  /** Their keys are programmed. */
  readonly programmed: readonly WorldPhone[];
  /** They are rolled out to. */
  readonly rolled: readonly WorldPhone[];
  /** They are sent mail. */
  readonly people: readonly { readonly id: string; readonly email: string }[];
  readonly list: string;
  readonly subscriptions: readonly string[];
  readonly dataPackage: string;
};

/** A firm, the server that has it, and everybody whom the server speaks with. */
export type World = {
  readonly disk: Disk;
  readonly clock: TortureClock;
  readonly server: TortureServer;
  readonly ledger: Ledger;
  readonly cast: Cast;
  readonly administrator: Visitor;
  readonly operator: Visitor;
  readonly mail: MailDouble;
  readonly orders: OperatorDouble;
  readonly watch: PhoneWatch;
  /** The database, past whatever stands between it and the server. */
  readonly database: { readonly file: string } | { readonly url: string };
  readonly stop: () => Promise<void>;
};

export type WorldOrder = {
  /** Outside of the disk. */
  readonly folder: string;
  readonly disk: Disk;
  /** PostgreSQL, migrated and empty; null: SQLite on the disk. `through`: as the server reaches it. */
  readonly postgres: { readonly url: string; readonly through: string } | null;
  readonly people: number;
};

const quiet = 3;
const programmed = 4;
const rolled = 6;
const secrets = { order: "order-secret-of-thirty-two-signs!", events: "event-secret-of-thirty-two-signs!" } as const;

/** Seeds a firm and starts its server. */
export async function buildWorld(order: WorldOrder): Promise<World> {
  const { folder, disk, postgres } = order;
  mkdirSync(folder, { recursive: true });
  const clock = new TortureClock(folder);
  const mail = await startMailDouble();
  const orders = await startOperatorDouble({ secret: secrets.order, webhookSecret: secrets.events, now: () => clock.now() });
  const server = await TortureServer.on({
    ...{ disk, clock, databaseUrl: postgres?.through ?? null },
    more: {
      ...{ KLYKA_SMTP_URL: `smtp://127.0.0.1:${mail.port}`, KLYKA_MAIL_FROM: "telefoni@example.se" },
      ...{ KLYKA_PORTAL_URL: "http://localhost", KLYKA_OPERATOR_URL: orders.url },
      ...{ KLYKA_OPERATOR_SECRET: secrets.order, KLYKA_OPERATOR_WEBHOOK_SECRETS: secrets.events },
    },
  });
  writeKeyFile(join(disk.data, "secret.key"), [new Uint8Array(32).fill(7)]);
  const settings = { ...server.settings, databaseUrl: postgres?.url ?? null };
  const store = await openStore(settings, testNow);
  const { cast, sessions } = await seed(store.db, order.people).finally(() => store.db.destroy());
  await server.start();
  const ledger = new Ledger();
  const [administrator, operator] = await Promise.all(sessions.map((token) => visitorOf(server.portal, token)));
  if (!administrator || !operator) throw new Error("nobody is signed in");
  const watch = new PhoneWatch(server.phones, cast.quiet, ledger);
  await watch.learn();
  return {
    ...{ disk, clock, server, ledger, cast, administrator, operator, mail, orders, watch },
    database: databaseOptions(settings),
    stop: async () => {
      await watch.stop();
      await server.end("SIGKILL");
      await orders.stop();
      await mail.stop();
    },
  };
}

async function visitorOf(portal: string, token: string): Promise<Visitor> {
  const visitor = new Visitor(portal);
  visitor.cookies.set("klyka_session", token);
  await visitor.learnCsrf();
  return visitor;
}

async function seed(db: Db, people: number): Promise<{ cast: Cast; sessions: string[] }> {
  const now = new Date();
  const { organisationId, phones } = await seedPhones(
    db,
    testKeyring,
    { phones: quiet + programmed + rolled, keys: 2, shownOn: 0 },
    testNow,
  );
  const list = await createContactList(db, CreateContactList.parse({ organisationId, name: "Leverantörer" }), testActor, testNow);
  const cast: Cast = {
    organisationId,
    quiet: phones.slice(0, quiet),
    programmed: phones.slice(quiet, quiet + programmed),
    rolled: phones.slice(quiet + programmed),
    people: await recipients(db, organisationId, people),
    list: list.id,
    subscriptions: await subscriptions(db, organisationId),
    dataPackage: priceList.dataPackage,
  };
  const sessions = [
    await signedIn(db, organisationId, ["user", "administrator"], [], now),
    await signedIn(db, organisationId, ["operator"], "all", now),
  ];
  return { cast, sessions };
}

async function recipients(db: Db, organisationId: string, count: number): Promise<{ id: string; email: string }[]> {
  const found: { id: string; email: string }[] = [];
  for (let n = 0; n < count; n++) {
    const email = `person.${n}@example.se`;
    const names = { firstName: `Mottagare ${n}`, lastName: "Provsson", email, softphone: true };
    const { id } = await createPerson(db, { organisationId, ...names }, "all", testActor, testNow);
    found.push({ id, email });
  }
  return found;
}

async function subscriptions(db: Db, organisationId: string): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 10; n < 14; n++) ids.push((await aSubscription(db, organisationId, { number: `070-174 06 ${n}` })).id);
  return ids;
}

async function signedIn(
  db: Db,
  organisationId: string,
  rights: readonly Right[],
  operates: "all" | string[],
  now: Date,
): Promise<string> {
  const names = { firstName: "Ottilia", lastName: `Testare ${randomBytes(2).toString("hex")}` };
  const person = await createPerson(db, { organisationId, ...names, rights: [...rights], operates }, "all", testActor, testNow);
  const password = { password_hash: "none", must_change: false, set_at: testNow.toISOString(), set_by: "torture" };
  await db("credential").insert({ user_id: person.id, ...password });
  const token = generateToken();
  const session = { userId: person.id, organisationId, tokenHash: tokenHash(token), address: "127.0.0.1", userAgent: null };
  await startSession(db, session, testActor, now);
  return token;
}
