import { describe, expect, it } from "vitest";
import { deleteAnnouncement } from "./announcements.ts";
import { listAudit } from "./audit.ts";
import { setForwardings } from "./call-forwardings.ts";
import { changesSince } from "./changes.ts";
import { updateDeactivation } from "./deactivations.ts";
import { pointersTo } from "./destination-pointers.ts";
import { copyMenu, createMenu, deleteMenu, getMenu, inputOf, listMenus, MenuInput, restoreMenu, saveMenu } from "./menus.ts";
import { updateResponseGroup } from "./response-groups.ts";
import { loadSchedules, saveSchedule } from "./schedules.ts";
import { getSnapshot, listSnapshots } from "./snapshots.ts";
import { aGroup, aMenu, anAnnouncement, anOrganisation, aUser, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Db } from "./types.ts";
import { undoWrite } from "./undo/undo.ts";

const person = { access: "all", operator: false } as const;

async function aFirm(db: Db) {
  const { id: organisationId } = await anOrganisation(db);
  const order = await aGroup(db, organisationId, { name: "Order" });
  const main = await aMenu(db, organisationId, {
    name: "Huvudmeny",
    number: "08-465 004 00",
    keys: [
      { key: "2", destination: { kind: "group", id: order.id } },
      { key: "1", destination: { kind: "number", number: "031-390 06 00" } },
    ],
    timeout: { destination: { kind: "group", id: order.id } },
  });
  const save = (say: object, version?: number, id = main.id) =>
    getMenu(db, { organisationId, id }).then((now) =>
      saveMenu(db, { ...MenuInput.parse({ ...inputOf(now), ...say }), organisationId, id, version }, testActor, testNow),
    );
  const of = { organisationId, id: main.id };
  const undo = async (action: string) => {
    const [entry] = await listAudit(db, { organisationId, action });
    return undoWrite(db, testKeyring, { organisationId, id: entry?.id ?? "" }, person, testActor, testNow);
  };
  return { organisationId, order, main, of, save, undo };
}

describe.each(testDatabases())("menus on $name", ({ connect }) => {
  it("are made with their keys in order, their hours, a version, an entry and an event", async () => {
    const db = await connect();
    const { organisationId, main, order } = await aFirm(db);
    expect(main).toMatchObject({
      version: 1,
      e164: "+46846500400",
      timeoutSeconds: 5,
      maxTimeouts: 1,
      maxInvalid: 3,
      invalid: null,
    });
    expect(main.keys.map(({ key, destination }) => [key, destination])).toEqual([
      ["1", { kind: "number", number: "+46313900600" }],
      ["2", { kind: "group", id: order.id }],
    ]);
    const schedule = (await loadSchedules(db, organisationId)).get(`menu:${main.id}`);
    expect([schedule?.id, schedule?.schedule.otherwise.action]).toEqual([main.scheduleId, "open"]);
    expect(await listSnapshots(db, { organisationId, kind: "menu", id: main.id })).toHaveLength(1);
    const [entry] = await listAudit(db, { organisationId, action: "menu.created" });
    expect(entry?.after).toMatchObject({ name: "Huvudmeny", number: "+46846500400", keys: [{ key: "1" }, { key: "2" }] });
    expect((await changesSince(db, 0, 100)).filter((one) => one.kind === "menu")).toHaveLength(1);
  });

  it("are refused with everything that is wrong beside its field, and a name or number that is taken", async () => {
    const db = await connect();
    const { organisationId, of, save } = await aFirm(db);
    const keys = [
      { key: "1", destination: { kind: "hangUp" } },
      { key: "2", destination: { kind: "user", id: "nobody" } },
      { key: "1", destination: { kind: "hangUp" } },
    ];
    const wrong = { keys, timeoutSeconds: 2, maxInvalid: 9, welcomeId: "none" };
    const fields = (wanted: object) =>
      save(wanted).then(
        () => [],
        (error: unknown) =>
          error instanceof Error && "problems" in error && Array.isArray(error.problems)
            ? error.problems.map((one) => `${one.field} ${one.code}`)
            : [String(error)],
      );
    expect(await fields(wrong)).toEqual([
      "timeoutSeconds out_of_range",
      "maxInvalid out_of_range",
      "keys.2.key menu_key_twice",
      "welcomeId announcement_not_found",
    ]);
    expect(await fields({ keys: keys.slice(0, 2) })).toEqual(["keys.1.destination target_not_found"]);
    expect(await fields({ keys: [], timeout: null })).toEqual(["keys menu_leads_nowhere"]);
    await aUser(db, organisationId, { primaryNumber: "08-465 004 01" });
    await expect(save({ number: "08-465 004 01" })).rejects.toMatchObject({ code: "number_taken" });
    await expect(aGroup(db, organisationId, { number: "08-465 004 00" })).rejects.toMatchObject({ code: "number_taken" });
    await expect(save({ number: "0900-123 45" })).rejects.toMatchObject({ code: "number_kind_refused" });
    await expect(aMenu(db, organisationId, { name: "Huvudmeny" })).rejects.toMatchObject({ code: "menu_name_taken" });
    const foreign = { organisationId: (await anOrganisation(db)).id, id: of.id };
    await expect(getMenu(db, foreign)).rejects.toMatchObject({ code: "menu_not_found" });
    await expect(deleteMenu(db, foreign, testActor, testNow)).rejects.toMatchObject({ code: "menu_not_found" });
    expect((await getMenu(db, of)).version).toBe(1);
  });

  it("are saved whole under their version, not at all when nothing is another, and taken back", async () => {
    const db = await connect();
    const { organisationId, of, save, undo, main } = await aFirm(db);
    expect((await save({}, 1)).version).toBe(1);
    const said = await anAnnouncement(db, organisationId, { name: "Välkommen" });
    const changed = await save({ welcomeId: said.id, keys: [{ key: "#", destination: { kind: "repeat" } }] }, 1);
    expect([changed.version, changed.keys.length, changed.welcomeId]).toEqual([2, 1, said.id]);
    await expect(save({ name: "Meny" }, 1)).rejects.toMatchObject({ code: "version_conflict" });
    const [entry] = await listAudit(db, { organisationId, action: "menu.updated" });
    expect(Object.keys(entry?.after ?? {}).sort()).toEqual(["keys", "welcomeId"]);
    const used = deleteAnnouncement(db, { organisationId, id: said.id }, testActor, testNow);
    await expect(used).rejects.toMatchObject({ code: "announcement_in_use" });
    await undo("menu.updated");
    expect(inputOf(await getMenu(db, of))).toEqual(inputOf(main));
  });

  it("come back as they were at an earlier version, unless what that led to is gone: it is named", async () => {
    const db = await connect();
    const { organisationId, of, save, main } = await aFirm(db);
    const said = await anAnnouncement(db, organisationId, { name: "Sommar" });
    await save({ welcomeId: said.id, keys: [] });
    await save({ welcomeId: null, name: "Ny meny" });
    const back = await restoreMenu(db, { ...of, restore: 1, version: 3 }, testActor, testNow);
    expect([back.version, inputOf(back)]).toEqual([4, inputOf(main)]);
    expect(await listAudit(db, { organisationId, action: "menu.restored" })).toHaveLength(1);
    expect((await listSnapshots(db, { organisationId, kind: "menu", id: of.id })).map((one) => one.version)).toEqual([
      4, 3, 2, 1,
    ]);
    await deleteAnnouncement(db, { organisationId, id: said.id }, testActor, testNow);
    const gone = restoreMenu(db, { ...of, restore: 2 }, testActor, testNow);
    await expect(gone).rejects.toMatchObject({ code: "restore_gone", detail: { names: ["Sommar"] } });
    const none = restoreMenu(db, { ...of, restore: 9 }, testActor, testNow);
    await expect(none).rejects.toMatchObject({ code: "snapshot_not_found" });
  });

  it("are copied with their hours and without the number; what led to the menu itself leads to the copy", async () => {
    const db = await connect();
    const { organisationId, of, save, main } = await aFirm(db);
    await save({ keys: [...inputOf(main).keys, { key: "9", destination: { kind: "menu", id: main.id } }] });
    const rule = { kind: "daily", from: "08:00", to: "17:00", firstDay: null, lastDay: null } as const;
    const entry = { label: "Öppet", rule, action: "open", announcementId: null, enabled: true } as const;
    const schedule = { entries: [entry], otherwise: { action: "closed", announcementId: null } } as const;
    await saveSchedule(db, { organisationId, id: main.scheduleId, ...schedule, entries: [entry] }, testActor, testNow);
    const copy = await copyMenu(db, { ...of, name: "Huvudmeny 2" }, testActor, testNow);
    expect([copy.e164, copy.keys.length, copy.keys[2]?.destination]).toEqual([null, 3, { kind: "menu", id: copy.id }]);
    const hours = (await loadSchedules(db, organisationId)).get(`menu:${copy.id}`);
    expect([hours?.schedule.entries[0]?.label, hours?.schedule.otherwise.action]).toEqual(["Öppet", "closed"]);
    expect(await listMenus(db, organisationId)).toHaveLength(2);
    await expect(copyMenu(db, { ...of, name: "Huvudmeny" }, testActor, testNow)).rejects.toMatchObject({
      code: "menu_name_taken",
    });
  });

  it("are not deleted while something leads to them; then with an entry, and they come back with their hours", async () => {
    const db = await connect();
    const { organisationId, of, main, undo } = await aFirm(db);
    const to = { kind: "menu", id: main.id } as const;
    const other = await aMenu(db, organisationId, { name: "Kvällsmeny", keys: [{ key: "1", destination: to }] });
    const user = await aUser(db, organisationId, { firstName: "Anna", lastName: "Ek" });
    const forward = (target: typeof to | null) =>
      setForwardings(
        db,
        { organisationId, userId: user.id, kinds: { busy: { target, enabled: target !== null } } },
        testActor,
        testNow,
      );
    await forward(to);
    const refused = deleteMenu(db, of, testActor, testNow);
    await expect(refused).rejects.toMatchObject({ code: "menu_in_use", detail: { places: ["Kvällsmeny", "Anna Ek"] } });
    expect((await pointersTo(db, organisationId, to)).map((one) => one.slot)).toEqual(["key:1", "busy"]);
    await forward(null);
    await saveMenu(
      db,
      {
        ...inputOf(other),
        organisationId,
        id: other.id,
        keys: [],
        timeout: { destination: { kind: "hangUp" }, announcementId: null },
      },
      testActor,
      testNow,
    );
    await deleteMenu(db, of, testActor, testNow);
    expect((await loadSchedules(db, organisationId)).has(`menu:${main.id}`)).toBe(false);
    await undo("menu.deleted");
    const back = await getMenu(db, of);
    expect([inputOf(back), back.scheduleId !== ""]).toEqual([inputOf(main), true]);
  });

  it("may lead in a circle as long as somebody is reached or the call ends, and no longer", async () => {
    const db = await connect();
    const { organisationId, save, main, order } = await aFirm(db);
    const back = { key: "9", destination: { kind: "menu", id: main.id } } as const;
    const sub = await aMenu(db, organisationId, { name: "Support", keys: [back] });
    const toSub = { key: "3", destination: { kind: "menu", id: sub.id } };
    await save({ keys: [...inputOf(main).keys, toSub] });
    const dead = save({ keys: [toSub, { key: "1", destination: { kind: "group", id: order.id } }], timeout: null });
    await expect(dead).rejects.toMatchObject({
      code: "destination_loop",
      detail: { kind: "noEnd", field: "keys.0.destination", names: ["Huvudmeny", "Support", "Huvudmeny"] },
    });
    await save({ keys: [toSub, { key: "1", destination: { kind: "hangUp" } }] });
    const self = { name: "Ensam", keys: [], timeout: { destination: { kind: "menu", id: main.id } } };
    const alone = await createMenu(db, { organisationId, ...MenuInput.parse(self) }, testActor, testNow);
    const loop = save({ timeout: { destination: { kind: "menu", id: alone.id } } }, undefined, alone.id);
    await expect(loop).rejects.toMatchObject({ code: "destination_loop", detail: { names: ["Ensam", "Ensam"] } });
  });

  it("may lead back to each other as soon as a person is reached, also one whom nothing led to before", async () => {
    const db = await connect();
    const { organisationId, main, save } = await aFirm(db);
    const back = await aMenu(db, organisationId, {
      name: "Mer",
      keys: [{ key: "1", destination: { kind: "menu", id: main.id } }],
    });
    const { id } = await aUser(db, organisationId);
    const keys = [{ key: "2", destination: { kind: "menu", id: back.id } }];
    await expect(save({ keys, timeout: null })).rejects.toMatchObject({ code: "destination_loop" });
    const saved = await save({ keys: [{ key: "1", destination: { kind: "user", id } }, ...keys], timeout: null });
    expect(saved.keys.map((one) => one.key)).toEqual(["1", "2"]);
  });

  it("lead to the replacement of whoever is deactivated, which is a change of theirs like any other; groups too", async () => {
    const db = await connect();
    const { organisationId, main, order, save } = await aFirm(db);
    const [going, staying] = [await aUser(db, organisationId), await aUser(db, organisationId, { firstName: "Gun" })];
    const away = { destination: { kind: "voicemail", id: going.id } } as const;
    await save({ timeout: away });
    await updateResponseGroup(
      db,
      { organisationId, id: order.id, nobody: { ...away, announcementId: null } },
      testActor,
      testNow,
    );
    const plan = { organisationId, id: going.id, deactivateOn: "2026-03-02", replacedBy: staying.id };
    await updateDeactivation(db, plan, testActor, new Date(testNow.getTime() + 60_000));
    const destination = { kind: "voicemail", id: staying.id };
    for (const [kind, id, action, field] of [
      ["menu", main.id, "menu.updated", "timeout"],
      ["group", order.id, "response_group.updated", "nobody"],
    ] as const) {
      const [entry] = await listAudit(db, { organisationId, subjectId: id });
      expect([entry?.action, entry?.after]).toMatchObject([action, { [field]: { destination } }]);
      const [latest] = await listSnapshots(db, { organisationId, kind, id });
      const kept = await getSnapshot(db, { organisationId, kind, id, version: latest?.version ?? 0 });
      expect([kind, latest?.version, kept?.body]).toMatchObject([kind, 3, { [field]: { destination } }]);
    }
  });
});
