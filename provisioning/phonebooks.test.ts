import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeMembers } from "../db/contact-members.ts";
import { setSetting } from "../db/settings.ts";
import {
  aBoundPhone,
  aContact,
  aContactList,
  anOrganisationWithExchange,
  aUser,
  testActor,
  testNow,
} from "../db/testing/builders.ts";
import { testDatabases } from "../db/testing/databases.ts";
import { manyContacts } from "../db/testing/many-contacts.ts";
import { updateUser } from "../db/users.ts";
import { vendorIds } from "../domain/plan.ts";
import { findModel } from "../templates/index.ts";
import { usualFirmware } from "../templates/virtual/firmware.ts";
import { virtualPhone } from "../templates/virtual/phone.ts";
import { virtualVendor } from "../templates/virtual/vendors.ts";
import { makeAuthority } from "./testing/certificates.ts";
import { aFirmWithPhone, open, sqlite } from "./testing/scene.ts";

const databases = testDatabases();
const models = { yealink: "T46U", snom: "D785", polycom: "VVX450" } as const;
const ending = { yealink: "xml", snom: "xml", polycom: "html" } as const;

describe("a phone's phonebooks", () => {
  it("are read by the phones of members alone, and gone at the next request when somebody is no member any more", async () => {
    const db = await sqlite(databases);
    const { organisation } = await aFirmWithPhone(db);
    const organisationId = organisation.id;
    const member = await aUser(db, organisationId, { firstName: "Ylva", lastName: "Medlem", extension: "4801" });
    const other = await aUser(db, organisationId, { extension: "4802" });
    const list = await aContactList(db, organisationId, { forEveryone: false });
    await aContact(db, list, { company: "Hemliga Byggen AB" });
    await writeMembers(db, { organisationId, listId: list.id, userIds: [member.id] });
    const house = await open(db);
    for (const vendor of vendorIds) {
      const say = { vendor, model: models[vendor] };
      const phones = [];
      for (const userId of [member.id, other.id, null]) phones.push(await aBoundPhone(db, organisationId, { ...say, userId }));
      await house.provisioning.settle();
      const paths = await Promise.all(phones.map((phone) => house.tokenPath(phone, `phonebook/${list.id}.${ending[vendor]}`)));
      const replies = await Promise.all(paths.map((path) => house.ask(path)));
      expect(replies.map(({ status }) => status)).toEqual([200, 404, 404]);
      expect(replies[0]?.body.toString()).toContain("Hemliga Byggen AB");
      // The answer to who may not is the answer to who asks for what is not there.
      const [first] = phones;
      const nothing = first && (await house.ask(await house.tokenPath(first, `phonebook/${member.id}.${ending[vendor]}`)));
      expect([replies[1]?.rawHeaders, replies[1]?.body]).toEqual([nothing?.rawHeaders, nothing?.body]);
      for (const part of ["?letter=H", "?search=hemliga", "?search="]) {
        const asked = await Promise.all(paths.map((path) => house.ask(`${path}${part}`)));
        expect(asked.slice(1).map((reply) => reply.body.includes("Hemliga") || reply.status !== 404)).toEqual([false, false]);
      }
    }
    const reasons = (await house.journal()).map(({ reason }) => reason);
    expect(reasons).toContain("phonebook_none");
  });

  it("of a phone of nobody are those that a setting gives it", async () => {
    const db = await sqlite(databases);
    const { organisation, phone } = await aFirmWithPhone(db);
    const house = await open(db);
    const path = await house.tokenPath(phone, "phonebook/colleagues.xml");
    expect((await house.ask(path)).status).toBe(200);
    const at = { layer: "organisation", organisationId: organisation.id } as const;
    await setSetting(db, { at, name: "phonebook.commonPhones", value: "none" }, testActor, testNow);
    await house.provisioning.settle();
    expect((await house.ask(path)).status).toBe(404);
    const file = await house.ask(await house.tokenPath(phone, `${phone.mac}.cfg`));
    expect(file.body.toString()).toContain("remote_phonebook.data.1.url = %NULL%");
  });

  it("with ten thousand contacts reach each make whole, in files that it can take", async () => {
    const db = await sqlite(databases);
    const { id: organisationId } = await anOrganisationWithExchange(db);
    const user = await aUser(db, organisationId, { firstName: "Ylva", lastName: "Läsare", extension: "4711" });
    const list = await aContactList(db, organisationId, { name: "Kunder" });
    await manyContacts(db, list, 10_000);
    const house = await open(db);
    const at = { layer: "organisation", organisationId } as const;
    const url = `http://127.0.0.1:${house.port}`;
    await setSetting(db, { at, name: "provisioning.url", value: url }, testActor, testNow);
    const most = { yealink: 1_500_000, snom: 20_000, polycom: 16_000 };
    for (const vendor of vendorIds) {
      const phone = await aBoundPhone(db, organisationId, { vendor, model: models[vendor], userId: user.id });
      await house.provisioning.settle();
      const model = findModel(vendor, models[vendor]);
      if (!model) throw new Error("no such model");
      const server = `${url}${await house.tokenPath(phone, "")}`;
      const setup = { model, mac: phone.mac, firmware: usualFirmware(model), modules: 0, server };
      const { state, requests } = await virtualPhone({ ...setup, vendor: await virtualVendor(vendor) }).boot();
      expect([vendor, state.problems]).toEqual([vendor, []]);
      const book = state.phonebooks.find(({ name }) => name === "Kunder");
      expect(new Set(book?.entries.map(({ name }) => name)).size).toBe(10_000);
      expect(book?.entries.reduce((sum, { numbers }) => sum + numbers.length, 0)).toBe(15_000);
      const books = requests.filter((request) => request.url.includes("/phonebook/"));
      expect([vendor, Math.max(...books.map(({ bytes }) => bytes)) <= most[vendor]]).toEqual([vendor, true]);
    }
  });

  it("give the name of whoever calls, from the books fetched and over LDAP, unless that is switched off", async () => {
    const db = await sqlite(databases);
    const { organisation, userId } = await aFirmWithPhone(db);
    const organisationId = organisation.id;
    const list = await aContactList(db, organisationId, { name: "Kunder", forEveryone: false });
    await writeMembers(db, { organisationId, listId: list.id, userIds: [userId] });
    const numbers = [{ kind: "mobile" as const, number: "070-174 06 05" }];
    await aContact(db, list, { firstName: "Åsa", lastName: "Särskild", numbers });
    const house = await open(db);
    const authority = makeAuthority("Prov");
    const folder = await mkdtemp(join(tmpdir(), "klyka-ldap-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const { certificate, key } = authority.issue("127.0.0.1");
    for (const [name, text] of Object.entries({ "c.pem": certificate, "k.pem": key })) await writeFile(join(folder, name), text);
    const tls = { certificate: join(folder, "c.pem"), key: join(folder, "k.pem"), phoneAuthorities: [] };
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const ldap = await house.provisioning.ldap({ host: "127.0.0.1", port: 0, tls, log: quiet });
    onTestFinished(() => ldap.stop());
    const at = { layer: "organisation", organisationId } as const;
    const url = `http://127.0.0.1:${house.port}`;
    await setSetting(db, { at, name: "provisioning.url", value: url }, testActor, testNow);
    for (const vendor of vendorIds) {
      const model = findModel(vendor, models[vendor]);
      if (!model) throw new Error("no such model");
      const own = await aBoundPhone(db, organisationId, { vendor, model: models[vendor], userId });
      const common = await aBoundPhone(db, organisationId, { vendor, model: models[vendor] });
      const shown = async ({ mac }: typeof own, server: string) => {
        await house.provisioning.settle();
        const http = { tls: { authority: authority.certificate } };
        const setup = { model, mac, firmware: usualFirmware(model), modules: 0, server: `${url}${server}`, http };
        const phone = virtualPhone({ ...setup, vendor: await virtualVendor(vendor) });
        const { state } = await phone.boot();
        expect([vendor, state.problems]).toEqual([vendor, []]);
        const found = (await phone.search(state, "särs")).map(({ name }) => name);
        return [await phone.callerName(state, "0701740605"), found];
      };
      const [paths, commonPath] = [await house.tokenPath(own, ""), await house.tokenPath(common, "")];
      await setSetting(db, { at, name: "phonebook.ldap", value: "" }, testActor, testNow);
      // Without a directory a Snom has nothing to look callers up in.
      expect([vendor, await shown(own, paths)]).toEqual([vendor, [vendor === "snom" ? null : "Åsa Särskild", []]]);
      await setSetting(db, { at, name: "phonebook.ldap", value: `ldaps://127.0.0.1:${ldap.port}` }, testActor, testNow);
      expect([vendor, await shown(own, paths)]).toEqual([vendor, ["Åsa Särskild", ["Åsa Särskild"]]]);
      expect([vendor, await shown(common, commonPath)]).toEqual([vendor, [null, []]]);
      const phoneAt = { layer: "phone", organisationId, phoneId: own.id } as const;
      await setSetting(db, { at: phoneAt, name: "phonebook.callerNames", value: false }, testActor, testNow);
      expect([vendor, await shown(own, paths)]).toEqual([vendor, [null, ["Åsa Särskild"]]]);
    }
  });

  it("are searched by name and by number on phones that browse, whatever the phone does with å, ä and ö", async () => {
    const db = await sqlite(databases);
    const { organisation, userId } = await aFirmWithPhone(db);
    const list = await aContactList(db, organisation.id, { name: "Kunder" });
    await manyContacts(db, list, 200);
    await aContact(db, list, { firstName: "Åsa", lastName: "Särskild", numbers: [{ kind: "work", number: "040-628 04 17" }] });
    const house = await open(db);
    for (const vendor of ["snom", "polycom"] as const) {
      const phone = await aBoundPhone(db, organisation.id, { vendor, model: models[vendor], userId });
      const path = await house.tokenPath(phone, `phonebook/${list.id}.${ending[vendor]}`);
      const found = async (query: string) => (await house.ask(`${path}?search=${query}`)).body.toString("utf8");
      for (const query of ["S%C3%A4rskild", "asa+sarskild", "0406280417", "62804", "s%E4rskild"]) {
        expect([query, await found(query)]).toEqual([query, expect.stringContaining("Åsa Särskild")]);
      }
      const none = await found("finnsinte");
      expect([none.includes("Inga träffar"), none.includes("0406280417")]).toEqual([true, false]);
      expect((await house.ask(path)).body.toString()).toContain("Sök");
    }
  });

  it("show a change at the next request, of the firm concerned alone, and are read once for all who ask meanwhile", async () => {
    const db = await sqlite(databases);
    const { organisation, phone, userId } = await aFirmWithPhone(db);
    const house = await open(db);
    const path = await house.tokenPath(phone, "phonebook/colleagues.xml");
    const questions: string[] = [];
    db.on("query", ({ sql }: { sql: string }) => questions.push(sql));
    const replies = await Promise.all(Array.from({ length: 20 }, () => house.ask(path)));
    expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(questions.filter((sql) => /from [`"]users[`"]/.test(sql)).length).toBeLessThan(4);
    const renamed = { organisationId: organisation.id, id: userId, firstName: "Ylva", lastName: "Ny" };
    await updateUser(db, renamed, testActor, testNow);
    await house.provisioning.settle();
    expect((await house.ask(path)).body.toString()).toContain("Ylva Ny");
  });
});
