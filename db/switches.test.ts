import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { swapPhone } from "./phones.ts";
import { deleteSite } from "./site-deletion.ts";
import { countFindings, dismissFinding, listFindings } from "./switch-findings.ts";
import { bringBackSwitch, changeSwitch, findSwitch, getSwitch, listSwitches, openCredential, removeSwitch } from "./switches.ts";
import { anOrganisation, aPhone, aSite, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { anOwnNetwork, aPort, aReading, aSwitch, hasAnswered } from "./testing/switches.ts";
import { undoWrite } from "./undo/undo.ts";

const person = { access: "all", operator: false } as const;
const secret = { kind: "v2c", community: "nyckeln-till-natet" } as const;

describe.each(testDatabases())("switches on $name", ({ connect }) => {
  it("keep what opens them sealed, are changed, removed and brought back, each with an entry that can be taken back", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    await anOwnNetwork(db, organisationId, "10.20.0.0/24");
    const { id: siteId } = await aSite(db, organisationId);
    const one = await aSwitch(db, organisationId, { address: "10.20.0.2", name: "Plan 2", siteId, read: secret });
    const by = { organisationId, id: one.id };
    const [row] = await db("switch").select("read_sealed", "write_sealed");
    expect([row.read_sealed.includes(secret.community), row.write_sealed]).toEqual([false, null]);
    expect(openCredential(testKeyring, one.id, "read_sealed", row.read_sealed)).toEqual(secret);
    await expect(aSwitch(db, organisationId, { address: "10.20.0.2" })).rejects.toMatchObject({ code: "switch_address_taken" });
    await expect(deleteSite(db, { organisationId, id: siteId }, testActor, testNow)).rejects.toMatchObject({
      code: "site_in_use",
      detail: { there: ["Plan 2"] },
    });
    const undo = async (action: string) => {
      const [entry] = await listAudit(db, { organisationId, action });
      await undoWrite(db, testKeyring, { organisationId, id: entry?.id ?? "" }, person, testActor, testNow);
    };
    await changeSwitch(db, testKeyring, { ...by, name: "Plan 3", siteId: null, version: 1 }, testActor, testNow);
    await expect(changeSwitch(db, testKeyring, { ...by, version: 1 }, testActor, testNow)).rejects.toMatchObject({
      code: "version_conflict",
    });
    const [changed] = await listAudit(db, { organisationId, action: "switch.changed" });
    expect([changed?.before, changed?.after]).toEqual([
      { name: "Plan 2", siteId },
      { name: "Plan 3", siteId: null },
    ]);
    await undo("switch.changed");
    expect(await getSwitch(db, by)).toMatchObject({ name: "Plan 2", siteId });
    await removeSwitch(db, by, testActor, testNow);
    expect([await findSwitch(db, by), await listSwitches(db, organisationId)]).toEqual([null, []]);
    // Its address is free, and taken when it wants to come back.
    const other = await aSwitch(db, organisationId, { address: "10.20.0.2" });
    await expect(bringBackSwitch(db, by, testActor, testNow)).rejects.toMatchObject({ code: "switch_address_taken" });
    await removeSwitch(db, { organisationId, id: other.id }, testActor, testNow);
    await bringBackSwitch(db, by, testActor, testNow);
    const [back] = await db("switch").where("id", one.id).select("read_sealed");
    expect(openCredential(testKeyring, one.id, "read_sealed", back.read_sealed)).toEqual(secret);
    expect((await listAudit(db, { organisationId, action: "switch.removed" }))[0]?.before).toMatchObject({
      address: "10.20.0.2",
    });
    expect(JSON.stringify(await listAudit(db, { organisationId }))).not.toContain(secret.community);
  });

  it("send what opens them to no other address or port: it is said anew, and what was is not taken back", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    await anOwnNetwork(db, organisationId, "10.20.0.0/24");
    const one = await aSwitch(db, organisationId, { address: "10.20.0.2", name: "Plan 2", read: secret, write: secret });
    const by = { organisationId, id: one.id };
    const save = (say: object) => changeSwitch(db, testKeyring, { ...by, ...say }, testActor, testNow);
    const needed = { code: "switch_secret_needed" };
    await expect(save({ address: "10.20.0.9" })).rejects.toMatchObject(needed);
    await expect(save({ port: 1161 })).rejects.toMatchObject(needed);
    await expect(save({ address: "10.20.0.9", read: secret })).rejects.toMatchObject(needed);
    await expect(save({ address: "10.20.0.9", write: null })).rejects.toMatchObject(needed);
    // The same in other words is nowhere else.
    expect(await save({ address: "10.20.0.2", port: 161, name: "Plan 3" })).toMatchObject({ name: "Plan 3" });
    const fresh = { kind: "v2c", community: "en-annan-nyckel" } as const;
    expect(await save({ address: "10.20.0.9", read: fresh, write: null })).toMatchObject({
      address: "10.20.0.9",
      writeKind: null,
    });
    const row = await db("switch").where("id", one.id).first("read_sealed", "write_sealed");
    expect([openCredential(testKeyring, one.id, "read_sealed", row.read_sealed), row.write_sealed]).toEqual([fresh, null]);
    // Nothing may be written to it: there is nothing to say anew of that.
    expect(await save({ port: 1161, read: fresh })).toMatchObject({ port: 1161 });
    for (const { id, after } of await listAudit(db, { organisationId, action: "switch.changed" })) {
      if (JSON.stringify(after) === '{"name":"Plan 3"}') continue;
      const undone = undoWrite(db, testKeyring, { organisationId, id }, person, testActor, testNow);
      await expect(undone).rejects.toMatchObject({ code: "undo_not_possible" });
    }
  });

  it("hide what is noticed until it is shown again, and tell nothing twice", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    await anOwnNetwork(db, organisationId, "10.20.0.0/24");
    const { mac } = await aPhone(db, organisationId, { mac: "805ec0000001" });
    const one = await aSwitch(db, organisationId, { address: "10.20.0.2" });
    const ports = [aPort(1), aPort(2)];
    for (const port of [1, 2]) await hasAnswered(db, one, aReading({ ports, learnt: [{ mac, port, vlan: 20 }] }));
    const [moved] = await listFindings(db, { organisationId });
    expect(moved).toMatchObject({ kind: "phone_moved", mac, port: 2 });
    const by = { organisationId, id: moved?.id ?? "" };
    await dismissFinding(db, by, testActor, testNow);
    await hasAnswered(db, one, aReading({ ports, learnt: [{ mac, port: 2, vlan: 20 }] }));
    expect([await listFindings(db, { organisationId }), [...(await countFindings(db, organisationId))]]).toEqual([[], []]);
    await expect(dismissFinding(db, by, testActor, testNow)).rejects.toMatchObject({ code: "switch_finding_not_found" });
    const [entry] = await listAudit(db, { organisationId, action: "switch.finding_dismissed" });
    expect(entry?.after).toMatchObject({ finding: "phone_moved", port: "Gi1/0/2", phone: mac });
    await undoWrite(db, testKeyring, { organisationId, id: entry?.id ?? "" }, person, testActor, testNow);
    expect((await listFindings(db, { organisationId })).map(({ id }) => id)).toEqual([by.id]);
  });

  it("ask no more to move somebody who has been moved to the new phone, though the switch has not been asked since", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    await anOwnNetwork(db, organisationId, "10.20.0.0/24");
    const { id, mac } = await aPhone(db, organisationId, { mac: "805ec0000001" });
    const one = await aSwitch(db, organisationId, { address: "10.20.0.2" });
    const [before, newMac] = [aReading({ ports: [aPort(1)], learnt: [{ mac, port: 1, vlan: 20 }] }), "805ec0000002"];
    await hasAnswered(db, one, before);
    await hasAnswered(db, one, aReading({ ports: [aPort(1)], learnt: [{ mac: newMac, port: 1, vlan: 20 }] }));
    expect(await listFindings(db, { organisationId })).toMatchObject([{ kind: "new_phone", mac, newMac }]);
    await swapPhone(db, testKeyring, { organisationId, id, mac: newMac, vendor: "yealink", model: "T46U" }, testActor, testNow);
    expect([await listFindings(db, { organisationId }), [...(await countFindings(db, organisationId))]]).toEqual([[], []]);
  });
});
