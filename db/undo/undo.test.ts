import { describe, expect, it } from "vitest";
import type { Access } from "../../domain/rights.ts";
import { listAudit } from "../audit.ts";
import { getForwardings, setForwardings } from "../call-forwardings.ts";
import { deleteContact, getContact, updateContact } from "../contacts.ts";
import { loadDiversions } from "../diversion-rows.ts";
import { setDiversion } from "../diversions.ts";
import { deleteLayout, findLayout, renameLayout } from "../layouts.ts";
import { addTrustedNetwork, listTrustedNetworks } from "../networks.ts";
import { getPerson } from "../people.ts";
import { updateAdvanced, updateDetails, updateExtra, updateNumbers } from "../people-changes.ts";
import { createPerson } from "../people-create.ts";
import { clearPhoneKeys, listLayoutKeys, listPhoneKeys, setPhoneKeys } from "../phone-keys.ts";
import { getPhone, retirePhone, setPhoneAccounts, updatePhone } from "../phones.ts";
import { deleteResponseGroup } from "../response-group-deletion.ts";
import { getResponseGroup, updateResponseGroup } from "../response-groups.ts";
import { listSettings, setSetting } from "../settings.ts";
import { getShownNumbers, mainGroupOf, setMainGroup, setShownNumber } from "../shown-numbers.ts";
import { updateSipAccount } from "../sip-accounts.ts";
import { renameSite } from "../sites.ts";
import {
  aContact,
  aContactList,
  aGroup,
  aKey,
  aLayout,
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
import { change } from "../transaction.ts";
import type { Actor, Db } from "../types.ts";
import { getWorkHours, setWorkHours } from "../work-hours.ts";
import { undoables, undoWrite } from "./undo.ts";

const all = { access: "all", operator: true } as const;
const later = (minutes: number) => new Date(testNow.getTime() + minutes * 60_000);
/** Somebody whose writes of one request hang together. */
const inRequest = (id: string): Actor => ({ ...testActor, trail: { id, address: "192.0.2.8", written: 0 } });

/** Takes back the newest entry and gives what the undo wrote, newest first. */
async function undoNewest(db: Db, organisationId: string, minute: number) {
  const [entry] = await listAudit(db, { organisationId, limit: 1 });
  await undoWrite(db, testKeyring, { organisationId, id: entry?.id ?? "" }, all, inRequest(`undo-${minute}`), later(minute));
  const entries = (await listAudit(db, { organisationId })).filter((one) => one.undoes === entry?.writeId);
  expect([entry?.action, entries.length > 0]).toEqual([entry?.action, true]);
  return entries;
}

describe.each(testDatabases())("undoing on $name", ({ connect }) => {
  it("puts a person's fields back, category by category, as writes of their own that can be undone too", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const say = { organisationId, firstName: "Åsa", lastName: "Öberg", primaryNumber: "08-465 004 41", extension: "241" };
    const { id } = await createPerson(db, say, "all", testActor, testNow);
    const by = { organisationId, id };
    const read = async () => {
      const { versions: _v, version: _n, updatedAt: _u, ...rest } = await getPerson(db, by);
      return rest;
    };
    const before = await read();
    const mobile = { number: "070-174 06 05", profile: "mex" } as const;
    const writes: ((now: Date) => Promise<unknown>)[] = [
      (now) => updateDetails(db, { ...by, firstName: "Eva", email: "eva@example.se", username: "eva.ek" }, testActor, now),
      (now) => updateNumbers(db, { ...by, primaryNumber: "08-465 004 42", mobile, extension: null }, testActor, now),
      (now) => updateExtra(db, { ...by, searchWords: ["tak", "virke"] }, testActor, now),
      (now) => updateAdvanced(db, { ...by, features: { ex_arbetstid: true } }, "ex", "all", testActor, now),
      (now) => updateAdvanced(db, { ...by, rights: ["user", "operator"] }, "ex", "all", testActor, now),
    ];
    for (const [at, write] of writes.entries()) {
      await write(later(at * 3 + 1));
      const changed = await read();
      expect(changed).not.toEqual(before);
      const [undone] = await undoNewest(db, organisationId, at * 3 + 2);
      expect(await read()).toEqual(before);
      expect([undone?.subject.name, undone?.address, undone?.actor.name]).toEqual([before.name, "192.0.2.8", "Provaren"]);
      await undoNewest(db, organisationId, at * 3 + 3);
      expect(await read()).toEqual(changed);
      await undoNewest(db, organisationId, at * 3 + 3.5);
    }
  });

  it("puts keys, fields and accounts of a phone back, and makes exactly that phone ask again", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const user = await aUser(db, organisationId);
    const other = await aPhone(db, organisationId);
    const key = { place: { module: 0, index: 3 }, kind: "blf", target: { kind: "user", id: user.id } } as const;
    const phone = await aPhone(db, organisationId, { label: "Lagret", keys: [key] });
    const by = { organisationId, id: phone.id };
    const account = await aSipAccount(db, organisationId);
    const plain = async () =>
      (await listPhoneKeys(db, { organisationId, phoneId: phone.id })).map(({ updatedAt: _a, ...rest }) => rest);
    const keys = await plain();
    const own = { organisationId, phoneId: phone.id };
    // Cleared and set by one request: taken back as one.
    await change(db, async (trx) => {
      const actor = inRequest("both");
      await clearPhoneKeys(trx, { ...own, places: [{ module: 0, index: 3 }] }, actor, later(1));
      await setPhoneKeys(
        trx,
        { ...own, keys: [aKey({ ...key, place: { module: 0, index: 7 }, label: "Åsa" })] },
        actor,
        later(1),
      );
    });
    const revisions = async () => [(await getPhone(db, by)).revision, (await getPhone(db, { ...by, id: other.id })).revision];
    const [mine = 0, theirs] = await revisions();
    await undoNewest(db, organisationId, 2);
    expect(await plain()).toEqual(keys);
    const [after = 0, untouched] = await revisions();
    expect([after > mine, untouched]).toEqual([true, theirs]);

    await updatePhone(db, { ...by, label: "Receptionen", userId: user.id }, testActor, later(3));
    await undoNewest(db, organisationId, 4);
    expect(await getPhone(db, by)).toMatchObject({ label: "Lagret", userId: null });
    await setPhoneAccounts(db, { ...by, accounts: [null, account.id] }, testActor, later(5));
    await undoNewest(db, organisationId, 6);
    expect(await db("phone_account").where("phone_id", phone.id)).toEqual([]);
    await undoNewest(db, organisationId, 7);
    expect(await db("phone_account").where("phone_id", phone.id).select("position", "sip_account_id")).toEqual([
      { position: 2, sip_account_id: account.id },
    ]);
  });

  it("brings groups, contacts, layouts and networks back under their old ids, with what they had", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const group = await aGroup(db, organisationId, { name: "Växeln", extension: "601" });
    const list = await aContactList(db, organisationId);
    const contact = await aContact(db, list, { company: "Virke AB" });
    const keys = [{ place: { module: 0, index: 2 }, kind: "speedDial", target: { kind: "group", id: group.id } } as const];
    const layout = await aLayout(db, organisationId, { keys });
    const phone = await aPhone(db, organisationId, { layoutId: layout.id });
    const at = { layer: "layout", organisationId, layoutId: layout.id } as const;
    await setSetting(db, { at, name: "phone.language", value: "en" }, testActor, testNow);
    const layoutKeys = await listLayoutKeys(db, { organisationId, layoutId: layout.id });
    const by = (id: string) => ({ organisationId, id });

    await deleteLayout(db, by(layout.id), testActor, later(1));
    expect((await getPhone(db, by(phone.id))).layoutId).toBeNull();
    await undoNewest(db, organisationId, 2);
    expect((await findLayout(db, by(layout.id)))?.name).toBe(layout.name);
    expect((await getPhone(db, by(phone.id))).layoutId).toBe(layout.id);
    const back = await listLayoutKeys(db, { organisationId, layoutId: layout.id });
    expect(back.map(({ place, target }) => ({ place, target }))).toEqual(
      layoutKeys.map(({ place, target }) => ({ place, target })),
    );
    expect(await listSettings(db, at)).toMatchObject([{ name: "phone.language", value: "en" }]);

    const { revision } = await getPhone(db, by(phone.id));
    await deleteResponseGroup(db, { ...by(group.id), agreed: true }, testActor, later(3));
    await undoNewest(db, organisationId, 4);
    expect(await getResponseGroup(db, by(group.id))).toMatchObject({ name: "Växeln", extension: "601" });
    // Its key lost its target, and has it again.
    expect((await getPhone(db, by(phone.id))).revision).toBe(revision + 2);
    await deleteContact(db, by(contact.id), testActor, later(5));
    await undoNewest(db, organisationId, 6);
    expect(await getContact(db, by(contact.id))).toMatchObject({ company: "Virke AB", numbers: contact.numbers });
    const numbers = [{ kind: "work", number: "031-390 06 11" } as const];
    const whole = { firstName: "", lastName: "", company: "Plank AB", title: "", numbers };
    await updateContact(db, { ...by(contact.id), ...whole }, testActor, later(7));
    await undoNewest(db, organisationId, 8);
    expect(await getContact(db, by(contact.id))).toMatchObject({ company: "Virke AB", numbers: contact.numbers });
    await addTrustedNetwork(db, { organisationId, siteId: null, cidr: "192.0.2.0/24", note: "" }, testActor, later(9));
    await undoNewest(db, organisationId, 10);
    await undoNewest(db, organisationId, 11);
    expect(await listTrustedNetworks(db, organisationId)).toMatchObject([{ cidr: "192.0.2.0/24" }]);
  });

  it("puts settings, names of sites, groups and accounts back", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const site = await aSite(db, organisationId, { name: "Kontoret" });
    const group = await aGroup(db, organisationId, { name: "Växeln" });
    const account = await aSipAccount(db, organisationId);
    const by = (id: string) => ({ organisationId, id });
    const at = { layer: "site", organisationId, siteId: site.id } as const;
    const registrar = { host: "[2001:db8::5]", port: null };
    const writes: ((now: Date) => Promise<unknown>)[] = [
      (now) => renameSite(db, { ...by(site.id), name: "Lagret" }, testActor, now),
      (now) => updateResponseGroup(db, { ...by(group.id), name: "Kundtjänst", extension: "699" }, testActor, now),
      (now) => updateSipAccount(db, testKeyring, { ...by(account.id), label: "Ny", registrar }, testActor, now),
      (now) => setSetting(db, { at, name: "phone.language", value: "en" }, testActor, now),
    ];
    const read = async () => ({
      sites: await db("site").where("id", site.id).select("name"),
      group: await getResponseGroup(db, by(group.id)).then(({ name, extension }) => ({ name, extension })),
      account: await db("sip_account").where("id", account.id).select("label", "registrar_host", "registrar_port"),
      settings: (await listSettings(db, at)).map(({ name, value }) => ({ name, value })),
    });
    const before = await read();
    for (const [n, write] of writes.entries()) {
      await write(later(n * 3 + 1));
      const changed = await read();
      expect(changed).not.toEqual(before);
      await undoNewest(db, organisationId, n * 3 + 2);
      expect(await read()).toEqual(before);
      await undoNewest(db, organisationId, n * 3 + 3);
      expect(await read()).toEqual(changed);
      await undoNewest(db, organisationId, n * 3 + 3.5);
    }
  });

  it("is refused when something has changed since, is gone, taken, forbidden or not defined, and then changes nothing", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const [user, other] = [await aUser(db, organisationId, { extension: "201" }), await aUser(db, organisationId)];
    const phone = await aPhone(db, organisationId);
    const layout = await aLayout(db, organisationId, { name: "Receptionen" });
    const newest = async () => (await listAudit(db, { organisationId, limit: 1 }))[0]?.id ?? "";
    const refused = async (id: string, who: { access: Access | "all"; operator: boolean } = all) => {
      const count = (await listAudit(db, { organisationId })).length;
      const error: unknown = await undoWrite(db, testKeyring, { organisationId, id }, who, testActor, later(60)).catch((e) => e);
      expect((await listAudit(db, { organisationId })).length).toBe(count);
      return error;
    };
    await updateDetails(db, { organisationId, id: user.id, firstName: "Eva", lastName: "Ek" }, testActor, later(1));
    const renamed = await newest();
    await updateDetails(db, { organisationId, id: user.id, lastName: "Alm" }, testActor, later(2));
    expect(await refused(renamed)).toMatchObject({ code: "undo_changed", detail: { fields: ["lastName"] } });

    await updateNumbers(db, { organisationId, id: user.id, extension: null }, testActor, later(3));
    const freed = await newest();
    await updateNumbers(db, { organisationId, id: other.id, extension: "201" }, testActor, later(4));
    expect(await refused(freed)).toMatchObject({ code: "number_taken" });

    await updateAdvanced(db, { organisationId, id: user.id, rights: ["user", "operator"] }, "ex", "all", testActor, later(5));
    const access: Access = { userId: other.id, organisationId, rights: ["user", "administrator"], operates: [] };
    expect(await refused(await newest(), { access, operator: false })).toMatchObject({ code: "right_missing" });

    await renameLayout(db, { organisationId, id: layout.id, name: "Disken" }, testActor, later(6));
    const named = await newest();
    await deleteLayout(db, { organisationId, id: layout.id }, testActor, later(7));
    expect(await refused(named)).toMatchObject({ code: "undo_changed" });
    await updatePhone(db, { organisationId, id: phone.id, label: "Nytt" }, testActor, later(8));
    const labelled = await newest();
    await retirePhone(db, { organisationId, id: phone.id }, testActor, later(9));
    const [added] = await listAudit(db, { organisationId, action: "organisation.created", limit: 1 });
    expect(await refused(added?.id ?? "")).toMatchObject({ code: "undo_not_possible" });
    expect(await refused(labelled)).toMatchObject({ code: "phone_state_refused" });
    const at = { layer: "organisation", organisationId } as const;
    await setSetting(db, { at, name: "exchange.expires", value: 120 }, testActor, later(10));
    expect(await refused(await newest(), { access, operator: false })).toMatchObject({ code: "undo_not_possible" });
    const { id: foreign } = await anOrganisation(db);
    const error: unknown = await undoWrite(
      db,
      testKeyring,
      { organisationId: foreign, id: renamed },
      all,
      testActor,
      later(61),
    ).catch((e) => e);
    expect(error).toMatchObject({ code: "audit_entry_not_found" });
  });

  it("is offered until it has been done, and again when it has been taken back", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const site = await aSite(db, organisationId, { name: "Kontoret" });
    await renameSite(db, { organisationId, id: site.id, name: "Lagret" }, testActor, later(1));
    const [entry] = await listAudit(db, { organisationId, limit: 1 });
    const offered = async () => {
      const entries = await listAudit(db, { organisationId, action: "site.renamed" });
      const map = await undoables(db, entries, organisationId, false);
      return entries.map((one) => map.get(one.writeId)?.undoable);
    };
    expect(await offered()).toEqual([true]);
    await undoWrite(db, testKeyring, { organisationId, id: entry?.id ?? "" }, all, inRequest("one"), later(2));
    expect(await offered()).toEqual([true, false]);
    await undoWrite(db, testKeyring, { organisationId, id: "one" }, all, inRequest("two"), later(3));
    expect(await offered()).toEqual([true, false, true]);
    const map = await undoables(
      db,
      await listAudit(db, { organisationId, action: "organisation.created" }),
      organisationId,
      false,
    );
    expect([...map.values()].map((one) => one.undoable)).toEqual([false]);
  });
});

describe.each(testDatabases())("undoing presence on $name", ({ connect }) => {
  it("puts forwarding, shown number, hours of work, main number and absence back", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const say = { organisationId, firstName: "Eva", lastName: "Lund", primaryNumber: "08-465 004 51" };
    const { id: userId } = await createPerson(db, say, "all", testActor, testNow);
    const other = await aUser(db, organisationId, { extension: "252" });
    const group = await aGroup(db, organisationId, { number: "08-465 004 50" });
    const by = { organisationId, userId };
    const busy = { target: { kind: "user", id: other.id }, enabled: true } as const;
    const planned = { reason: "utbildning", startsAt: "2026-05-04T08:00", endsAt: "2026-05-04T17:00", note: null } as const;
    const read = async () => ({
      kinds: (await getForwardings(db, by)).kinds,
      shown: (await getShownNumbers(db, by)).settings,
      hours: (await getWorkHours(db, by)).hours,
      main: await mainGroupOf(db, organisationId),
      away: (await loadDiversions(db, userId)).filter((one) => one.cancelledAt === null).map((one) => one.startsAt),
    });
    const writes: ((now: Date) => Promise<unknown>)[] = [
      (now) => setForwardings(db, { ...by, kinds: { busy } }, testActor, now),
      (now) => setShownNumber(db, { ...by, shown: "hidden" }, testActor, now),
      (now) => setWorkHours(db, { ...by, hours: { days: [1, 2], from: "09:00", to: "15:00" } }, testActor, now),
      (now) => setMainGroup(db, { organisationId, groupId: group.id }, testActor, now),
      (now) => setDiversion(db, { ...by, source: "portal", ...planned }, testActor, now),
    ];
    for (const [at, write] of writes.entries()) {
      const before = await read();
      await write(later(at * 2 + 1));
      expect(await read()).not.toEqual(before);
      const [entry] = await listAudit(db, { organisationId, limit: 1 });
      await undoWrite(db, testKeyring, { organisationId, id: entry?.id ?? "" }, all, testActor, later(at * 2 + 2));
      expect([entry?.action, await read()]).toEqual([entry?.action, before]);
    }
  });
});
