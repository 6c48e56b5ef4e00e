import { describe, expect, it } from "vitest";
import { listsOfUser, listsOfUsers, membersOf } from "./contact-members.ts";
import { aContactList, anOrganisation, aUser } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";

describe.each(testDatabases())("who is in a contact list on $name", ({ connect }) => {
  it("is everybody of the organisation, also those who come later, when it is for everyone; else nobody at first", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id: other } = await anOrganisation(db);
    const [anna, foreign] = [(await aUser(db, organisationId)).id, (await aUser(db, other)).id];
    const all = await aContactList(db, organisationId, { name: "Leverantörer" });
    const some = await aContactList(db, organisationId, { name: "Jour", forEveryone: false });
    const bo = (await aUser(db, organisationId)).id;
    expect(await membersOf(db, [all.id, some.id])).toEqual(new Map([[all.id, [anna, bo].toSorted()]]));
    expect(await listsOfUser(db, bo)).toEqual([{ id: all.id, name: "Leverantörer" }]);
    expect(await listsOfUsers(db, [foreign])).toEqual(new Map());
  });
});
