import { describe, expect, it } from "vitest";
import { traceCall } from "../domain/call-route-trace.ts";
import { loadRouteFacts } from "./call-facts.ts";
import { findStop } from "./call-facts-people.ts";
import { setForwardings } from "./call-forwardings.ts";
import { writeDestinations } from "./destinations.ts";
import { setDiversion } from "./diversions.ts";
import { setMembers } from "./group-members.ts";
import { aGroup, anOrganisation, aUser, testActor, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";

describe.each(testDatabases())("a call on $name", ({ connect }) => {
  it("meets what the database says: members, absences, forwardings, destinations, numbers that somebody got since", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const group = await aGroup(db, organisationId, { number: "08-465 004 50" });
    const other = await aGroup(db, organisationId, { name: "Lagret" });
    const here = await aUser(db, organisationId, { firstName: "Åsa", lastName: "Ek", primaryNumber: "08-465 004 51" });
    const away = await aUser(db, organisationId, { firstName: "Bo", lastName: "Ek", primaryNumber: "08-465 004 52" });
    const far = await aUser(db, organisationId, { firstName: "Cilla", lastName: "Ek", primaryNumber: "08-465 004 53" });
    const members = [here.id, away.id].map((userId) => ({ userId, mayToggle: true, viaMobile: false }));
    await setMembers(db, { organisationId, groupId: group.id, members }, testActor, testNow);
    const absence = { reason: "semester", startsAt: null, endsAt: "2026-03-20T08:00", note: null } as const;
    await setDiversion(db, { organisationId, userId: away.id, source: "portal", ...absence }, testActor, testNow);
    const target = { kind: "user", id: far.id } as const;
    const kinds = { noAnswer: { target, seconds: 20, enabled: true } };
    await setForwardings(db, { organisationId, userId: here.id, kinds }, testActor, testNow);
    await writeDestinations(db, organisationId, { kind: "group", id: group.id }, [
      { slot: "redirect:0", destination: { kind: "group", id: other.id }, afterSeconds: 30, announcementId: null },
    ]);
    const to = await findStop(db, organisationId, "08 465 00 450");
    expect(to).toEqual({ kind: "group", id: group.id });
    const facts = await loadRouteFacts(db, { organisationId, to: { kind: "group", id: group.id }, at: testNow });
    const route = traceCall({ to: { kind: "group", id: group.id }, at: testNow, from: null }, facts);
    expect(route.steps.map((step) => step.key)).toEqual([`group:${group.id}`, `group:${other.id}`]);
    expect(route.steps[0]?.members.map(({ name, skipped }) => [name, skipped])).toEqual([
      ["Åsa Ek", null],
      ["Bo Ek", "diverted"],
    ]);
    // 30 seconds act when the second member has rung for 20.
    expect(route.steps[0]?.ways.map(({ when }) => when)).toContainEqual({ kind: "after", seconds: 40 });
    const direct = { kind: "user", id: here.id, line: "fixed" } as const;
    const person = traceCall(
      { to: direct, at: testNow, from: null },
      await loadRouteFacts(db, { organisationId, to: direct, at: testNow }),
    );
    expect(person.steps.map((step) => step.key)).toEqual([`user:${here.id}`, `user:${far.id}`]);
  });

  it("asks for what it may come to and nothing else: an exchange waits for the answer", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const [first, next, main, apart] = await Promise.all(
      ["A", "B", "C", "D"].map((name) => aGroup(db, organisationId, { name })),
    );
    const people = await Promise.all(["E", "F", "G", "H"].map((firstName) => aUser(db, organisationId, { firstName })));
    const [member, last, forwardedTo, stranger] = people.map((one) => one.id);
    const into = (id = "", userId = "") =>
      setMembers(
        db,
        { organisationId, groupId: id, members: [{ userId, mayToggle: true, viaMobile: false }] },
        testActor,
        testNow,
      );
    await into(first?.id, member);
    await into(apart?.id, stranger);
    const way = { afterSeconds: null, announcementId: null };
    const goesOn = (id = "", ...rows: Parameters<typeof writeDestinations>[3]) =>
      writeDestinations(db, organisationId, { kind: "group", id }, rows);
    await goesOn(first?.id, { ...way, slot: "nobody", destination: { kind: "group", id: next?.id ?? "" } });
    await goesOn(next?.id, { ...way, slot: "nobody", destination: { kind: "user", id: last ?? "" } });
    await goesOn(apart?.id, { ...way, slot: "nobody", destination: { kind: "group", id: first?.id ?? "" } });
    const target = { kind: "user", id: forwardedTo ?? "" } as const;
    const kinds = { busy: { target, enabled: true } };
    await setForwardings(db, { organisationId, userId: last ?? "", kinds }, testActor, testNow);
    await db("organisation").where("id", organisationId).update({ main_group_id: main?.id });
    const to = { kind: "group", id: first?.id ?? "" } as const;
    const facts = await loadRouteFacts(db, { organisationId, to, at: testNow });
    expect([...facts.groups.values()].map((one) => one.name).sort()).toEqual(["A", "B", "C"]);
    expect([...facts.users.keys()].sort()).toEqual([member, last, forwardedTo].sort());
  });

  it("finds who is called by any written form and by extension, and nobody of another organisation", async () => {
    const db = await connect();
    const [{ id: mine }, { id: theirs }] = [await anOrganisation(db), await anOrganisation(db)];
    const user = await aUser(db, mine, { primaryNumber: "08-465 004 54", extension: "454" });
    const fixed = { kind: "user", id: user.id, line: "fixed" };
    for (const written of ["+4684650 0454", "08-465 004 54", "0046 8 46500454", " 454 "]) {
      expect([written, await findStop(db, mine, written)]).toEqual([written, fixed]);
    }
    expect(await findStop(db, theirs, "08-465 004 54")).toEqual({ kind: "number", number: "+46846500454" });
    expect(await findStop(db, theirs, "454")).toBeNull();
  });
});
