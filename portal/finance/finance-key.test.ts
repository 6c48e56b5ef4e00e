import { describe, expect, it } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { createFinanceKey, listFinanceKeys, revokeFinanceKey } from "../../db/finance-keys.ts";
import { anOrganisation, testActor, testNow } from "../../db/testing/builders.ts";
import { aHouse } from "../testing/house.ts";
import { ubl } from "./testing/files.ts";

const asFile = { "content-type": "application/octet-stream" };

describe("a finance key", () => {
  it("hands in files and asks what became of them, and opens nothing else, until it is revoked", async () => {
    const house = await aHouse();
    const { token, id } = await createFinanceKey(house.db, { name: "Faktureringen" }, testActor, testNow);
    const { id: organisationId } = await anOrganisation(house.db);
    await house.db("organisation").where({ id: organisationId }).update({ customer_number: "K1" });
    const headers = { ...asFile, authorization: `Bearer ${token}` };
    const stranger = house.stranger();
    const sent = await stranger.ask("POST", "/operator/finance/files?name=a.xml", {
      body: ubl({ number: "1", customer: "K1", net: 100 }),
      headers,
    });
    expect([sent.status, sent.body.file.state, sent.body.file.via, sent.body.file.receivedBy]).toEqual([
      201,
      "taken",
      "api",
      "Faktureringen",
    ]);
    const read = (path: string) => stranger.ask("GET", path, { headers });
    expect((await read(`/operator/finance/files/${sent.body.file.id}`)).body.id).toBe(sent.body.file.id);
    expect((await read("/operator/finance/payments")).body.code).toBe("session_expired");
    expect((await read("/users")).body.code).toBe("session_expired");
    const [entry] = await listAudit(house.db, { organisationId, action: "invoice.taken" });
    expect(entry?.actor).toMatchObject({ kind: "system", name: "Faktureringen" });
    const used = await listFinanceKeys(house.db);
    expect(used).toMatchObject([{ id, lastUsedAt: testNow.toISOString() }]);
    await expect(createFinanceKey(house.db, { name: "Faktureringen" }, testActor, testNow)).rejects.toMatchObject({
      code: "finance_key_name_taken",
    });
    await revokeFinanceKey(house.db, id, testActor, testNow);
    const refused = await read("/operator/finance/files");
    expect([refused.status, refused.body.code, refused.headers.get("www-authenticate")]).toEqual([
      401,
      "finance_key_refused",
      'Bearer error="invalid_token"',
    ]);
    await expect(revokeFinanceKey(house.db, id, testActor, testNow)).rejects.toMatchObject({ code: "finance_key_not_found" });
    const log = await listAudit(house.db, { organisationId: null, subjectId: id });
    expect(log.map(({ action }) => action).toSorted()).toEqual(["finance_key.created", "finance_key.revoked"]);
    expect(JSON.stringify(await house.db("finance_key").select())).not.toContain(token);
    expect(JSON.stringify(log)).not.toContain(token);
  });

  it("is not needed by staff, who has to look after all organisations", async () => {
    const house = await aHouse();
    const { id } = await anOrganisation(house.db);
    const some = await house.somebody(id, ["operator"], { operates: [id] });
    expect((await some.get("/operator/finance/files")).body.code).toBe("all_organisations_needed");
  });
});
