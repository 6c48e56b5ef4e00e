import { describe, expect, it } from "vitest";
import { listAudit } from "../db/audit.ts";
import { aFirm, aHouse } from "./testing/house.ts";

describe("the change log", () => {
  it("says who did what to whom from where, field by field with names instead of ids, and finds it again", async () => {
    const house = await aHouse();
    const firm = await aFirm(house.db, 41);
    const visitor = await house.somebody(firm.organisation, ["user", "administrator"]);
    house.now.at = new Date("2026-03-04T08:00:00Z");
    const { headers, status } = await visitor.patch(`/phones/${firm.phone}`, { userId: firm.colleague, label: "Kassan" }, 2);
    const auditId = headers.get("x-audit-id");
    expect([status, auditId]).toEqual([200, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    const { body } = await visitor.get("/audit");
    expect(body.entries[0]).toMatchObject({
      actor: { kind: "user", id: visitor.id, name: "Ottilia Testare" },
      address: "127.0.0.1",
      action: "phone.updated",
      subject: { kind: "phone", id: firm.phone, name: "Kassan" },
      changes: [
        { field: "label", before: "Lagret", after: "Kassan" },
        {
          field: "userId",
          before: { kind: "ref", of: "user", id: firm.user, name: "Åsa Öberg" },
          after: { kind: "ref", of: "user", id: firm.colleague, name: "Bo Ek" },
        },
      ],
      writeId: auditId,
      together: 1,
      undoable: true,
      undoneBy: null,
    });
    const found = async (query: string) => {
      const answered = await visitor.get(`/audit?${query}`);
      return answered.body.entries.map((one: { action: string }) => one.action);
    };
    for (const query of ["q=kassan", "q=bo%20ek%20lagret", `actorId=${visitor.id}&subjectKind=phone`, "from=2026-03-04"]) {
      expect([query, await found(query)]).toEqual([query, ["phone.updated"]]);
    }
    for (const query of ["q=ingenting", "from=2026-03-05", `actorKind=operator`, `q=kassan&to=2026-03-03`]) {
      expect([query, await found(query)]).toEqual([query, []]);
    }
    const all = await found("");
    const signIns = await found("topic=sign_ins");
    expect(new Set(signIns)).toEqual(new Set(["session.started"]));
    expect(await found("topic=changes")).toEqual(all.filter((action: string) => action !== "session.started"));
    expect(new Set(await found("topic=keys"))).toEqual(new Set(["phone.keys_set"]));
    expect(await found(`subjectId=${firm.user}`)).toContain("user.created");
    expect((await visitor.get("/audit?from=2026-02-30")).status).toBe(422);
  });

  it("takes a save back as one, with all that it wrote, and says that it has been taken back", async () => {
    const house = await aHouse();
    const firm = await aFirm(house.db, 41);
    const visitor = await house.somebody(firm.organisation, ["user", "administrator"]);
    const change = {
      clear: [{ module: 0, index: 3 }],
      set: [{ place: { module: 0, index: 5 }, kind: "blf", target: { kind: "user", id: firm.colleague } }],
    };
    const saved = await visitor.patch(`/phones/${firm.phone}/keys`, change, 2);
    const auditId = saved.headers.get("x-audit-id");
    const { body } = await visitor.get(`/audit/${auditId}`);
    expect([body.entry.action, body.together.map((one: { action: string }) => one.action)]).toEqual([
      "phone.keys_cleared",
      ["phone.keys_set"],
    ]);
    expect(body.together[0].changes[0]).toMatchObject({
      field: "0/5",
      before: null,
      after: { fields: expect.arrayContaining([{ field: "target", value: expect.objectContaining({ name: "Bo Ek" }) }]) },
    });
    house.now.at = new Date(house.now.at.getTime() + 60_000);
    const undone = await visitor.post(`/audit/${auditId}/undo`);
    expect([undone.status, undone.headers.get("x-audit-id")]).toEqual([204, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    const { body: phone } = await visitor.get(`/phones/${firm.phone}`);
    expect(phone.keys.map((key: { place: object }) => key.place)).toEqual([{ module: 0, index: 3 }]);
    const again = await visitor.get(`/audit/${auditId}`);
    expect(again.body.entry).toMatchObject({ undoable: false, undoneBy: undone.headers.get("x-audit-id") });
    const refused = await visitor.post(`/audit/${auditId}/undo`);
    expect([refused.status, refused.body.code]).toEqual([409, "undo_changed"]);
    const entries = await listAudit(house.db, { organisationId: firm.organisation, limit: 2 });
    expect(entries.map(({ action, undoes }) => [action, undoes])).toEqual([
      ["phone.keys_set", auditId],
      ["phone.keys_cleared", auditId],
    ]);
  });

  it("gives no id of an entry when nothing was written, or only tried", async () => {
    const house = await aHouse();
    const firm = await aFirm(house.db, 41);
    const visitor = await house.somebody(firm.organisation, ["user", "administrator"]);
    const same = await visitor.patch(`/users/${firm.user}/details`, { firstName: "Åsa" }, 1);
    const tried = { method: "patch", path: `/users/${firm.user}/details`, body: { firstName: "Eva" }, version: 1 };
    const trial = await visitor.post("/reach", tried);
    expect([same, trial].map(({ status, headers }) => [status, headers.get("x-audit-id")])).toEqual([
      [200, null],
      [200, null],
    ]);
  });
});
