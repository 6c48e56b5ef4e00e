import { describe, expect, it } from "vitest";
import { createPerson } from "../db/people-create.ts";
import { testActor, testNow } from "../db/testing/builders.ts";
import { aFirm, aHouse } from "./testing/house.ts";

describe("search", () => {
  it("gives an administrator everything, and somebody else colleagues by what a colleague sees, and no more", async () => {
    const house = await aHouse();
    const firm = await aFirm(house.db, 41);
    const mobile = { number: "070-174 06 21", profile: "external" } as const;
    const jonas = { firstName: "Jonas", lastName: "Malm", primaryNumber: "08-465 004 22", extension: "222", mobile };
    const say = { organisationId: firm.organisation, email: "privat@example.se", searchWords: ["tak"], ...jonas };
    await createPerson(house.db, say, "all", testActor, testNow);
    const user = await house.somebody(firm.organisation, ["user"]);
    expect((await user.get("/search?q=lagret")).body.code).toBe("right_missing");
    const found = async (q: string) => (await user.get(`/me/search?q=${encodeURIComponent(q)}`)).body.colleagues;
    const [one, ...others] = await found("jonas");
    expect([one, others]).toEqual([
      {
        id: expect.any(String),
        name: "Jonas Malm",
        extension: "222",
        number: { e164: "+46846500422", display: expect.stringMatching(/^08-465/) },
        away: null,
        picture: null,
      },
      [],
    ]);
    for (const q of ["MALM", "tak", "08-465 004 22", "222"]) expect([q, (await found(q)).length]).toEqual([q, 1]);
    for (const q of ["privat@example.se", "070-174 06 21", "lagret", "j"]) expect([q, await found(q)]).toEqual([q, []]);
    const administrator = await house.somebody(firm.organisation, ["user", "administrator"]);
    const { body } = await administrator.get("/search?q=lagret");
    expect(body.phones.map((phone: { id: string }) => phone.id)).toEqual([firm.phone]);
  });
});
