import { describe, expect, it } from "vitest";
import { ProblemsError } from "../domain/problem.ts";
import { getForwardings, setForwardings } from "./call-forwardings.ts";
import { updateDeactivation } from "./deactivations.ts";
import { pointersTo } from "./destination-pointers.ts";
import { type DestinationOwner, type DestinationRow, loadDestinations, writeDestinations } from "./destinations.ts";
import { loadTargetNames } from "./forwarding-targets.ts";
import { setMembers } from "./group-members.ts";
import { newId } from "./ids.ts";
import { aGroup, anOrganisation, aUser, testActor, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Db } from "./types.ts";

const to = (slot: DestinationRow["slot"], destination: DestinationRow["destination"]): DestinationRow => ({
  ...{ slot, destination, afterSeconds: null, announcementId: null },
});

async function aFirm(db: Db) {
  const { id: organisationId } = await anOrganisation(db);
  const user = await aUser(db, organisationId, { firstName: "Anna", lastName: "Ek", primaryNumber: "08-465 004 01" });
  const a = await aGroup(db, organisationId, { name: "Order", number: "08-465 004 31" });
  const b = await aGroup(db, organisationId, { name: "Support" });
  const write = (owner: DestinationOwner, ...rows: DestinationRow[]) => writeDestinations(db, organisationId, owner, rows);
  const [groupA, groupB] = [{ kind: "group", id: a.id } as const, { kind: "group", id: b.id } as const];
  return { organisationId, user, groupA, groupB, write };
}

describe.each(testDatabases())("destinations on $name", ({ connect }) => {
  it("are kept by owner and slot, follow whoever has a number, and are told to whoever would delete their target", async () => {
    const db = await connect();
    const { organisationId, user, groupA, groupB, write } = await aFirm(db);
    const written = await write(
      groupB,
      to("full", { kind: "number", number: "08 465 004 31" }),
      to("nobody", { kind: "voicemail", id: user.id }),
      { ...to("redirect:0", { kind: "number", number: "0046 31 390 06 00" }), afterSeconds: 60 },
    );
    expect(written.map((row) => row.destination)).toEqual([
      groupA,
      { kind: "voicemail", id: user.id },
      { kind: "number", number: "+46313900600" },
    ]);
    const loaded = await loadDestinations(db, organisationId, [groupA, groupB]);
    expect([...loaded.keys()]).toEqual([`group:${groupB.id}`]);
    expect(loaded.get(`group:${groupB.id}`)).toEqual(expect.arrayContaining(written));
    const pointer = { ownerKind: "group", ownerId: groupB.id, ownerName: "Support" };
    expect(await pointersTo(db, organisationId, groupA)).toEqual([{ ...pointer, slot: "full" }]);
    expect(await pointersTo(db, organisationId, { kind: "user", id: user.id })).toEqual([{ ...pointer, slot: "nobody" }]);
    const names = await loadTargetNames(
      db,
      organisationId,
      written.map((row) => row.destination),
    );
    expect([...names].map(([key, one]) => [key.split(":")[0], one.name])).toEqual([
      ["user", "Anna Ek"],
      ["group", "Order"],
    ]);
    await write(groupB);
    expect((await loadDestinations(db, organisationId, [groupB])).size).toBe(0);
  });

  it("are refused all at once beside their slots: nobody's, another firm's, deactivated, no number, a premium number, abroad", async () => {
    const db = await connect();
    const { organisationId, user, groupA, write } = await aFirm(db);
    const foreign = { user: await aUser(db, (await anOrganisation(db)).id) };
    const plan = { organisationId, id: user.id, deactivateOn: "2026-03-02" };
    await write(groupA, to("redirect:5", { kind: "user", id: user.id }));
    await updateDeactivation(db, plan, testActor, testNow);
    const refused = write(
      groupA,
      to("full", { kind: "user", id: foreign.user.id }),
      to("nobody", { kind: "voicemail", id: user.id }),
      to("redirect:0", { kind: "number", number: "hej" }),
      to("redirect:1", { kind: "number", number: "0900-123 45" }),
      to("redirect:2", { kind: "number", number: "+47 22 12 34 56" }),
      to("redirect:3", { kind: "repeat" }),
      { ...to("redirect:4", { kind: "hangUp" }), announcementId: newId(testNow) },
      // Was there before: no reason to refuse everything else.
      to("redirect:5", { kind: "user", id: user.id }),
    );
    const error: unknown = await refused.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    const problems = error instanceof ProblemsError ? error.problems : [];
    expect(problems.map((one) => `${one.field} ${one.code}`)).toEqual([
      "destinations.full target_not_found",
      "destinations.nobody target_deactivated",
      "destinations.redirect:0 number_invalid",
      "destinations.redirect:1 forwarding_target_refused",
      "destinations.redirect:2 foreign_target_refused",
      "destinations.redirect:3 destination_kind_refused",
      "destinations.redirect:4 announcement_not_found",
    ]);
    await db("organisation").where("id", organisationId).update({ foreign_prefixes: '["+47"]' });
    await write(groupA, to("full", { kind: "number", number: "+47 22 12 34 56" }));
  });

  it("may not lead in a circle, by groups or by whoever forwards, and the path is named in order", async () => {
    const db = await connect();
    const { organisationId, user, groupA, groupB, write } = await aFirm(db);
    await write(groupA, to("full", groupB));
    await expect(write(groupB, to("nobody", groupA))).rejects.toMatchObject({
      code: "destination_loop",
      detail: {
        field: "destinations.nobody",
        kind: "circle",
        names: ["Support", "Order", "Support"],
        way: "Support → Order → Support",
      },
    });
    const forwarding = { organisationId, userId: user.id };
    const kinds = { noAnswer: { target: groupA, enabled: true } };
    await setForwardings(db, { ...forwarding, kinds }, testActor, testNow);
    await expect(write(groupB, to("full", { kind: "user", id: user.id }))).rejects.toMatchObject({
      detail: { names: ["Support", "Anna Ek", "Order", "Support"] },
    });
    const members = [{ userId: user.id, mayToggle: true, viaMobile: false }];
    await setForwardings(db, { ...forwarding, kinds: { noAnswer: { enabled: false } } }, testActor, testNow);
    await setMembers(db, { organisationId, groupId: groupB.id, members }, testActor, testNow);
    // Of a member only all calls go on from there: unanswered ones may go to a group of one's own.
    const all = { all: { target: groupA, enabled: true } };
    const again = setForwardings(db, { ...forwarding, kinds: all }, testActor, testNow);
    await expect(again).rejects.toMatchObject({
      code: "forwarding_loop",
      detail: { names: ["Anna Ek", "Order", "Support", "Anna Ek"] },
    });
    expect((await getForwardings(db, forwarding)).kinds.all.enabled).toBe(false);
  });
});
