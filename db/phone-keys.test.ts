import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import {
  clearLayoutKeys,
  clearPhoneKeys,
  KeyInput,
  listLayoutKeys,
  listPhoneKeys,
  setLayoutKeys,
  setPhoneKeys,
} from "./phone-keys.ts";
import { findPhone } from "./phones.ts";
import {
  aContact,
  aContactList,
  aGroup,
  aKey,
  aLayout,
  anOrganisation,
  aPhone,
  aUser,
  type KeySaid,
  testActor,
  testNow,
  testPerson,
} from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";

const place = (index: number, module = 0) => ({ module, index });
const administrator = { ...testPerson, administrator: true };

describe.each(testDatabases())("keys on $name", ({ connect }) => {
  it("of a phone lie on top of its layout's, and give way to them when cleared", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const layout = await aLayout(db, organisationId, {
      keys: [
        { place: place(1), kind: "line" },
        { place: place(2), kind: "dnd" },
      ],
    });
    const phone = await aPhone(db, organisationId, { layoutId: layout.id });
    const by = { organisationId, phoneId: phone.id };
    await setPhoneKeys(
      db,
      { ...by, keys: [aKey({ place: place(2), kind: "conference" }), aKey({ place: place(1, 1) })] },
      testActor,
      testNow,
    );
    const kinds = async () =>
      (await listPhoneKeys(db, by)).map((key) => `${key.place.module}/${key.place.index} ${key.kind} ${key.from}`);
    expect(await kinds()).toEqual(["0/1 line layout", "0/2 conference phone", "1/1 blank phone"]);
    await clearPhoneKeys(db, { ...by, places: [place(2), place(9)] }, testActor, testNow);
    expect(await kinds()).toEqual(["0/1 line layout", "0/2 dnd layout", "1/1 blank phone"]);
    await clearLayoutKeys(db, { organisationId, layoutId: layout.id, places: [place(2)] }, testActor, testNow);
    expect(await kinds()).toEqual(["0/1 line layout", "1/1 blank phone"]);
    const actions = (await listAudit(db, { organisationId })).map((entry) => entry.action);
    expect(actions).toEqual(
      expect.arrayContaining(["phone.keys_set", "phone.keys_cleared", "layout.keys_set", "layout.keys_cleared"]),
    );
    const [set] = await listAudit(db, { organisationId, action: "phone.keys_set" });
    expect(set).toMatchObject({ before: { "0/2": null }, after: { "0/2": { kind: "conference" } } });
  });

  it("follow people, groups, contacts and numbers of the own organisation alone", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const other = await anOrganisation(db);
    const phone = await aPhone(db, organisationId);
    const put = (key: KeySaid) => setPhoneKeys(db, { organisationId, phoneId: phone.id, keys: [aKey(key)] }, testActor, testNow);
    const group = await aGroup(db, organisationId);
    const contact = await aContact(db, await aContactList(db, organisationId));
    await put({ kind: "speedDial", target: { kind: "contact", id: contact.id } });
    await put({ kind: "groupLogin", target: { kind: "group", id: group.id } });
    await put({ kind: "speedDial", target: { kind: "number", number: "08 - 465 004 17" } });
    expect(await listPhoneKeys(db, { organisationId, phoneId: phone.id })).toMatchObject([
      { target: { kind: "number", number: "+46846500417" } },
    ]);
    await put({ kind: "speedDial", target: { kind: "number", number: "*43 #" } });
    expect(await listPhoneKeys(db, { organisationId, phoneId: phone.id })).toMatchObject([{ target: { number: "*43#" } }]);

    const gone = { code: "target_not_found" };
    for (const target of [
      { kind: "user", id: (await aUser(db, other.id)).id },
      { kind: "group", id: (await aGroup(db, other.id)).id },
      { kind: "contact", id: (await aContact(db, await aContactList(db, other.id))).id },
      { kind: "user", id: group.id },
    ] as const)
      await expect(put({ kind: "speedDial", target })).rejects.toMatchObject(gone);
    await expect(put({ kind: "directory", value: (await aContactList(db, other.id)).id })).rejects.toMatchObject(gone);
    await expect(put({ kind: "speedDial", target: { kind: "number", number: "ring mig" } })).rejects.toMatchObject({
      code: "number_invalid",
    });
    await expect(put({ kind: "blf" })).rejects.toMatchObject({
      code: "key_invalid",
      detail: { problem: "target_missing", place: "0/1" },
    });
    expect(KeyInput.safeParse({ place: place(1), kind: "dnd", label: "rad\nbryt" }).success).toBe(false);
  });

  it("are put all or not at all", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phone = await aPhone(db, organisationId);
    const keys = [aKey({ place: place(1), kind: "dnd" }), aKey({ place: place(2), kind: "blf" })];
    await expect(setPhoneKeys(db, { organisationId, phoneId: phone.id, keys }, testActor, testNow)).rejects.toMatchObject({
      code: "key_invalid",
    });
    expect(await listPhoneKeys(db, { organisationId, phoneId: phone.id })).toEqual([]);
    expect(await findPhone(db, { organisationId, id: phone.id })).toEqual(phone);
  });

  it("that are locked, here or in the layout, are for administrators", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const layout = await aLayout(db, organisationId, { keys: [{ place: place(1), kind: "line", locked: true }] });
    const phone = await aPhone(db, organisationId, {
      layoutId: layout.id,
      keys: [{ place: place(2), kind: "dnd", locked: true }],
    });
    const by = { organisationId, phoneId: phone.id };
    const locked = { code: "key_locked" };
    const put = (index: number, say: KeySaid, actor = testPerson) =>
      setPhoneKeys(db, { ...by, keys: [aKey({ place: place(index), kind: "conference", ...say })] }, actor, testNow);
    await expect(put(1, {})).rejects.toMatchObject({ ...locked, detail: { place: "0/1" } });
    await expect(put(2, {})).rejects.toMatchObject(locked);
    await expect(put(3, { locked: true })).rejects.toMatchObject(locked);
    await expect(clearPhoneKeys(db, { ...by, places: [place(2)] }, testPerson, testNow)).rejects.toMatchObject(locked);
    await put(3, {});
    await put(1, {}, administrator);
    await put(2, {}, testActor);
    expect((await listPhoneKeys(db, by)).map((key) => [key.kind, key.from, key.updatedBy])).toEqual([
      ["conference", "phone", "Ottilia Testare"],
      ["conference", "phone", "Provaren"],
      ["conference", "phone", "Ottilia Testare"],
    ]);
  });

  it("are changed by those who have seen the newest version of the phone or layout", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const layout = await aLayout(db, organisationId);
    const phone = await aPhone(db, organisationId);
    const keys = [aKey({ kind: "dnd" })];
    await setPhoneKeys(db, { organisationId, phoneId: phone.id, version: 1, keys }, testActor, testNow);
    await setLayoutKeys(db, { organisationId, layoutId: layout.id, version: 1, keys }, testActor, testNow);
    const late = { code: "version_conflict" };
    const places = [place(1)];
    await expect(
      clearPhoneKeys(db, { organisationId, phoneId: phone.id, version: 1, places }, testActor, testNow),
    ).rejects.toMatchObject(late);
    await expect(
      clearLayoutKeys(db, { organisationId, layoutId: layout.id, version: 1, places }, testActor, testNow),
    ).rejects.toMatchObject(late);
  });

  it("of another organisation's phone or layout are out of reach", async () => {
    const db = await connect();
    const [one, two] = [await anOrganisation(db), await anOrganisation(db)];
    const layout = await aLayout(db, one.id, { keys: [{ kind: "dnd" }] });
    const phone = await aPhone(db, one.id, { keys: [{ kind: "dnd" }] });
    const [keys, places] = [[aKey()], [place(1)]];
    const asTwo = { organisationId: two.id, phoneId: phone.id, layoutId: layout.id };
    const { layoutId: _l, ...phoneOnly } = asTwo;
    const { phoneId: _p, ...layoutOnly } = asTwo;
    const noPhone = { code: "phone_not_found" };
    const noLayout = { code: "layout_not_found" };
    await expect(setPhoneKeys(db, { ...phoneOnly, keys }, testActor, testNow)).rejects.toMatchObject(noPhone);
    await expect(clearPhoneKeys(db, { ...phoneOnly, places }, testActor, testNow)).rejects.toMatchObject(noPhone);
    await expect(listPhoneKeys(db, phoneOnly)).rejects.toMatchObject(noPhone);
    await expect(setLayoutKeys(db, { ...layoutOnly, keys }, testActor, testNow)).rejects.toMatchObject(noLayout);
    await expect(clearLayoutKeys(db, { ...layoutOnly, places }, testActor, testNow)).rejects.toMatchObject(noLayout);
    await expect(listLayoutKeys(db, layoutOnly)).rejects.toMatchObject(noLayout);
  });

  it("fill the largest phone in one go", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phone = await aPhone(db, organisationId);
    const keys = Array.from({ length: 400 }, (_, n) => aKey({ place: place((n % 100) + 1, Math.floor(n / 100)), kind: "dnd" }));
    await setPhoneKeys(db, { organisationId, phoneId: phone.id, keys }, testActor, testNow);
    expect(await listPhoneKeys(db, { organisationId, phoneId: phone.id })).toHaveLength(400);
  });
});
