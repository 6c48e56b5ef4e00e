import { expect, it } from "vitest";
import { renewRenderEpoch } from "../db/installation.ts";
import { loadRendered } from "../db/rendered.ts";
import { testKeyring } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import { renderEpoch } from "./render-epoch.ts";
import { aFirmWithPhone, open, sqlite } from "./testing/scene.ts";

it("an epoch is the same for the same program and address, and another for another address", () => {
  expect(renderEpoch("https://a.example/")).toBe(renderEpoch("https://a.example/"));
  expect(renderEpoch("https://a.example/")).not.toBe(renderEpoch("https://b.example/"));
});

it.each(testDatabases())("on $name stored files of another epoch count as old, once", async ({ connect }) => {
  const db = await connect();
  const { phone } = await aFirmWithPhone(db);
  const house = await open(db);
  await house.provisioning.settle();
  const stored = async () => (await loadRendered(db, testKeyring, [phone.id])).map(({ revision }) => revision);
  expect((await stored()).every((revision) => revision >= 1)).toBe(true);
  expect(await renewRenderEpoch(db, "another program")).toBe(true);
  expect(await renewRenderEpoch(db, "another program")).toBe(false);
  expect((await stored()).every((revision) => revision === -1)).toBe(true);
});

it("a server started at another public address serves files that name it, though no phone was changed", async () => {
  const db = await sqlite(testDatabases());
  const { phone } = await aFirmWithPhone(db);
  const first = await open(db);
  const path = await first.tokenPath(phone, `${phone.mac}.cfg`);
  expect(String((await first.ask(path)).body)).not.toContain("moved.example.se");
  await first.provisioning.settle();
  const moved = await open(db, { publicUrl: "https://moved.example.se/" });
  expect(String((await moved.ask(path)).body)).toContain("https://moved.example.se/p/");
});
