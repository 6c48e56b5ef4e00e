import { describe, expect, it } from "vitest";
import { listAudit } from "../db/audit.ts";
import { updateDeactivation } from "../db/deactivations.ts";
import { setDiversion } from "../db/diversions.ts";
import { createPerson } from "../db/people-create.ts";
import { anOrganisation, testActor, testNow } from "../db/testing/builders.ts";
import { aHouse } from "./testing/house.ts";

/** Monday 2 March, 10:00 in Stockholm. */
async function anOffice(database: "SQLite" | "PostgreSQL") {
  const house = await aHouse({ database });
  const { id: organisationId } = await anOrganisation(house.db);
  const user = await house.somebody(organisationId, ["user"]);
  const person = async (firstName: string, lastName: string, more: object = {}) =>
    (await createPerson(house.db, { organisationId, firstName, lastName, ...more }, "all", testActor, testNow)).id;
  const away = (userId: string, reason: string, endsAt: string | null, note: string | null = null) =>
    setDiversion(
      house.db,
      { organisationId, userId, reason, startsAt: null, endsAt, note, source: "portal" },
      testActor,
      testNow,
    );
  const list = async (query = "") => (await user.get(`/me/colleagues${query}`)).body;
  const names = async (query: string) => (await list(query)).rows.map((row: { name: string }) => row.name);
  return { house, organisationId, user, person, away, list, names };
}

describe.each(["SQLite", "PostgreSQL"] as const)("colleagues on %s", (database) => {
  it("are listed with who is here and who is away till when, without oneself and who has left", async () => {
    const { house, organisationId, user, person, away, list, names } = await anOffice(database);
    const more = { email: "privat@example.se", mobile: { number: "070-174 06 21", profile: "external" }, searchWords: ["tak"] };
    const jonas = await person("Jonas", "Malm", { primaryNumber: "08-465 004 22", extension: "222", ...more });
    const eva = await person("Eva", "Åberg");
    await person("Bo", "Ek");
    await away(jonas, "mote", "2026-03-02T13:00", "Hos kund");
    await away(eva, "semester", "2026-03-04T08:00");
    const gone = await person("Gunilla", "Dahl");
    await updateDeactivation(house.db, { organisationId, id: gone, deactivateOn: "2026-03-02" }, testActor, testNow);
    const all = await list();
    expect(all.total).toBe(3);
    expect(all.rows.map((row: { name: string }) => row.name)).toEqual(["Bo Ek", "Jonas Malm", "Eva Åberg"]);
    expect(all.rows[1]).toEqual({
      id: jonas,
      name: "Jonas Malm",
      extension: "222",
      number: { e164: "+46846500422", display: expect.stringMatching(/^08-465/) },
      away: {
        reason: "mote",
        words: { sv: "Möte", en: "Meeting" },
        note: "Hos kund",
        startsAt: testNow.toISOString(),
        until: "2026-03-02T12:00:00.000Z",
      },
      picture: null,
    });
    expect(all.changesAt).toBe("2026-03-02T12:00:00.000Z");
    expect(await names("?now=away")).toEqual(["Jonas Malm", "Eva Åberg"]);
    expect(await names("?now=here")).toEqual(["Bo Ek"]);
    expect(await names("?limit=1&offset=1")).toEqual(["Jonas Malm"]);
    for (const q of ["aberg", "malm jonas", "tak", "08-465 004 22", "222"])
      expect([q, (await names(`?q=${q}`)).length]).toEqual([q, 1]);
    for (const q of ["privat@example.se", "070-174 06 21", "22 malm", "Testare"])
      expect([q, await names(`?q=${encodeURIComponent(q)}`)]).toEqual([q, []]);
    // At the end of an absence nobody has to write anything.
    house.now.at = new Date("2026-03-02T12:00:00Z");
    expect([await names("?now=away"), (await list()).changesAt]).toEqual([["Eva Åberg"], "2026-03-04T07:00:00.000Z"]);
    expect((await user.get("/users")).body.code).toBe("right_missing");
  });

  it("never learn of sickness, a sick child or what was noted of it, until the person shares it", async () => {
    const { house, organisationId, user, away, list } = await anOffice(database);
    const sick = await house.somebody(organisationId, ["user"]);
    const administrator = await house.somebody(organisationId, ["user", "administrator"]);
    for (const reason of ["sjuk", "vab"]) {
      await away(sick.id, reason, "2026-03-02T17:00", "Magsjuka hemma");
      for (const [path, rows] of [
        ["/me/colleagues", "rows"],
        ["/me/search?q=ottilia", "colleagues"],
      ] as const) {
        const { body } = await user.get(path);
        expect(body[rows].find((row: { id: string }) => row.id === sick.id).away).toEqual({
          reason: null,
          words: { sv: "Frånvarande", en: "Away" },
          note: null,
          startsAt: testNow.toISOString(),
          until: "2026-03-02T16:00:00.000Z",
        });
        for (const secret of [/sjuk/i, /sick/i, /vab/i, /rights/, /email/, /administrator/])
          expect(JSON.stringify(body)).not.toMatch(secret);
      }
    }
    // An administrator who looks as a colleague sees what a colleague sees, and cannot choose for the person.
    expect(JSON.stringify((await administrator.get("/me/colleagues")).body)).not.toMatch(/vab/i);
    expect((await administrator.put(`/users/${sick.id}/sharing`, { sharesPrivateReasons: true })).status).toBe(404);
    expect((await sick.get("/me/sharing")).body).toEqual({ sharesPrivateReasons: false });
    await sick.put("/me/sharing", { sharesPrivateReasons: true });
    await sick.put("/me/sharing", { sharesPrivateReasons: true });
    expect((await list()).rows.find((row: { id: string }) => row.id === sick.id).away).toMatchObject({
      reason: "vab",
      note: "Magsjuka hemma",
    });
    expect((await sick.get("/me/diversions")).body.sharesPrivateReasons).toBe(true);
    const entries = await listAudit(house.db, { organisationId, action: "user.sharing_set" });
    expect(entries.map(({ actor, before, after }) => [actor.id, before, after])).toEqual([
      [sick.id, { sharesPrivateReasons: false }, { sharesPrivateReasons: true }],
    ]);
  });
});
