import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { type ForwardingsInput, getForwardings, setForwardings } from "./call-forwardings.ts";
import { updateDeactivation } from "./deactivations.ts";
import { loadTargetNames } from "./forwarding-targets.ts";
import { setMembers } from "./group-members.ts";
import { updateAdvanced, updateNumbers } from "./people-changes.ts";
import { getShownNumbers, setMainGroup, setShownNumber } from "./shown-numbers.ts";
import { aGroup, anOrganisation, aUser, testActor, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Db } from "./types.ts";

async function aFirm(db: Db) {
  const { id: organisationId } = await anOrganisation(db);
  const person = async (firstName: string, primaryNumber: string) => {
    const { id: userId } = await aUser(db, organisationId, { firstName, primaryNumber });
    return { organisationId, userId };
  };
  const [anna, bo, eva] = [
    await person("Anna", "08-465 004 01"),
    await person("Bo", "08-465 004 02"),
    await person("Eva", "08-465 004 03"),
  ];
  const forward = (of: typeof anna, kinds: ForwardingsInput, version?: number) =>
    setForwardings(db, { ...of, kinds, version }, testActor, testNow);
  return { organisationId, anna, bo, eva, forward };
}
const toUser = ({ userId }: { userId: string }) => ({ kind: "user", id: userId }) as const;
const toNumber = (number: string) => ({ kind: "number", number }) as const;

describe.each(testDatabases())("call forwarding on $name", ({ connect }) => {
  it("is said by kind, follows the person who has the number, and leaves an entry", async () => {
    const db = await connect();
    const { organisationId, anna, bo, forward } = await aFirm(db);
    const all = { target: toNumber("0046 8 465 004 02"), enabled: true };
    const saved = await forward(anna, { all, noAnswer: { seconds: 25 } }, 1);
    expect(saved).toMatchObject({ version: 2, kinds: { all: { target: toUser(bo), enabled: true }, noAnswer: { seconds: 25 } } });
    const outside = await forward(anna, { busy: { target: toNumber("031-390 06 00"), enabled: true } }, 2);
    expect(outside.kinds.busy.target).toEqual(toNumber("+46313900600"));
    await expect(forward(anna, { all: { enabled: false } }, 2)).rejects.toMatchObject({ code: "version_conflict" });
    const entries = await listAudit(db, { organisationId, subjectId: anna.userId, action: "user.forwarding_updated" });
    const busy = { seconds: null, target: toNumber("+46313900600"), enabled: true };
    expect(entries.map((one) => one.after)).toContainEqual({ busy });
    const names = await loadTargetNames(db, organisationId, [toUser(bo), toUser({ userId: "x" })]);
    expect([...names.values()].map((one) => [one.e164, one.active])).toEqual([["+46846500402", true]]);
  });

  it.each([
    [{ all: { enabled: true } }, "forwarding_target_missing", "all.target"],
    [{ busy: { target: toNumber("08-465 004 01"), enabled: true } }, "forwarding_target_refused", "busy.target"],
    [{ all: { target: toNumber("112") } }, "forwarding_target_refused", "all.target"],
    [{ all: { target: toNumber("0900-123 45") } }, "forwarding_target_refused", "all.target"],
    [{ all: { target: toNumber("+47 22 12 34 56") } }, "foreign_target_refused", "all.target"],
    [{ all: { target: toNumber("hej") } }, "number_invalid", "all.target"],
    [{ noAnswer: { seconds: 7 } }, "forwarding_seconds_invalid", "noAnswer.seconds"],
    [{ busy: { seconds: 5 } }, "forwarding_seconds_invalid", "busy.seconds"],
  ] satisfies [ForwardingsInput, string, string][])("%j is refused with %s beside %s", async (kinds, code, field) => {
    const db = await connect();
    const { anna, forward } = await aFirm(db);
    await expect(forward(anna, kinds)).rejects.toMatchObject({ code, detail: { field } });
    expect((await getForwardings(db, anna)).version).toBe(1);
  });

  it("may not come back to where it began, by people or by a group (F3), and nothing of it is saved then", async () => {
    const db = await connect();
    const { organisationId, anna, bo, eva, forward } = await aFirm(db);
    await forward(anna, { all: { target: toUser(bo), enabled: true } });
    await forward(bo, { busy: { target: toUser(eva), enabled: true } });
    const loop = { code: "forwarding_loop" };
    await expect(forward(eva, { unreachable: { target: toUser(anna), enabled: true } })).rejects.toMatchObject(loop);
    const group = await aGroup(db, organisationId);
    const members = [{ userId: anna.userId, mayToggle: true, viaMobile: false }];
    await setMembers(db, { organisationId, groupId: group.id, members }, testActor, testNow);
    const byGroup = { all: { target: { kind: "group", id: group.id } as const, enabled: true } };
    await expect(forward(eva, byGroup)).rejects.toMatchObject(loop);
    expect((await getForwardings(db, eva)).kinds.all.target).toBeNull();
    // Switched off it may be kept.
    expect((await forward(eva, { all: { ...byGroup.all, enabled: false } })).kinds.all.target?.kind).toBe("group");
  });

  it("to a group of one's own is no circle for unanswered calls, and is one when all calls go there", async () => {
    const db = await connect();
    const { organisationId, anna, bo, forward } = await aFirm(db);
    const group = await aGroup(db, organisationId);
    const members = [anna, bo].map(({ userId }) => ({ userId, mayToggle: true, viaMobile: false }));
    await setMembers(db, { organisationId, groupId: group.id, members }, testActor, testNow);
    const target = { kind: "group", id: group.id } as const;
    expect((await forward(anna, { noAnswer: { target, enabled: true } })).kinds.noAnswer.target).toEqual(target);
    await expect(forward(bo, { all: { target, enabled: true } })).rejects.toMatchObject({
      code: "forwarding_loop",
      detail: { path: [`user:${bo.userId}`, `group:${group.id}`, `user:${bo.userId}`] },
    });
  });

  it("to the own mobile is refused only when forwarding takes the mobile too (F1)", async () => {
    const db = await connect();
    const { organisationId, anna, forward } = await aFirm(db);
    const by = { organisationId, id: anna.userId };
    await updateNumbers(db, { ...by, mobile: { number: "070-174 06 05", profile: "mex" } }, testActor, testNow);
    const kinds = { all: { target: toNumber("070-174 06 05"), enabled: true } };
    await forward(anna, kinds);
    await updateAdvanced(db, { ...by, features: { ex_vidarekoppling_mobil: true } }, "ex", "all", testActor, testNow);
    await expect(forward(anna, kinds)).rejects.toMatchObject({ code: "forwarding_target_refused", detail: { reason: "own" } });
  });

  it("goes on to whoever replaces a person that is deactivated, and not in a circle", async () => {
    const db = await connect();
    const { organisationId, anna, bo, eva, forward } = await aFirm(db);
    await forward(anna, { all: { target: toUser(bo), enabled: true } });
    await forward(eva, { all: { target: toUser(bo), enabled: true } });
    const plan = { organisationId, id: bo.userId, deactivateOn: "2026-03-02", replacedBy: eva.userId };
    await updateDeactivation(db, plan, testActor, testNow);
    expect((await getForwardings(db, anna)).kinds.all).toMatchObject({ target: toUser(eva), enabled: true });
    expect((await getForwardings(db, eva)).kinds.all.enabled).toBe(false);
  });
});

describe.each(testDatabases())("the shown number on $name", ({ connect }) => {
  it("is chosen from what one has, and falls back to the primary number when that is lost (C1, C2)", async () => {
    const db = await connect();
    const { organisationId, anna } = await aFirm(db);
    const choose = (say: object, version?: number) => setShownNumber(db, { ...anna, ...say, version }, testActor, testNow);
    const refused = (reason: string) => ({ code: "shown_number_refused", detail: { reason } });
    const group = await aGroup(db, organisationId, { name: "Växel", number: "08-465 004 10" });
    const shown = `group:${group.id}`;
    await expect(choose({ shown })).rejects.toMatchObject(refused("notMember"));
    await expect(choose({ shown: "mobile" })).rejects.toMatchObject(refused("noNumber"));
    await expect(choose({ fromMobile: "main" })).rejects.toMatchObject({ detail: { field: "fromMobile", reason: "noNumber" } });
    const members = [{ userId: anna.userId, mayToggle: true, viaMobile: false }];
    await setMembers(db, { organisationId, groupId: group.id, members }, testActor, testNow);
    await setMainGroup(db, { organisationId, groupId: group.id }, testActor, testNow);
    const saved = await choose({ shown, fromMobile: "main" }, 1);
    expect([saved.version, saved.settings.shown, saved.facts.main?.e164]).toEqual([
      2,
      { kind: "group", id: group.id },
      "+46846500410",
    ]);
    await expect(choose({ shown: "hidden" }, 1)).rejects.toMatchObject({ code: "version_conflict" });
    const [entry] = await listAudit(db, { organisationId, subjectId: anna.userId, action: "user.shown_number_updated" });
    expect(entry?.after).toEqual({ shownNumber: shown, shownFromMobile: "main" });
    const [main] = await listAudit(db, { organisationId, action: "organisation.main_number_set" });
    expect(main?.after).toEqual({ mainGroup: group.id });
    await setMembers(db, { organisationId, groupId: group.id, members: [] }, testActor, testNow);
    expect((await getShownNumbers(db, anna)).facts.groups).toEqual([]);
  });
});
