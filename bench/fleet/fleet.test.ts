import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { testKeyring } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import { freePorts } from "../../db/testing/free-ports.ts";
import { loadSettings } from "../../process/settings.ts";
import { startServer } from "../../server.ts";
import { proveBrick, proveKeyChange } from "./proof.ts";
import { countFleet, until } from "./watch.ts";
import { buildFleet } from "./world.ts";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

it("a fleet: what is said of each phone is what it has, through a changed key, phones that are off and a firmware that ends some", async () => {
  const db = await testDatabases()[0]?.connect();
  if (!db) throw new Error("no SQLite");
  const store = { db, keyring: testKeyring };
  const folder = mkdtempSync(join(tmpdir(), "klyka-fleet-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [port = 0] = await freePorts(1);
  const publicUrl = `http://127.0.0.1:${port}`;
  // An hour passes in six minutes: what is waited for on purpose is.
  const [began, speed] = [Date.now(), 10];
  const now = () => new Date(began + (Date.now() - began) * speed);
  const world = await buildFleet(store, 200, publicUrl, now());
  onTestFinished(() => world.stop());
  const environment = {
    ...{ KLYKA_DATA: folder, KLYKA_HOST: "127.0.0.1", KLYKA_PHONES_PORT: String(port) },
    ...{ KLYKA_PORTAL_PORT: "off", KLYKA_TFTP_PORT: "off", KLYKA_MANAGEMENT_PORT: "off", KLYKA_OUTBOUND_PRIVATE: "yes" },
  };
  const { settings } = loadSettings(environment, "demo");
  const server = await startServer({ settings, store, publicUrl, log: silent, now });
  onTestFinished(() => server.stop());
  await world.phones.register(world.exchange.ports.udp);
  await world.phones.bootAll();
  await until(
    () => countFleet(world, now()),
    ({ current }) => current === 200,
    60_000,
  );
  const pass = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, (seconds * 1000) / speed));
  const order = { world, now, pass, say: () => undefined, firmwareFolder: join(folder, "firmware") };
  const key = await proveKeyChange(order, 40, 4);
  expect(key).toMatchObject({ waitingAtFirst: 40, waitingThen: 4, waitingAtLast: 0, wrong: [], toldAgain: 0 });
  // Of 200 phones one in a hundred is two.
  const firmware = await proveBrick(order, 100);
  expect(firmware).toMatchObject({ inRing: 2, bricked: 1, touched: 2, state: "halted", takenBack: 199, wrong: [] });
});
