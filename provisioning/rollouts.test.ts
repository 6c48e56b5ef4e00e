import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAlarms } from "../db/alarms.ts";
import { listAudit } from "../db/audit.ts";
import { addImage } from "../db/firmware-images.ts";
import type { Phone } from "../db/phones.ts";
import { loadPlanSources } from "../db/plan-source.ts";
import { lookAtRollout, takeDueRollouts } from "../db/rollout-rounds.ts";
import {
  createRollout,
  getRollout,
  leaveRollout,
  pauseRollout,
  type Rollout,
  RolloutInput,
  resumeRollout,
  skipPhone,
  takeBackRollout,
} from "../db/rollouts.ts";
import { listSettings, setSetting } from "../db/settings.ts";
import {
  aBoundPhone,
  anOrganisationWithExchange,
  aSipAccount,
  aSite,
  aUser,
  testActor,
  testKeyring,
} from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import type { Db } from "../db/types.ts";
import { composePlan } from "../domain/compose-plan.ts";
import type { VendorId } from "../domain/plan.ts";
import { RolloutEngine, rolloutActor } from "../firmware/rollout-engine.ts";
import { findModel, vendorOf } from "../templates/index.ts";
import { virtualPhone } from "../templates/virtual/phone.ts";
import { virtualVendor } from "../templates/virtual/vendors.ts";
import { type House, startHouse } from "./testing/house.ts";

const makes = [
  { vendor: "yealink", model: "T46U", firmware: "108.86.0.20" },
  { vendor: "snom", model: "D785", firmware: "10.1.169.16" },
  { vendor: "polycom", model: "VVX450", firmware: "6.4.6.2494" },
] as const;

/** Every file of each phone, by its hash: what the phones would be sent. */
async function filesOf(db: Db, phones: readonly Phone[]): Promise<Map<string, string>> {
  const sources = await loadPlanSources(
    db,
    testKeyring,
    phones.map((phone) => phone.id),
  );
  const hashes = new Map<string, string>();
  for (const [id, source] of sources) {
    const { vendor, modelId } = source.phone;
    const model = findModel(vendor, modelId);
    if (!model) throw new Error(`no model ${modelId}`);
    const plan = composePlan(source, { ...model, id: model.model }, "http://prov.example.se");
    const hash = createHash("sha256");
    for (const role of vendorOf(vendor).roles(modelId)) hash.update(vendorOf(vendor).render(role, plan)?.body ?? "");
    hashes.set(id, hash.digest("hex"));
  }
  return hashes;
}

describe.each(testDatabases())("roll-outs on $name", ({ connect }) => {
  let db: Db;
  let house: House;
  let organisationId: string;
  let siteId: string;
  beforeAll(async () => {
    db = await connect();
    house = await startHouse(db, { renderAhead: true });
    organisationId = (await anOrganisationWithExchange(db)).id;
    siteId = (await aSite(db, organisationId)).id;
  });
  afterAll(() => house.stop());

  async function aPhoneOf(vendor: VendorId, model: string): Promise<Phone> {
    const user = await aUser(db, organisationId);
    const account = await aSipAccount(db, organisationId, { userId: user.id });
    return aBoundPhone(db, organisationId, { vendor, model, siteId, accounts: [account.id] });
  }
  const threeMakes = () => Promise.all(makes.map(({ vendor, model }) => aPhoneOf(vendor, model)));
  const minutesLater = (minutes: number) => {
    house.clock.now = new Date(house.clock.now.getTime() + minutes * 60_000);
    return house.clock.now;
  };
  const start = (say: object) =>
    createRollout(db, { ...RolloutInput.parse({ name: "Höstens", ...say }), organisationId }, testActor, house.clock.now);
  const look = async ({ id }: Rollout) => {
    while (await lookAtRollout(db, id, rolloutActor, house.clock.now));
    await house.provisioning.settle();
    return getRollout(db, { organisationId, id });
  };
  /** The phone starts, takes its files and says what it runs. */
  async function boot(phone: Phone, firmware: string): Promise<void> {
    const model = findModel(phone.vendor, phone.model);
    if (!model) throw new Error("no model");
    const server = `http://127.0.0.1:${house.port}${await house.tokenPath(phone, "")}`;
    const setup = { model, vendor: await virtualVendor(phone.vendor), mac: phone.mac, firmware, modules: 0, server };
    await virtualPhone(setup).boot();
    await house.provisioning.flush();
  }
  const bootAll = async (phones: readonly Phone[]) => {
    for (const [n, phone] of phones.entries()) await boot(phone, makes[n % 3]?.firmware ?? "1.0.0");
  };
  const rest = (gate: object = {}) => ({ of: { kind: "rest" as const }, gate: { watchedFor: 0, ...gate } });
  const organisation = () => ({ layer: "organisation" as const, organisationId });

  it("show values to phones that had their turn alone, keep every byte when finished, and give back every byte when taken back", async () => {
    const phones = await threeMakes();
    const [first, second, third] = phones;
    if (!first || !second || !third) throw new Error("three phones");
    await setSetting(db, { at: organisation(), name: "phone.ntpServer", value: "ntp1.example.se" }, testActor, house.clock.now);
    await bootAll(phones);
    const before = await filesOf(db, phones);
    const values = [
      { at: organisation(), name: "phone.ntpServer", value: "ntp2.example.se" },
      { at: { layer: "site", organisationId, siteId }, name: "phone.callWaiting", value: false },
      { at: organisation(), vendor: "yealink", name: "phone_setting.inter_digit_time", value: "6" },
      { at: organisation(), vendor: "snom", name: "ringer_volume", value: "7" },
      { at: organisation(), vendor: "polycom", name: "up.backlight.onIntensity", value: "2" },
    ];
    const rings = [{ of: { kind: "phones", phoneIds: [first.id] }, gate: { watchedFor: 10 } }, rest()];
    let rollout = await look(await start({ values, rings }));
    const during = await filesOf(db, phones);
    expect(during.get(first.id)).not.toBe(before.get(first.id));
    expect([during.get(second.id), during.get(third.id)]).toEqual([before.get(second.id), before.get(third.id)]);
    await expect(
      setSetting(db, { at: organisation(), name: "phone.ntpServer", value: "x.example.se" }, testActor, house.clock.now),
    ).rejects.toMatchObject({ code: "setting_in_rollout", detail: { rollout: "Höstens" } });

    // Not yet: nobody else's turn until the first one has fetched and the ring has been looked at.
    minutesLater(9);
    expect((await look(rollout)).rings[0]?.counts).toMatchObject({ released: 1, healthy: 0 });
    await boot(first, "108.86.0.20");
    rollout = await look(rollout);
    expect([rollout.rings[0]?.counts.healthy, rollout.rings[1]?.counts.planned]).toEqual([1, 2]);
    minutesLater(1);
    rollout = await look(rollout);
    expect(rollout.rings[1]?.counts.released).toBe(2);
    const all = await filesOf(db, phones);
    await bootAll([first, second, third]);
    minutesLater(0.1);
    rollout = await look(rollout);
    expect([rollout.state, await filesOf(db, phones)]).toEqual(["finished", all]);
    const said = (await listSettings(db, organisation())).map(({ name, value }) => [name, value]);
    expect(said).toEqual(
      expect.arrayContaining([
        ["phone.ntpServer", "ntp2.example.se"],
        ["ringer_volume", "7"],
      ]),
    );
    const actions = (await listAudit(db, { organisationId, subjectId: rollout.id })).map((entry) => entry.action);
    const rung = ["rollout.ring_passed", "rollout.ring_passed", "rollout.ring_started", "rollout.ring_started"];
    expect(actions.toSorted()).toEqual(["rollout.created", "rollout.finished", ...rung]);

    // Another one, that is taken back with two phones in it.
    const again = [{ ...values[0], value: "ntp3.example.se" }];
    let back = await look(await start({ values: again, rings: [{ of: { kind: "share", share: 5000 } }, rest()] }));
    expect(back.rings[0]?.counts.released).toBe(1);
    const changed = await filesOf(db, phones);
    expect(phones.filter(({ id }) => changed.get(id) !== all.get(id))).toHaveLength(1);
    back = await takeBackRollout(db, { organisationId, id: back.id }, testActor, house.clock.now);
    expect([back.state, await filesOf(db, phones)]).toEqual(["taken_back", all]);
    await expect(pauseRollout(db, { organisationId, id: back.id }, testActor, house.clock.now)).rejects.toMatchObject({
      code: "rollout_state_refused",
      detail: { state: "taken_back" },
    });
  });

  it("leave out whom somebody skips, also when finished, and keep for each what it has got when ended early", async () => {
    const [first, second, third] = await threeMakes();
    if (!first || !second || !third) throw new Error("three phones");
    const phones = [first, second, third];
    const at = { layer: "site", organisationId, siteId } as const;
    const others = db("phone")
      .where({ organisation_id: organisationId })
      .whereNotIn(
        "id",
        phones.map((one) => one.id),
      );
    await others.update({ site_id: null });
    await bootAll(phones);
    const before = await filesOf(db, phones);
    const values = [{ at, name: "phone.syslogServer", value: "log.example.se" }];
    let rollout = await look(await start({ values, rings: [rest()] }));
    const during = await filesOf(db, phones);
    expect(rollout.rings[0]?.counts.released).toBe(3);
    await skipPhone(db, { organisationId, id: rollout.id, phoneId: second.id }, testActor, house.clock.now);
    const kept = { ...Object.fromEntries(during), [second.id]: before.get(second.id) };
    expect(Object.fromEntries(await filesOf(db, phones))).toEqual(kept);
    await house.provisioning.settle();
    await bootAll([first]);
    await boot(third, "6.4.6.2494");
    rollout = await look(rollout);
    expect([rollout.state, rollout.rings[0]?.counts.skipped]).toEqual(["finished", 1]);
    expect(Object.fromEntries(await filesOf(db, phones))).toEqual(kept);
    const own = await listSettings(db, { layer: "phone", organisationId, phoneId: second.id });
    expect(own.map(({ name, value }) => [name, value])).toEqual([["phone.syslogServer", ""]]);
    const entries = await listAudit(db, { organisationId, action: "rollout.phone_skipped" });
    expect(entries.map((entry) => entry.after)).toEqual([{ phoneId: second.id, skipped: true }]);

    const ended = await look(
      await start({
        values: [{ at, name: "phone.webUi", value: true }],
        rings: [{ of: { kind: "share", share: 3400 } }, rest()],
      }),
    );
    expect(ended.rings[0]?.counts.released).toBe(1);
    const one = await filesOf(db, phones);
    expect((await leaveRollout(db, { organisationId, id: ended.id }, testActor, house.clock.now)).state).toBe("left");
    expect(await filesOf(db, phones)).toEqual(one);
    const said = await db("setting")
      .where("name", "phone.webUi")
      .whereIn(
        "scope",
        phones.map(({ id }) => `phone:${id}`),
      );
    expect(said).toHaveLength(1);
  });

  it("halt by themselves in the first ring when firmware breaks a phone, say so, and go on when somebody lets them", async () => {
    const phones: Phone[] = [];
    for (let n = 0; n < 8; n += 1) phones.push(await aPhoneOf("yealink", "T54W"));
    const name = "T54W(T53,T53W)-96.87.0.15.rom";
    const image = { vendor: "yealink", name, kind: "phone", firmwareVersion: "96.87.0.15", models: ["T54W"] } as const;
    await addImage(db, { ...image, sha256: "5".repeat(64), bytes: 1, source: "folder" }, testActor, house.clock.now);
    const at = { layer: "model", organisationId, vendor: "yealink", model: "T54W" } as const;
    const values = [{ at, name: "firmware.image", value: { file: name, version: "96.87.0.15" } }];
    const off = phones.at(-1);
    const rings = [{ of: { kind: "share", share: 5000 }, gate: { backWithin: 10, watchedFor: 0 } }, rest({ backWithin: 10 })];
    await expect(start({ values: [{ ...values[0], at: organisation() }], rings })).rejects.toMatchObject({
      code: "rollout_firmware_layer",
    });
    const starting = await start({ values, rings });
    await expect(start({ values, rings })).rejects.toMatchObject({
      code: "rollout_conflict",
      detail: { rollout: "Höstens", more: 7 },
    });
    let rollout = await look(starting);
    const of = async (state: string): Promise<string[]> =>
      db("rollout_phone").where({ rollout_id: rollout.id, state }).orderBy("place").pluck("phone_id");
    const [broken, ...well] = await of("released");
    expect([well.length, await of("planned")]).toEqual([3, expect.objectContaining({ length: 4 })]);
    const byId = (id: string | undefined) => phones.find((phone) => phone.id === id) ?? off;
    // One is off, one takes its files and never comes back with the new version, two do.
    const [away, ...back] = well;
    for (const id of back) {
      const phone = byId(id);
      if (phone) await boot(phone, "96.87.0.15");
    }
    const dead = byId(broken);
    if (dead) await boot(dead, "96.86.0.20");
    minutesLater(5);
    rollout = await look(rollout);
    expect(rollout.rings[0]?.counts).toMatchObject({ healthy: 2, released: 2, failed: 0 });
    minutesLater(6);
    rollout = await look(rollout);
    expect([rollout.state, rollout.why]).toEqual(["halted", { code: "failing", ring: 1, failed: 1, of: 4 }]);
    expect(await of("waiting")).toEqual([away]);
    expect(await of("planned")).toHaveLength(4);
    const alarms = (await listAlarms(db, { organisationId })).filter(({ kind }) => kind === "rollout_halted");
    expect(alarms.map(({ detail }) => detail)).toEqual(["Höstens"]);
    expect((await look(rollout)).state).toBe("halted");

    // The dead one comes back after all; the one that was off has as much time as the others.
    if (dead) await boot(dead, "96.87.0.15");
    const late = byId(away);
    if (late) await boot(late, "96.86.0.20");
    minutesLater(1);
    rollout = await look(rollout);
    expect(rollout.rings[0]?.counts).toMatchObject({ healthy: 3, released: 1, failed: 0 });
    await resumeRollout(db, { organisationId, id: rollout.id }, testActor, house.clock.now);
    if (late) await boot(late, "96.87.0.15");
    rollout = await look(rollout);
    expect([rollout.state, rollout.rings[1]?.counts.released]).toEqual(["running", 4]);
    await takeBackRollout(db, { organisationId, id: rollout.id }, testActor, house.clock.now);
  });

  it("are taken on by another process where one has died over them, and by two at once no differently than by one", async () => {
    const phones = [await aPhoneOf("snom", "D785"), await aPhoneOf("snom", "D785"), await aPhoneOf("snom", "D785")];
    const values = [{ at: { layer: "phones" }, name: "phone.language", value: "fi" }];
    const who = { phoneIds: phones.map(({ id }) => id) };
    const rollout = await start({ values, who, rings: [rest()], atOnce: 2, atOnceSite: 2 });
    expect(await takeDueRollouts(db, house.clock.now, 10)).toContain(rollout.id);
    const onFault = (error: unknown) => {
      throw error;
    };
    const engines = [1, 2].map(() => new RolloutEngine({ db, clock: () => house.clock.now, onFault }));
    const round = async () => {
      for (const engine of engines) engine.wake();
      await Promise.all(engines.map((engine) => engine.idle()));
      await house.provisioning.settle();
      return getRollout(db, { organisationId, id: rollout.id });
    };
    expect((await round()).rings[0]?.counts).toMatchObject({ planned: 3, released: 0 });
    minutesLater(2);
    // Two at a time, whoever takes it on.
    expect((await round()).rings[0]?.counts).toMatchObject({ planned: 1, released: 2 });
    for (const phone of phones) await boot(phone, "10.1.169.16");
    minutesLater(1);
    await round();
    for (const phone of phones) await boot(phone, "10.1.169.16");
    minutesLater(1);
    expect((await round()).state).toBe("finished");
    const own = await Promise.all(phones.map(({ id: phoneId }) => listSettings(db, { layer: "phone", organisationId, phoneId })));
    expect(own.map((settings) => settings.map(({ value }) => value))).toEqual([["fi"], ["fi"], ["fi"]]);
    for (const engine of engines) await engine.stop();
  });
});
