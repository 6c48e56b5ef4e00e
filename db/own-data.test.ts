import { expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { setMemberships } from "./memberships.ts";
import { takeOwnData } from "./own-data.ts";
import { updateDetails } from "./people-changes.ts";
import { setPicture } from "./pictures.ts";
import { endOtherSessions, listSessions, startSession } from "./sessions.ts";
import { aGroup, anOrganisation, aPhone, aSipAccount, aUser, testActor, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { aCall, keepInvoice, keepUsage } from "./testing/invoices.ts";

it.each(testDatabases())("A person's copy has what is kept about them, and nothing of others, on $name", async ({ connect }) => {
  const db = await connect();
  const { id: organisationId } = await anOrganisation(db);
  const { id: userId } = await aUser(db, organisationId, { firstName: "Åsa", lastName: "Öberg" });
  const { id: other } = await aUser(db, organisationId, { firstName: "Bo", lastName: "Ek" });
  const of = { organisationId, userId };
  const { id: group } = await aGroup(db, organisationId, { name: "Växeln" });
  await setMemberships(db, { ...of, groups: [group] }, testActor, testNow);
  const phone = await aPhone(db, organisationId, { userId });
  await aPhone(db, organisationId, { userId: other });
  await aSipAccount(db, organisationId, { userId, sipUser: "asa" });
  const bytes = new TextEncoder().encode("bild");
  await setPicture(db, { ...of, files: { mediaType: "image/webp", bytes: { 512: bytes, 96: bytes } } }, testActor, testNow);
  const self = { kind: "user", id: userId, name: "Åsa Öberg", organisationId } as const;
  await updateDetails(db, { organisationId, id: other, email: "bo@example.se" }, self, testNow);
  for (const tokenHash of ["a", "b"])
    await startSession(db, { ...of, tokenHash, address: "192.0.2.9", userAgent: null }, self, testNow);
  const invoiceId = await keepInvoice(db, organisationId);
  await keepUsage(db, invoiceId, [aCall({ userId, description: "Via 070-174 06 12" }), aCall({ userId, called: "116111" })]);
  const copy = await takeOwnData(db, of, self, testNow);
  expect(copy).toMatchObject({
    person: { name: "Åsa Öberg", rights: ["user"] },
    picture: "data:image/webp;base64,YmlsZA==",
    settings: { shownNumber: "primary" },
    groups: [{ group: "Växeln", loggedIn: true, mayToggle: true, viaMobile: false }],
    accounts: [{ sipUser: "asa" }],
    phones: [{ id: phone.id, mac: phone.mac }],
    sessions: [{ address: "192.0.2.9" }, { address: "192.0.2.9" }],
  });
  expect(copy.changes.map((one) => one.action)).toEqual(
    expect.arrayContaining(["user.created", "user.memberships_set", "user.exported"]),
  );
  // That somebody else was changed is the person's own deed; what it says of them is theirs.
  expect(copy.actions.map((one) => one.action)).toContain("user.details_updated");
  expect(JSON.stringify(copy)).not.toMatch(/bo@example|tokenHash|secret|sealed/);
  expect(await listAudit(db, { organisationId, action: "user.exported" })).toMatchObject([
    { subject: { id: userId }, actor: { id: userId } },
  ]);

  // Whole numbers are the person's own to have, helplines nobody's.
  expect([copy.calls.map((one) => one.called), copy.unlistedCalls.count]).toEqual([["+46701740612"], 1]);
  const forThem = await takeOwnData(db, of, testActor, testNow, "user.data_exported");
  expect([forThem.calls.length, forThem.unlistedCalls.count]).toEqual([1, 1]);
  expect(JSON.stringify(forThem).replaceAll("\u00a0", " ")).not.toMatch(/740612|06 12|116111/);

  const [keep, ...rest] = await listSessions(db, userId, testNow);
  expect(rest).toHaveLength(1);
  expect(await endOtherSessions(db, { ...of, keepSessionId: keep?.id ?? "" }, self, testNow)).toBe(1);
  expect(await endOtherSessions(db, { ...of, keepSessionId: keep?.id ?? "" }, self, testNow)).toBe(0);
  expect((await listAudit(db, { organisationId, action: "user.sessions_ended" })).map((one) => one.after)).toEqual([
    { ended: 1 },
  ]);
});
