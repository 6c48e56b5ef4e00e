import { expect, it } from "vitest";
import { updateDeactivation } from "../db/deactivations.ts";
import { getPerson } from "../db/people.ts";
import { updatePhone } from "../db/phones.ts";
import { aPhone, testActor, testKeyring, testNow } from "../db/testing/builders.ts";
import { startHousekeeping } from "./housekeeping.ts";
import { aFirm, aHouse } from "./testing/house.ts";

it("A person edits the keys of the own phone that are left open, and no other phone", async () => {
  const house = await aHouse();
  const firm = await aFirm(house.db, 41);
  const person = await house.somebody(firm.organisation, ["user"]);
  const locked = { place: { module: 0, index: 2 }, kind: "blank", locked: true } as const;
  const { id } = await aPhone(house.db, firm.organisation, { userId: person.id, keys: [locked] });
  const { rows } = (await person.get("/me/phones")).body;
  expect(rows.map((row: { id: string }) => row.id)).toEqual([id]);
  const phone = await person.get(`/me/phones/${id}`);
  const set = (index: number, version: number) =>
    person.patch(`/me/phones/${id}/keys`, { set: [{ place: { module: 0, index }, kind: "dnd" }] }, version);
  expect((await set(2, phone.body.version)).body.code).toBe("key_locked");
  const saved = await set(3, phone.body.version);
  expect(saved.body.keys.find((key: { place: { index: number } }) => key.place.index === 3)).toMatchObject({
    kind: "dnd",
    from: "phone",
  });
  for (const other of [firm.phone, "x"]) {
    const refused = await person.get(`/me/phones/${other}`);
    expect([refused.status, refused.body.code]).toEqual([404, "phone_not_found"]);
  }
  expect((await person.get(`/phones/${id}`)).body.code).toBe("right_missing");
  await updatePhone(house.db, { organisationId: firm.organisation, id, userId: null }, testActor, testNow);
  expect((await set(3, saved.body.version)).body.code).toBe("phone_not_found");
});

it("An operator in another firm is no administrator of the own keys at home", async () => {
  const house = await aHouse();
  const [home, other] = [await aFirm(house.db, 41), await aFirm(house.db, 42)];
  const person = await house.somebody(home.organisation, ["user", "operator"], { operates: [other.organisation] });
  const locked = { place: { module: 0, index: 2 }, kind: "blank", locked: true } as const;
  const { id } = await aPhone(house.db, home.organisation, { userId: person.id, keys: [locked] });
  expect((await person.put("/session/organisation", { id: other.organisation })).status).toBe(200);
  const { version } = (await person.get(`/me/phones/${id}`)).body;
  const change = { set: [{ place: locked.place, kind: "dnd" }] };
  expect((await person.patch(`/me/phones/${id}/keys`, change, version)).body.code).toBe("key_locked");
});

it("A person changes the own language and e-mail, and neither name nor rights", async () => {
  const house = await aHouse();
  const firm = await aFirm(house.db, 41);
  const person = await house.somebody(firm.organisation, ["user"]);
  const saved = await person.patch("/me", { language: "en", email: "o@example.se" }, 1);
  expect(saved.body).toMatchObject({ language: "en", email: "o@example.se", id: person.id });
  expect((await person.get("/session")).body.session.user.language).toBe("en");
  for (const body of [{ firstName: "Eva" }, { rights: ["administrator"] }, { id: firm.user, language: "sv" }]) {
    expect((await person.patch("/me", body, 2)).status).toBe(422);
  }
});

it("People whose date has come are deactivated by the clock, without anybody asking", async () => {
  const house = await aHouse();
  const firm = await aFirm(house.db, 41);
  const by = { organisationId: firm.organisation, id: firm.user };
  await updateDeactivation(house.db, { ...by, deactivateOn: "2026-03-03" }, testActor, testNow);
  const stop = startHousekeeping({ db: house.db, keyring: testKeyring, now: () => new Date("2026-03-03T08:00:00Z") }, (error) => {
    throw error;
  });
  await stop();
  expect((await getPerson(house.db, by)).deactivatedAt).toBe("2026-03-03T08:00:00.000Z");
});
