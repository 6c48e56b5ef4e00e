import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changeAfterwards } from "../../cli/demo/afterwards.ts";
import { bootDemoPhones } from "../../cli/demo/boot-phones.ts";
import { provider } from "../../cli/demo/firm.ts";
import { openPhoneMemory } from "../../cli/demo/phone-memory.ts";
import { seedDemo } from "../../cli/demo/seed.ts";
import { seedFirmware } from "../../cli/demo/seed-firmware.ts";
import { seedFleet } from "../../cli/demo/seed-fleet.ts";
import { timesFrom } from "../../cli/demo/seed-times.ts";
import { generateToken, tokenHash } from "../../db/secrets.ts";
import { startSession } from "../../db/sessions.ts";
import { freePorts } from "../../db/testing/free-ports.ts";
import type { Actor, Db } from "../../db/types.ts";
import { loadSettings } from "../../process/settings.ts";
import { openStore } from "../../process/store.ts";
import { startServer } from "../../server.ts";

const actor: Actor = { kind: "cli", id: null, name: "klyka", organisationId: null };
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The demo in a folder of its own, with its phones booted and the clock standing still. */
export type DemoHouse = {
  readonly db: Db;
  readonly url: string;
  readonly now: Date;
  /** @param who an extension of the firm, or `operator`. @returns the value of a session's cookie */
  readonly session: (who: string) => Promise<string>;
  readonly stop: () => Promise<void>;
};

/** @param begins what time it is when the firm has been made and its phones are about to boot */
export async function startDemoHouse(begins: Date): Promise<DemoHouse> {
  const folder = mkdtempSync(join(tmpdir(), "klyka-pictures-"));
  const clock = { at: begins };
  const now = () => clock.at;
  const [phones, portal, tftp] = await freePorts(3);
  const env = {
    ...{ KLYKA_DATA: join(folder, "data"), KLYKA_HOST: "127.0.0.1" },
    // Links in messages begin with it: the same in every picture.
    KLYKA_PORTAL_URL: "https://telefoni.bjorkobygg.example",
    ...{ KLYKA_PHONES_PORT: String(phones), KLYKA_PORTAL_PORT: String(portal), KLYKA_TFTP_PORT: String(tftp) },
  };
  const { settings } = loadSettings(env, "demo");
  const store = await openStore(settings, now());
  const { organisationId, organisationToken } = await seedDemo(store, actor, now());
  await seedFirmware(store.db, settings.data, now());
  const memory = openPhoneMemory(settings.data);
  memory.keepOrganisationToken(organisationToken);
  const publicUrl = `http://127.0.0.1:${phones}`;
  const server = await startServer({ settings, store, publicUrl, log: silent, now });
  const passes = (seconds: number) => {
    clock.at = new Date(clock.at.getTime() + seconds * 1000);
  };
  const boot = {
    ...{ store, server, actor, now, memory, language: "sv" as const },
    addresses: { http: publicUrl, tftp: `tftp://127.0.0.1:${tftp}` },
    readAt: timesFrom(now()).before(40, "16:00"),
    signal: new AbortController().signal,
  };
  await bootDemoPhones(boot, () => passes(8));
  passes(60);
  await changeAfterwards(store.db, organisationId, now());
  await seedFleet(store.db, store.keyring, organisationId, now());
  await server.settle();
  passes(60);
  return {
    db: store.db,
    url: `http://127.0.0.1:${portal}`,
    now: now(),
    // Signed in at the beginning of the day.
    session: (who) => sessionOf(store.db, organisationId, who, new Date(begins.getTime() - 9_000_000)),
    stop: async () => {
      await server.stop();
      await store.db.destroy();
      rmSync(folder, { recursive: true });
    },
  };
}

async function sessionOf(db: Db, firm: string, who: string, now: Date): Promise<string> {
  const operator = db("users").where("username", provider.staff.username).select("id as user_id", "organisation_id");
  const person = db("extension").where({ organisation_id: firm, digits: who }).select("user_id", "organisation_id");
  const row: { user_id: string; organisation_id: string } | undefined = await (who === "operator" ? operator : person).first();
  if (!row) throw new Error(`nobody is ${who}`);
  const { user_id: userId, organisation_id: organisationId } = row;
  const token = generateToken();
  const session = { userId, organisationId, tokenHash: tokenHash(token), address: "127.0.0.1", userAgent: null };
  await startSession(db, session, actor, now);
  return token;
}
