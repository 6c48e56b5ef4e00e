import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAudit } from "../db/audit.ts";
import type { Phone } from "../db/phones.ts";
import { loadPlanSources } from "../db/plan-source.ts";
import { lookAtRollout } from "../db/rollout-rounds.ts";
import { createRollout, getRollout, pauseRollout, type Rollout, RolloutInput, takeBackRollout } from "../db/rollouts.ts";
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
import { rolloutActor } from "../firmware/rollout-engine.ts";
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
});
