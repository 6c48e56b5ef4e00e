import { describe, expect, it } from "vitest";
import { numberHolders, purgeHoldings } from "./number-holders.ts";
import { anOrganisation, aUser, testActor, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { setUserNumber } from "./user-numbers.ts";
import { deleteUser } from "./users.ts";

const day = (days: number) => new Date(testNow.getTime() + days * 86_400_000);
const number = "+46701740691";

describe.each(testDatabases())("who had a number on $name", ({ connect }) => {
  it("is whoever had it then: its next holder is shown no calls of the one before, nor is anybody those between", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const [eva, bo] = [
      await aUser(db, organisationId, { firstName: "Eva", lastName: "Ek" }),
      await aUser(db, organisationId, { firstName: "Bo", lastName: "Alm" }),
    ];
    const set = (userId: string, on: number, to: string | null = number, mobileProfile: "mex" | "external" = "mex") =>
      setUserNumber(db, { organisationId, userId, kind: "mobile", number: to, mobileProfile }, testActor, day(on));
    const then = async (of = organisationId) => {
      const holderOf = await numberHolders(db, [number]);
      return [-30, 5, 12, 25, 40].map((on) => holderOf(of, number, day(on))?.name ?? null);
    };
    await set(eva.id, 0);
    expect(await then()).toEqual(Array(5).fill("Eva Ek"));
    // What stays the same begins nothing anew.
    await set(eva.id, 4);
    await set(eva.id, 10, null);
    expect(await then()).toEqual(["Eva Ek", "Eva Ek", null, null, null]);
    await set(bo.id, 20);
    expect(await then()).toEqual(["Eva Ek", "Eva Ek", null, "Bo Alm", "Bo Alm"]);
    expect(await then((await anOrganisation(db)).id)).toEqual(Array(5).fill(null));
    await deleteUser(db, { organisationId, id: bo.id }, testActor, day(30));
    await set(eva.id, 31);
    expect(await then()).toEqual(["Eva Ek", "Eva Ek", null, null, "Eva Ek"]);
    await purgeHoldings(db, day(750));
    expect(await db("former_number").distinct("user_id").pluck("user_id")).toEqual([bo.id]);
  });
});
