import { describe, expect, it } from "vitest";
import { listAudit } from "../audit.ts";
import { deleteContactList, findContactList } from "../contact-lists.ts";
import { listContacts } from "../contacts.ts";
import { loadDiversions } from "../diversion-rows.ts";
import { changeDiversion, setDiversion } from "../diversions.ts";
import { addTrustedNetwork } from "../networks.ts";
import { getPerson } from "../people.ts";
import { createPerson } from "../people-create.ts";
import { listPhoneKeys } from "../phone-keys.ts";
import { bindPhone, getPhone, listPhoneAccounts, SwapPhone, swapPhone } from "../phones.ts";
import { listSettings, setSetting } from "../settings.ts";
import { setPassword } from "../sign-in.ts";
import { deleteSite } from "../site-deletion.ts";
import { findSite } from "../sites.ts";
import {
  aContact,
  aContactList,
  anOrganisation,
  aPhone,
  aSipAccount,
  aSite,
  aUser,
  testActor,
  testKeyring,
  testNow,
} from "../testing/builders.ts";
import { testDatabases } from "../testing/databases.ts";
import type { Actor, Db } from "../types.ts";
import { undoWrite } from "./undo.ts";

const all = { access: "all", operator: true } as const;
const later = (minutes: number) => new Date(testNow.getTime() + minutes * 60_000);
const inRequest = (id: string): Actor => ({ ...testActor, trail: { id, address: null, written: 0 } });

async function undoNewest(db: Db, organisationId: string, minute: number): Promise<void> {
  const [entry] = await listAudit(db, { organisationId, limit: 1 });
  const actor = inRequest(`undo-${minute}`);
  await undoWrite(db, testKeyring, { organisationId, id: entry?.id ?? "" }, all, actor, later(minute));
}

describe.each(testDatabases())("taking back what came and went, on $name", ({ connect }) => {
  it("a person who was made goes again, and back, until somebody has given them something", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const say = { organisationId, firstName: "Åsa", lastName: "Öberg", primaryNumber: "08-465 004 41", extension: "241" };
    const mobile = { number: "070-174 06 05", profile: "mex" } as const;
    const more = { ...say, mobile, username: "asa", searchWords: ["tak"], rights: ["user", "administrator"] as const };
    const { id } = await createPerson(db, { ...more, rights: [...more.rights] }, "all", inRequest("made"), testNow);
    // An administrator is left.
    await createPerson(
      db,
      { organisationId, firstName: "Bo", lastName: "Ek", rights: ["administrator"] },
      "all",
      testActor,
      later(-1),
    );
    const key = { place: { module: 0, index: 3 }, kind: "blf", target: { kind: "user", id } } as const;
    const read = async () => {
      const { versions: _v, version: _n, createdAt: _c, updatedAt: _u, ...rest } = await getPerson(db, { organisationId, id });
      return rest;
    };
    const before = await read();
    const [made] = await listAudit(db, { organisationId, action: "user.created", limit: 1 });
    const undoMade = (minute: number) =>
      undoWrite(db, testKeyring, { organisationId, id: made?.writeId ?? "" }, all, inRequest(`u${minute}`), later(minute));
    await undoMade(1);
    await expect(read()).rejects.toMatchObject({ code: "user_not_found" });
    await undoNewest(db, organisationId, 2);
    expect(await read()).toEqual(before);
    const phone = await aPhone(db, organisationId, { keys: [key] });
    await setPassword(db, { organisationId, userId: id, passwordHash: "x", mustChange: true }, testActor, later(3));
    await expect(undoMade(4)).rejects.toMatchObject({ code: "undo_changed", detail: { fields: ["password", "keys"] } });
    expect((await listPhoneKeys(db, { organisationId, phoneId: phone.id })).length).toBe(1);
  });

  it("changed times and reasons of an absence go back, but not what the log does not hold", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { id: userId } = await aUser(db, organisationId);
    const of = { organisationId, userId };
    const planned = { reason: "mote", startsAt: "2026-03-03T09:00", endsAt: "2026-03-03T10:00", note: "Sal 2" };
    const { diversion } = await setDiversion(db, { ...of, ...planned, source: "portal" }, testActor, testNow);
    const now = async () => {
      const [one] = await loadDiversions(db, userId);
      return [one?.reason, one?.startsAt.toISOString(), one?.endsAt?.toISOString(), one?.note];
    };
    const before = await now();
    const by = { ...of, id: diversion.id };
    await changeDiversion(
      db,
      { ...by, startsAt: "2026-03-04T09:00", endsAt: "2026-03-04T11:00", reason: "utbildning" },
      testActor,
      later(1),
    );
    await undoNewest(db, organisationId, 2);
    expect(await now()).toEqual(before);
    await undoNewest(db, organisationId, 3);
    expect((await now())[0]).toBe("utbildning");
    for (const [minute, change] of [
      [4, { note: "Sal 3" }],
      [6, { reason: "sjuk" }],
      [8, { reason: "vab" }],
    ] as const) {
      await changeDiversion(db, { ...by, ...change }, testActor, later(minute));
      await expect(undoNewest(db, organisationId, minute + 1)).rejects.toMatchObject({ code: "undo_not_possible" });
    }
    // A private one may be moved in time: that says nothing of why.
    await changeDiversion(db, { ...by, endsAt: "2026-03-05T11:00" }, testActor, later(10));
    await undoNewest(db, organisationId, 11);
    expect((await now()).slice(0, 3)).toEqual(["vab", "2026-03-04T08:00:00.000Z", "2026-03-04T10:00:00.000Z"]);
  });

  it("a deleted list of contacts comes back with its contacts, and keys know them again", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const list = await aContactList(db, organisationId);
    const contact = await aContact(db, list, { company: "Virke AB" });
    await aContact(db, list, { firstName: "Öran", lastName: "Åkesson" });
    const phone = await aPhone(db, organisationId);
    const of = { organisationId, listId: list.id };
    const plain = async () => (await listContacts(db, of)).map(({ createdAt: _c, updatedAt: _u, ...rest }) => rest);
    const before = await plain();
    await deleteContactList(db, { organisationId, id: list.id }, testActor, later(1));
    const { revision } = await getPhone(db, { organisationId, id: phone.id });
    await undoNewest(db, organisationId, 2);
    expect([await plain(), before.some((one) => one.id === contact.id)]).toEqual([before, true]);
    expect((await findContactList(db, { organisationId, id: list.id }))?.name).toBe(list.name);
    expect((await getPhone(db, { organisationId, id: phone.id })).revision).toBeGreaterThan(revision);
    await undoNewest(db, organisationId, 3);
    expect(await findContactList(db, { organisationId, id: list.id })).toBeNull();
  });

  it("a swap is one step back: the old apparatus has everything, also of one that was swapped for itself", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const account = await aSipAccount(db, organisationId);
    const key = {
      place: { module: 0, index: 3 },
      kind: "speedDial",
      target: { kind: "number", number: "08-465 004 41" },
    } as const;
    const old = await aPhone(db, organisationId, { label: "Lagret", keys: [key], accounts: [account.id] });
    const at = { layer: "phone", organisationId, phoneId: old.id } as const;
    await setSetting(db, { at, name: "phone.language", value: "en" }, testActor, testNow);
    for (const [minute, mac] of [
      [1, "0015657f0a01"],
      [5, old.mac],
    ] as const) {
      const to = SwapPhone.parse({ organisationId, id: old.id, mac, vendor: "yealink", model: "T54W" });
      const fresh = await swapPhone(db, testKeyring, to, inRequest(`swap-${minute}`), later(minute));
      // It has come up meanwhile: that is no reason.
      await bindPhone(db, { phoneId: fresh.id, proof: "network", address: "192.0.2.7" }, testActor, later(minute));
      const [entry] = await listAudit(db, { organisationId, action: "phone.swapped", limit: 1 });
      const undo = () =>
        undoWrite(db, testKeyring, { organisationId, id: entry?.id ?? "" }, all, inRequest(`back-${minute}`), later(minute + 1));
      await undo();
      expect(await getPhone(db, { organisationId, id: old.id })).toMatchObject({
        state: "claimed",
        label: "Lagret",
        mac: old.mac,
      });
      expect((await getPhone(db, { organisationId, id: fresh.id })).state).toBe("retired");
      expect((await listPhoneKeys(db, { organisationId, phoneId: old.id })).length).toBe(1);
      expect((await listPhoneAccounts(db, { organisationId, id: old.id })).map((one) => one.sipUser)).toEqual([account.sipUser]);
      expect((await listSettings(db, at)).map((one) => one.name)).toEqual(["phone.language"]);
      await expect(undo()).rejects.toMatchObject({ code: "undo_changed" });
    }
  });

  it("a site goes when nothing is there, says what is, and comes back", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const site = await aSite(db, organisationId);
    const by = { organisationId, id: site.id };
    const phone = await aPhone(db, organisationId, { siteId: site.id, label: "Lagret" });
    await addTrustedNetwork(db, { organisationId, cidr: "192.0.2.0/24", siteId: site.id, note: "" }, testActor, testNow);
    await expect(deleteSite(db, by, testActor, later(1))).rejects.toMatchObject({
      code: "site_in_use",
      detail: { name: site.name, there: ["Lagret", "192.0.2.0/24"], more: null },
    });
    await db("trusted_network").where("site_id", site.id).delete();
    await db("phone").where("id", phone.id).update({ state: "retired" });
    await deleteSite(db, by, testActor, later(2));
    const [entry] = await listAudit(db, { organisationId, limit: 1 });
    expect([entry?.action, entry?.before]).toEqual(["site.deleted", { name: site.name }]);
    await undoNewest(db, organisationId, 3);
    expect((await findSite(db, by))?.name).toBe(site.name);
    await undoNewest(db, organisationId, 4);
    expect(await findSite(db, by)).toBeNull();
  });
});
