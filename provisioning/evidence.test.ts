import { describe, expect, it } from "vitest";
import { countStandings } from "../db/fleet.ts";
import { setPhoneKeys } from "../db/phone-keys.ts";
import { pagePhones } from "../db/phone-pages.ts";
import { clearSetting, setRawParameter, setSetting } from "../db/settings.ts";
import { aKey, testActor, testNow } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import type { Db } from "../db/types.ts";
import { reasonAt } from "../domain/standing.ts";
import type { Asked, House } from "./testing/house.ts";
import { userAgents } from "./testing/house.ts";
import { aFirmWithPhone, open, sqlite } from "./testing/scene.ts";

const databases = testDatabases();

/** How the phone stands once everything has been written. */
async function standing(db: Db, house: House, id: string) {
  await house.provisioning.settle();
  await house.provisioning.flush();
  await house.provisioning.settle();
  const list = { organisationId: null, id, search: "", sort: "label", descending: false, offset: 0, limit: 1 } as const;
  const [row] = (await pagePhones(db, list)).rows;
  return row && { reason: reasonAt(row.standing, house.clock.now), about: row.standing.about, delivery: row.delivery };
}

async function scene(db: Db) {
  const { phone, organisation } = await aFirmWithPhone(db);
  const house = await open(db, { renderAhead: true });
  const later = (minutes: number) => {
    house.clock.now = new Date(house.clock.now.getTime() + minutes * 60_000);
  };
  const ask = async (file: string, asked: Asked = {}) => {
    later(0.01);
    return house.ask(await house.tokenPath(phone, file), { userAgent: userAgents.yealink(phone.mac), ...asked });
  };
  const boot = async () => {
    // What has been changed is seen.
    await house.provisioning.settle();
    await ask("y000000000108.cfg");
    await ask(`${phone.mac}.cfg`);
  };
  const reason = async () => (await standing(db, house, phone.id))?.reason;
  return { db, phone, organisation, house, later, ask, boot, reason };
}

describe.each(databases)("proof of delivery on $name", ({ connect }) => {
  it("follows a phone from its first ask over a change to the next, and counts only what was fetched whole", async () => {
    const db = await connect();
    const { phone, organisation, house, later, ask, boot, reason } = await scene(db);
    expect(await reason()).toBe("never_asked");
    await ask("y000000000108.cfg");
    expect(await standing(db, house, phone.id)).toEqual({ reason: "not_fetched", about: ["phone"], delivery: "waiting" });
    await ask(`${phone.mac}.cfg`, { method: "HEAD" });
    await ask(`${phone.mac}.cfg`, { headers: { range: "bytes=0-99" } });
    expect(await reason()).toBe("not_fetched");
    await boot();
    expect(await standing(db, house, phone.id)).toEqual({ reason: "delivered", about: [], delivery: "fetched" });
    later(5);
    await boot();
    expect(await reason()).toBe("in_use");

    const owner = { organisationId: organisation.id, phoneId: phone.id };
    const key = aKey({ place: { module: 0, index: 3 }, kind: "speedDial", target: { kind: "number", number: "+4684650040" } });
    await setPhoneKeys(db, { ...owner, keys: [key] }, testActor, testNow);
    expect([...(await countStandings(db, organisation.id, house.clock.now)).keys()]).toEqual(["preparing"]);
    expect(await reason()).toBe("not_fetched");
    await ask("y000000000108.cfg");
    expect(await reason()).toBe("not_fetched");
    await ask(`${phone.mac}.cfg`);
    expect(await reason()).toBe("delivered");

    // A change and back again is nothing for the phone.
    const at = { layer: "phone", ...owner } as const;
    await setSetting(db, { at, name: "phone.language", value: "en" }, testActor, testNow);
    expect(await reason()).toBe("not_fetched");
    await clearSetting(db, { at, name: "phone.language" }, testActor, testNow);
    expect(await reason()).toBe("delivered");
    later(4 * 24 * 60);
    expect(await reason()).toBe("unheard");
  });
});

describe("proof of delivery", () => {
  it("notices a phone that has lost its token, asks from elsewhere aside, until it proves itself again", async () => {
    const { phone, house, later, boot, reason } = await scene(await sqlite(databases));
    await boot();
    later(30);
    await house.ask(`/${phone.mac}.cfg`, { from: "127.0.0.9" });
    later(1);
    expect(await reason()).toBe("delivered");
    await house.ask(`/${phone.mac}.cfg`);
    expect(await reason()).toBe("delivered");
    later(1);
    expect(await reason()).toBe("unproved");
    await boot();
    expect(await reason()).toBe("in_use");
    // Beside its own path, in the same start.
    later(30);
    await house.ask(`/${phone.mac}.cfg`);
    await boot();
    later(1);
    expect(await reason()).toBe("in_use");
  });

  it("compares what was set at the phone with what it should have, also when that is changed", async () => {
    const { db, phone, organisation, house, ask, boot, reason } = await scene(await sqlite(databases));
    await boot();
    const local = `${phone.mac}-local.cfg`;
    await ask(local, { method: "PUT", body: "#!version:1.0.0.1\nlang.gui = Klingon\nmy.own = 1\n" });
    expect(await standing(db, house, phone.id)).toEqual({ reason: "overridden", about: ["lang.gui"], delivery: "fetched" });
    await ask(local, { method: "PUT", body: "#!version:1.0.0.1\nmy.own = 1\n" });
    expect(await reason()).toBe("delivered");
    const at = { layer: "phone", organisationId: organisation.id, phoneId: phone.id } as const;
    await setRawParameter(db, { at, vendor: "yealink", name: "phone_setting.backlight_time", value: "30" }, testActor, testNow);
    await ask(local, { method: "PUT", body: "phone_setting.backlight_time = 60\n" });
    await boot();
    expect(await reason()).toBe("overridden");
    await setRawParameter(db, { at, vendor: "yealink", name: "phone_setting.backlight_time", value: "60" }, testActor, testNow);
    await boot();
    expect(await reason()).toBe("delivered");
  });
});
