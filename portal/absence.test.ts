import { expect, it } from "vitest";
import { updateAdvanced, updateNumbers } from "../db/people-changes.ts";
import { testActor, testNow } from "../db/testing/builders.ts";
import { aFirm, aHouse, type House, type Ids } from "./testing/house.ts";
import type { Visitor } from "./testing/visitor.ts";

async function together(): Promise<{ house: House; firm: Ids; person: Visitor; admin: Visitor; theirs: string }> {
  const house = await aHouse();
  const firm = await aFirm(house.db, 41);
  const person = await house.somebody(firm.organisation, ["user"], { primaryNumber: "08-465 004 51" });
  const admin = await house.somebody(firm.organisation, ["user", "administrator"]);
  return { house, firm, person, admin, theirs: `/users/${person.id}` };
}

it("A person is away till one, an administrator makes it a meeting, and each sees who did what", async () => {
  const { house, person, admin, theirs } = await together();
  // Monday 2 March, 10:00 in Stockholm.
  const set = await person.post("/me/diversions", { reason: "lunch", endsAt: "2026-03-02T13:00" });
  expect([set.status, set.body.done.spoken, set.body.done.heard]).toEqual([
    201,
    { sv: "Lunch till 13:00", en: "Lunch until 13:00" },
    { sv: "Lunch, åter 13:00", en: "Lunch, back 13:00" },
  ]);
  expect(set.body.active).toMatchObject({
    state: "active",
    setBy: { self: true },
    source: "portal",
    until: "2026-03-02T12:00:00.000Z",
  });
  house.now.at = new Date("2026-03-02T09:05:00Z");
  const meeting = await admin.post(`${theirs}/diversions`, { reason: "mote", endsAt: "2026-03-02T14:00", note: "Hos kund" });
  expect(meeting.body.replaced).toMatchObject({ reason: "lunch", setBy: { self: true } });
  const { body } = await person.get("/me/today");
  expect(body.absence.active).toMatchObject({ reason: "mote", note: "Hos kund", source: "admin", setBy: { self: false } });
  const row = (await admin.get("/users?q=testare")).body.rows.find((one: { id: string }) => one.id === person.id);
  expect(row.away).toMatchObject({ reason: "mote", words: { sv: "Möte" }, until: "2026-03-02T13:00:00.000Z", note: "Hos kund" });
  // The person is back; whoever changes the old version is shown what it is now.
  const { id, version } = body.absence.active;
  const back = await person.delete(`/me/diversions/${id}`, version);
  expect([back.status, back.body.active, back.body.past[0].id]).toEqual([200, null, id]);
  const late = await admin.patch(`${theirs}/diversions/${id}`, { note: "x" }, version);
  expect([late.status, late.body.current.done.state]).toEqual([412, "ended"]);
  const undone = await person.ask("POST", `/me/diversions/${id}/undo`, { version: back.body.done.version });
  expect(undone.body.active).toMatchObject({ id, until: "2026-03-02T13:00:00.000Z" });
  house.now.at = new Date("2026-03-02T13:00:00Z");
  expect((await person.get("/me/diversions")).body).toMatchObject({ active: null, changesAt: null });
});

it("An absence tells what it does to the mobile, and what is wrong is said beside its field", async () => {
  const { house, firm, person } = await together();
  const by = { organisationId: firm.organisation, id: person.id };
  const mobile = async () => (await person.get("/me/diversions")).body.mobile;
  expect(await mobile()).toBe("none");
  const number = "070-174 06 05";
  await updateNumbers(house.db, { ...by, mobile: { number, profile: "external" } }, testActor, testNow);
  expect(await mobile()).toBe("beyond");
  await updateNumbers(house.db, { ...by, mobile: { number, profile: "mex" } }, testActor, testNow);
  expect(await mobile()).toBe("rings");
  await updateAdvanced(house.db, { ...by, features: { ex_hanvisning_mobil: true } }, "ex", "all", testActor, testNow);
  expect(await mobile()).toBe("closed");
  const refused = await person.post("/me/diversions", { reason: "lunch", endsAt: null });
  expect([refused.status, refused.body.errors]).toMatchObject([422, [{ field: "endsAt", code: "diversion_open_end_refused" }]]);
});

it("Forwarding and the shown number are the person's and the administrator's, told with what to know about them", async () => {
  const { firm, person, admin, theirs } = await together();
  const to = { busy: { target: { kind: "number", number: "08-465 004 41" }, enabled: true } };
  const saved = await person.patch("/me/forwarding", to, 1);
  expect(saved.body.kinds.busy).toMatchObject({ target: { kind: "user", id: firm.user, name: "Åsa Öberg" }, warnings: [] });
  await person.post("/me/diversions", { reason: "lunch", endsAt: "2026-03-02T13:00" });
  const all = await admin.patch(
    `${theirs}/forwarding`,
    { all: { target: { kind: "number", number: "0313900600" }, enabled: true } },
    2,
  );
  expect(all.body.kinds.all.warnings).toEqual(["charged", "awayFirst"]);
  const loop = await person.patch("/me/forwarding", { all: { target: { kind: "number", number: "08-465 004 51" } } }, 3);
  expect(loop.body.errors).toMatchObject([{ field: "all.target", code: "forwarding_target_refused" }]);
  const shown = (await person.get("/me/shown-number")).body;
  expect(shown.candidates.map((one: { shown: string; refused: string | null }) => [one.shown, one.refused])).toEqual([
    ["primary", null],
    ["hidden", null],
  ]);
  const hidden = await admin.patch(`${theirs}/shown-number`, { shown: "hidden" }, shown.version);
  expect(hidden.body).toMatchObject({ now: { kind: "hidden", number: null }, emergency: { e164: "+46846500451" } });
  const refused = await person.patch("/me/shown-number", { shown: "mobile" }, 2);
  expect(refused.body).toMatchObject({ code: "shown_number_refused", errors: [{ field: "shown" }] });
});

it("Nobody sees or sets another person's absence without being an administrator there", async () => {
  const { person, firm } = await together();
  const asked = await person.get(`/users/${firm.user}/diversions`);
  expect([asked.status, asked.body.code]).toEqual([403, "right_missing"]);
  const other = await person.delete(`/me/diversions/${firm.diversion}`, 1);
  expect([other.status, other.body.code]).toEqual([404, "diversion_not_found"]);
});
