import { expect, it } from "vitest";
import { lookAtRollout } from "../db/rollout-rounds.ts";
import { listSettings, setSetting } from "../db/settings.ts";
import { anOrganisation, aPhone, aSite, testActor, testNow } from "../db/testing/builders.ts";
import { aHouse } from "./testing/house.ts";

const rest = { of: { kind: "rest" }, gate: { watchedFor: 0, leastHeard: 0 } };
const begin = (values: object[], more: object = {}) => ({ body: { name: "Höstens", values, rings: [rest], ...more } });

it("roll-outs give firmware and what administrators may set, are looked over first, and can be put back", async () => {
  const house = await aHouse();
  const { db } = house;
  const { id: organisationId } = await anOrganisation(db);
  const site = await aSite(db, organisationId);
  const phones = [await aPhone(db, organisationId, { siteId: site.id }), await aPhone(db, organisationId)];
  const anna = await house.somebody(organisationId, ["user", "administrator"]);
  const olle = await house.somebody(organisationId, ["operator"], { operates: "all" });
  await olle.ask("PUT", "/session/organisation", { body: { id: organisationId } });

  const proxy = [{ at: { layer: "organisation" }, name: "exchange.outboundProxy", value: null }];
  expect((await anna.ask("POST", "/rollouts", begin(proxy))).body.code).toBe("right_missing");
  const raw = [{ at: { layer: "organisation" }, vendor: "yealink", name: "features.dnd", value: "1" }];
  expect((await anna.ask("POST", "/rollouts/preview", begin(raw))).body.code).toBe("right_missing");
  for (const values of [proxy, raw]) expect((await olle.ask("POST", "/rollouts/preview", begin(values))).status).toBe(200);
  const tones = [{ at: { layer: "organisation" }, name: "phone.tones", value: "NO" }];
  const looked = await anna.ask("POST", "/rollouts/preview", begin(tones));
  expect(looked.body).toMatchObject({ phones: 2, rings: [{ phones: 2, silent: 2 }], cannot: [], conflicts: [] });
  const wrong = await anna.ask("POST", "/rollouts", begin(tones, { rings: [rest, rest] }));
  expect([wrong.status, wrong.body.errors[0]]).toMatchObject([422, { field: "rings", code: "rollout_rest_missing" }]);
  const nobody = await anna.ask("POST", "/rollouts", begin([{ ...tones[0], value: "SE" }]));
  expect([nobody.status, nobody.body.code]).toEqual([422, "rollout_empty"]);

  const other = await anOrganisation(db, { name: "grannen" });
  const theirs = await aSite(db, other.id);
  const ringOfTheirs = begin(tones, { rings: [{ of: { kind: "site", siteId: theirs.id } }, rest] });
  const putsBack = begin(tones, { backOf: "018f0000-0000-7000-8000-000000000000" });
  for (const path of ["/rollouts", "/rollouts/preview"]) {
    expect((await anna.ask("POST", path, ringOfTheirs)).body.code).toBe("site_not_found");
    expect((await anna.ask("POST", path, putsBack)).body.code).toBe("rollout_not_found");
  }

  const { body } = await anna.ask("POST", "/rollouts", begin(tones));
  expect(body).toMatchObject({ state: "running", counts: { planned: 2 }, ring: 1, canGoBack: false });
  const again = await anna.ask("POST", "/rollouts/preview", begin(tones));
  expect(again.body.conflicts).toMatchObject([{ id: body.id, name: "Höstens", phones: 2 }]);
  const [first] = phones;
  const leave = (rollout: string, skipped: boolean) =>
    anna.ask("PUT", `/rollouts/${rollout}/phones/${first?.id}`, { body: { skipped } });
  expect((await leave(body.id, true)).status).toBe(200);
  const beside = [{ at: { layer: "phones" }, name: "phone.tones", value: "US" }];
  const rival = await anna.ask("POST", "/rollouts", begin(beside, { who: { phoneIds: [first?.id] } }));
  expect(rival.status).toBe(201);
  expect((await leave(body.id, false)).body.code).toBe("rollout_conflict");
  expect((await anna.ask("POST", `/rollouts/${rival.body.id}/take-back`)).status).toBe(200);
  expect((await leave(body.id, false)).status).toBe(200);
  // Nobody has to be heard of in this one: it is finished when all have had their turn and their time.
  const hour = (hours: number) => new Date(testNow.getTime() + hours * 3_600_000);
  for (const hours of [0, 1, 2]) while (await lookAtRollout(db, body.id, testActor, hour(hours)));
  const ended = await anna.ask("GET", `/rollouts/${body.id}`);
  expect(ended.body).toMatchObject({ state: "finished", counts: { waiting: 2 }, canGoBack: true });
  const at = { layer: "organisation", organisationId } as const;
  expect((await listSettings(db, at)).map(({ name, value }) => [name, value])).toEqual([["phone.tones", "NO"]]);
  const { body: back } = await anna.ask("GET", `/rollouts/${body.id}/back`);
  expect(back).toMatchObject({ values: [{ at: { layer: "organisation" }, name: "phone.tones" }], backOf: body.id });
  const { name: _, shown, ...rested } = back;
  expect(shown).toMatchObject([{ name: "phone.tones", layer: "organisation", taken: true }]);
  const put = await anna.ask("POST", "/rollouts", { body: { ...rested, name: "Tillbaka" } });
  expect(put.body).toMatchObject({ backOf: { id: body.id, name: "Höstens" }, values: [{ taken: true, before: "NO" }] });
  for (const hours of [3, 4, 5]) while (await lookAtRollout(db, put.body.id, testActor, hour(hours)));
  expect(await listSettings(db, at)).toEqual([]);
  expect(phones).toHaveLength(2);
});

it("roll-outs over all organisations are for staff that looks after all: every organisation's phones, taken back to the byte", async () => {
  const { db, somebody } = await aHouse();
  const [first, second] = [await anOrganisation(db), await anOrganisation(db, { name: "grannen", title: "Grannen AB" })];
  const phones = [await aPhone(db, first.id), await aPhone(db, second.id), await aPhone(db, second.id)];
  const chief = await somebody(first.id, ["operator"], { operates: "all" });
  const some = await somebody(first.id, ["operator"], { operates: [second.id] });
  const base = "/operator/rollouts";
  const values = [{ at: { layer: "operator" }, name: "phone.clock24h", value: false }];
  const body = { name: "Tolv timmar", values, rings: [{ of: { kind: "share", share: 5000 }, gate: rest.gate }, rest] };
  for (const [method, path] of [
    ["POST", base],
    ["POST", `${base}/preview`],
    ["GET", `${base}/choices`],
  ] as const) {
    const asked = await some.ask(method, path, method === "POST" ? { body } : {});
    expect([path, asked.status, asked.body.code]).toEqual([path, 403, "all_organisations_needed"]);
  }
  const own = [{ at: { layer: "organisation", organisationId: second.id }, name: "phone.clock24h", value: false }];
  expect((await chief.ask("POST", base, { body: { ...body, values: own } })).body.code).toBe("input_invalid");
  expect((await chief.ask("GET", `${base}/choices`)).body).toMatchObject({ phones: 3, sites: [], models: [{ phones: 3 }] });
  expect((await chief.ask("POST", `${base}/preview`, { body })).body).toMatchObject({
    phones: 3,
    rings: [{ phones: 1 }, { phones: 2 }],
  });
  const begun = await chief.ask("POST", base, { body });
  expect(begun).toMatchObject({ status: 201, body: { state: "running", values: [{ layer: "operator", place: null }] } });
  const { id } = begun.body;
  // Nobody says the same there meanwhile, and no administrator sees other organisations' phones in it.
  const at = { layer: "operator" } as const;
  await expect(setSetting(db, { at, name: "phone.clock24h", value: true }, testActor, testNow)).rejects.toMatchObject({
    code: "setting_in_rollout",
  });
  const admin = await somebody(second.id, ["user", "administrator"]);
  expect((await admin.get("/rollouts")).body.total).toBe(0);
  expect((await admin.get(`/rollouts/${id}`)).body.code).toBe("rollout_not_found");
  expect((await admin.get(`${base}/${id}`)).body.code).toBe("right_missing");
  expect((await some.get(`${base}/${id}`)).body.code).toBe("all_organisations_needed");

  const theirs = begin([{ at: { layer: "organisation" }, name: "phone.tones", value: "NO" }], { name: "Grannens" });
  const { body: of } = await admin.ask("POST", "/rollouts", theirs);
  // What is of one organisation is acted on there.
  for (const act of ["pause", "take-back"])
    expect((await chief.ask("POST", `${base}/${of.id}/${act}`)).body.code).toBe("rollout_not_found");
  const seen = async (who: typeof chief) => {
    const { body } = await who.get(base);
    const rows: { name: string; organisation: { title: string } | null }[] = body.rows;
    return [body.mayStart, ...rows.map(({ name, organisation }) => [name, organisation?.title ?? null]).toSorted()];
  };
  expect(await seen(chief)).toEqual([true, ["Grannens", "Grannen AB"], ["Tolv timmar", null]]);
  expect(await seen(some)).toEqual([false, ["Grannens", "Grannen AB"]]);

  const hour = (hours: number) => new Date(testNow.getTime() + hours * 3_600_000);
  while (await lookAtRollout(db, id, testActor, hour(0)));
  const { body: list } = await chief.get(`${base}/${id}/phones`);
  expect(list).toMatchObject({ total: 3, rows: [{ state: "released" }, { state: "planned" }, { state: "planned" }] });
  const skipped = await chief.ask("PUT", `${base}/${id}/phones/${phones[1]?.id}`, { body: { skipped: true } });
  expect(skipped.body.counts.skipped).toBe(1);
  expect((await chief.ask("POST", `${base}/${id}/take-back`)).body).toMatchObject({ state: "taken_back" });
  expect(await db("rollout_phone").where({ rollout_id: id, overlaid: 1 })).toEqual([]);
  const again = await chief.ask("POST", base, { body });
  for (const hours of [1, 2, 3, 4]) while (await lookAtRollout(db, again.body.id, testActor, hour(hours)));
  expect((await listSettings(db, at)).map(({ name, value }) => [name, value])).toEqual([["phone.clock24h", false]]);
  const { body: back } = await chief.get(`${base}/${again.body.id}/back`);
  const { name: _, shown, ...rested } = back;
  expect(shown).toMatchObject([{ layer: "operator", taken: true }]);
  const put = await chief.ask("POST", base, { body: { ...rested, name: "Tillbaka" } });
  for (const hours of [5, 6, 7, 8]) while (await lookAtRollout(db, put.body.id, testActor, hour(hours)));
  expect(await listSettings(db, at)).toEqual([]);
});

it("A roll-out with a time to begin waits for it, and then for its window, and says until when", async () => {
  const { db, somebody } = await aHouse();
  const { id: organisationId } = await anOrganisation(db);
  await aPhone(db, organisationId);
  const anna = await somebody(organisationId, ["user", "administrator"]);
  const startsAt = new Date(testNow.getTime() + 24 * 3_600_000).toISOString();
  const window = { days: [1, 2, 3, 4, 5, 6, 7], from: "22:00", to: "04:00" };
  const values = [{ at: { layer: "organisation" }, name: "phone.tones", value: "NO" }];
  const { body } = await anna.ask("POST", "/rollouts", begin(values, { startsAt, window }));
  // 22:00 in Stockholm on the day on which it begins.
  expect(body).toMatchObject({ startsAt, waitsUntil: "2026-03-03T21:00:00.000Z", counts: { planned: 1 } });
  const at = async (time: string) => {
    while (await lookAtRollout(db, body.id, testActor, new Date(time)));
    return (await anna.get(`/rollouts/${body.id}`)).body.counts;
  };
  expect(await at("2026-03-02T21:30:00Z")).toMatchObject({ planned: 1, released: 0 });
  expect(await at("2026-03-03T12:00:00Z")).toMatchObject({ planned: 1, released: 0 });
  expect(await at("2026-03-03T21:00:01Z")).toMatchObject({ planned: 0, released: 1 });
  expect((await anna.ask("POST", "/rollouts", begin(values, { startsAt: "i morgon" }))).body.code).toBe("input_invalid");
});
