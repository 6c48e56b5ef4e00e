import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { ForwardingsInput, getForwardings, setForwardings } from "./call-forwardings.ts";
import { getOrganisation, updateOrganisation } from "./organisations.ts";
import { anOrganisation, aUser, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { undoWrite } from "./undo/undo.ts";

const later = new Date(testNow.getTime() + 60_000);

describe.each(testDatabases())("forwarding abroad on $name", ({ connect }) => {
  it("is refused until the operator permits the country, and ends for everybody when it is not permitted any more", async () => {
    const db = await connect();
    const { id: organisationId, version } = await anOrganisation(db);
    const { id: userId } = await aUser(db, organisationId);
    const { id: other } = await aUser(db, organisationId);
    const of = { organisationId, userId };
    const to = (number: string, who = userId) => {
      const kinds = ForwardingsInput.parse({ all: { target: { kind: "number", number }, enabled: true } });
      return setForwardings(db, { organisationId, userId: who, kinds }, testActor, testNow);
    };
    const oslo = "+47 22 12 34 56";
    await expect(to(oslo)).rejects.toMatchObject({
      code: "foreign_target_refused",
      detail: { number: "+4722123456", allowed: null, field: "all.target" },
    });
    const permit = (prefixes: string[], more: object = {}) =>
      updateOrganisation(db, { id: organisationId, foreignPrefixes: prefixes, ...more }, testActor, later);
    await expect(permit(["+47", "+46"])).rejects.toMatchObject({ code: "foreign_prefix_invalid", detail: { prefix: "+46" } });
    await expect(permit(["+47"], { version: version + 7 })).rejects.toMatchObject({ code: "version_conflict" });
    expect((await permit(["0047", "+45", "+45"])).foreignPrefixes).toEqual(["+45", "+47"]);
    await to(oslo);
    await to("+45 33 12 34 56", other);
    await expect(to("+358 9 123 4567")).rejects.toMatchObject({
      code: "foreign_target_refused",
      detail: { allowed: "+45, +47" },
    });
    await expect(to("+47 829 12 345")).rejects.toMatchObject({ code: "forwarding_target_refused", detail: { reason: "kind" } });

    await permit(["+45"]);
    const all = async (who: string) => (await getForwardings(db, { organisationId, userId: who })).kinds.all;
    expect(await all(userId)).toMatchObject({ enabled: false, target: { kind: "number", number: "+4722123456" } });
    expect((await all(other)).enabled).toBe(true);
    const [entry] = await listAudit(db, { organisationId, action: "organisation.foreign_prefixes_set", limit: 1 });
    expect(entry).toMatchObject({ before: { foreignPrefixes: ["+45", "+47"] }, after: { foreignPrefixes: ["+45"] } });
    const [closed] = await listAudit(db, { organisationId, action: "user.forwarding_updated", limit: 1 });
    expect([closed?.subject.id, closed?.after]).toEqual([
      userId,
      { all: { target: { kind: "number", number: "+4722123456" }, seconds: null, enabled: false } },
    ]);
    // Each was written by itself here; taken back in turn, the permission is there before it is needed.
    const undo = (id = "", operator = true) =>
      undoWrite(db, testKeyring, { organisationId, id }, { access: "all", operator }, testActor, later);
    await expect(undo(entry?.id, false)).rejects.toMatchObject({ code: "undo_not_possible" });
    await undo(entry?.id);
    expect((await getOrganisation(db, { id: organisationId })).foreignPrefixes).toEqual(["+45", "+47"]);
    await undo(closed?.id);
    expect(await all(userId)).toMatchObject({ enabled: true });
    expect((await getForwardings(db, of)).version).toBe(4);
  });
});
