import { describe, expect, it } from "vitest";
import { commonPhonebooks } from "../domain/settings.ts";
import { phonesWithList, writeMembers } from "./contact-members.ts";
import { updateDeactivation } from "./deactivations.ts";
import { phonebooksOfPhone } from "./phone-books.ts";
import { getPhone, updatePhone } from "./phones.ts";
import { setSetting } from "./settings.ts";
import { aContactList, anOrganisation, aPhone, aSite, aUser, testActor, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Db } from "./types.ts";

/** A firm with a list for everyone and one for Åsa alone, a phone of hers, one of Bo and one of nobody. */
async function aFirm(db: Db) {
  const { id: organisationId } = await anOrganisation(db);
  const [åsa, bo] = [await aUser(db, organisationId), await aUser(db, organisationId)];
  const everyone = await aContactList(db, organisationId, { name: "Alla" });
  const few = await aContactList(db, organisationId, { name: "Få", forEveryone: false });
  await writeMembers(db, { organisationId, listId: few.id, userIds: [åsa.id] });
  const site = await aSite(db, organisationId);
  const phones = {
    åsa: await aPhone(db, organisationId, { userId: åsa.id }),
    bo: await aPhone(db, organisationId, { userId: bo.id }),
    nobody: await aPhone(db, organisationId, { siteId: site.id }),
  };
  return { organisationId, åsa, bo, everyone, few, site, phones };
}

describe.each(testDatabases())("the phonebooks of a phone on $name", ({ connect }) => {
  it("are its user's: colleagues and the lists that the user is in; another firm has none of them", async () => {
    const db = await connect();
    const { phones, everyone, few } = await aFirm(db);
    const stranger = await aPhone(db, (await anOrganisation(db)).id);
    expect(await phonebooksOfPhone(db, phones.åsa.id)).toEqual(["colleagues", everyone.id, few.id]);
    expect(await phonebooksOfPhone(db, phones.bo.id)).toEqual(["colleagues", everyone.id]);
    expect(await phonebooksOfPhone(db, stranger.id)).toEqual(["colleagues"]);
    expect(await phonebooksOfPhone(db, "019b0000-0000-7000-8000-000000000000")).toEqual([]);
  });

  it("are what a setting says for phones of nobody, and the phones with a list are exactly those that show it", async () => {
    const db = await connect();
    const { organisationId, phones, everyone, few, site } = await aFirm(db);
    const expected = {
      none: [],
      colleagues: ["colleagues"],
      everyone: ["colleagues", everyone.id],
      all: ["colleagues", everyone.id, few.id],
    };
    for (const value of commonPhonebooks) {
      // A layer above says something else to phones elsewhere.
      const below = { layer: "organisation", organisationId } as const;
      const other = value === "all" ? "none" : "all";
      await setSetting(db, { at: below, name: "phonebook.commonPhones", value: other }, testActor, testNow);
      const at = { layer: "site", organisationId, siteId: site.id } as const;
      await setSetting(db, { at, name: "phonebook.commonPhones", value }, testActor, testNow);
      expect([value, await phonebooksOfPhone(db, phones.nobody.id)]).toEqual([value, expected[value]]);
      for (const list of [everyone, few]) {
        const showing = [];
        for (const phone of Object.values(phones))
          if ((await phonebooksOfPhone(db, phone.id)).includes(list.id)) showing.push(phone.id);
        const found: { id: string }[] = await db.select("id").from(db.raw("(?) as found", [phonesWithList(db, list.id)]));
        expect(found.map(({ id }) => id).sort()).toEqual(showing.sort());
      }
    }
  });

  it("change with whose the phone is, and its files with them; the same books raise nothing", async () => {
    const db = await connect();
    const { organisationId, phones, åsa, bo } = await aFirm(db);
    const revision = async (id: string) => (await getPhone(db, { organisationId, id })).revision;
    const give = async (userId: string | null) => {
      const before = await revision(phones.nobody.id);
      await updatePhone(db, { organisationId, id: phones.nobody.id, userId }, testActor, testNow);
      return (await revision(phones.nobody.id)) - before;
    };
    expect([await give(bo.id), await give(åsa.id), await give(åsa.id), await give(null)]).toEqual([0, 1, 0, 1]);
    const before = await revision(phones.åsa.id);
    const today = { organisationId, id: åsa.id, deactivateOn: "2026-03-02" };
    await updateDeactivation(db, today, testActor, testNow);
    expect(await revision(phones.åsa.id)).toBeGreaterThan(before);
    expect(await phonebooksOfPhone(db, phones.åsa.id)).toHaveLength(2);
  });
});
