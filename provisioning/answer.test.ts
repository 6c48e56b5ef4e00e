import { describe, expect, it, onTestFinished } from "vitest";
import { aBoundPhone, anOrganisationWithExchange, aSipAccount } from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import type { Db } from "../db/types.ts";
import { type House, startHouse, userAgents } from "./testing/house.ts";

async function open(db: Db, say: Parameters<typeof startHouse>[1] = {}): Promise<House> {
  const house = await startHouse(db, say);
  onTestFinished(() => house.stop());
  return house;
}

async function aPhoneWithAccount(db: Db) {
  const organisation = await anOrganisationWithExchange(db);
  const account = await aSipAccount(db, organisation.id, { sipUser: "4684650040", label: "Åsa Öberg" });
  const phone = await aBoundPhone(db, organisation.id, { accounts: [account.id] });
  return { organisation, account, phone };
}

describe.each(testDatabases())("answers over HTTP on $name", ({ connect }) => {
  it("gives a bound phone its file and journals it", async () => {
    const db = await connect();
    const { phone } = await aPhoneWithAccount(db);
    const house = await open(db);
    const path = await house.tokenPath(phone, `${phone.mac}.cfg`);
    const reply = await house.ask(path, { userAgent: userAgents.yealink(phone.mac) });
    expect(reply.status).toBe(200);
    expect(reply.body.toString()).toContain("4684650040");
    const [entry] = await house.journal({ phoneId: phone.id });
    expect(entry).toMatchObject({
      path: `/p/***/${phone.mac}.cfg`,
      status: 200,
      decision: "everything",
      reason: "token_valid",
      rung: "bound",
      wants: "phone",
      model: "T46U",
      bytes: reply.body.length,
    });
  });
});
