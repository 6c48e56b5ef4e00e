import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { getNotices, setNotices } from "./notices.ts";
import { anOrganisation, aUser, testActor, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";

describe.each(testDatabases())("what a person wants to be told, on $name", ({ connect }) => {
  it("is told by mail of long absences until somebody says otherwise, changes by the version that was read, and stands in the log", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const of = { organisationId, userId: (await aUser(db, organisationId)).id };
    expect(await getNotices(db, of)).toEqual({ version: 1, channel: "mail", diversionEnds: "long" });
    const chosen = await setNotices(db, { ...of, version: 1, channel: "sms" }, testActor, testNow);
    expect(chosen).toEqual({ version: 2, channel: "sms", diversionEnds: "long" });
    const late = setNotices(db, { ...of, version: 1, diversionEnds: "all" }, testActor, testNow);
    await expect(late).rejects.toMatchObject({ code: "version_conflict" });
    // What is so already leaves no entry.
    await setNotices(db, { ...of, version: 2, channel: "sms" }, testActor, testNow);
    await setNotices(db, { ...of, version: 2, diversionEnds: "none" }, testActor, new Date(testNow.getTime() + 1000));
    const entries = await listAudit(db, { organisationId, action: "user.notices_updated" });
    expect(entries.map(({ before, after }) => [before, after]).toReversed()).toEqual([
      [{ noticeChannel: "mail" }, { noticeChannel: "sms" }],
      [{ diversionEnds: "long" }, { diversionEnds: "none" }],
    ]);
    const other = (await anOrganisation(db)).id;
    await expect(getNotices(db, { ...of, organisationId: other })).rejects.toMatchObject({ code: "user_not_found" });
  });
});
