import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { listPhoneKeys } from "./phone-keys.ts";
import { listPhones } from "./phones.ts";
import { createResponseGroup, findResponseGroup, listResponseGroups, updateResponseGroup } from "./response-groups.ts";
import { deleteSipAccount, findSipAccount, listSipAccounts, readSipSecret, SipSecret, updateSipAccount } from "./sip-accounts.ts";
import { aGroup, anOrganisation, aPhone, aSipAccount, aUser, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { SetUserNumber, setUserNumber } from "./user-numbers.ts";
import { deleteUser, findUser, listUsers, updateUser } from "./users.ts";

const taken = { code: "number_taken" };

describe.each(testDatabases())("users on $name", ({ connect }) => {
  it("have a name, an extension and numbers in canonical form", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const say = {
      firstName: "Åsa",
      lastName: "Öberg",
      email: "asa@example.se",
      extension: "201",
      primaryNumber: "08 - 465 004 01",
    };
    const user = await aUser(db, organisationId, say);
    expect(user).toMatchObject({ name: "Åsa Öberg", extension: "201", numbers: [{ kind: "primary", e164: "+46846500401" }] });
    expect(await findUser(db, { organisationId, number: "08-465 004 01" })).toEqual(user);
    expect(await findUser(db, { organisationId, number: "201" })).toEqual(user);
    expect(await findUser(db, { organisationId, email: "asa@example.se" })).toEqual(user);
    expect(await findUser(db, { organisationId, number: "30 55 25" })).toBeNull();
    const [entry] = await listAudit(db, { organisationId, action: "user.created" });
    expect(entry).toMatchObject({
      actor: { kind: "cli", name: "Provaren" },
      after: { primaryNumber: "+46846500401", extension: "201" },
    });
  });

  it("are not seen, changed or deleted by another organisation", async () => {
    const db = await connect();
    const [one, two] = [await anOrganisation(db), await anOrganisation(db)];
    const user = await aUser(db, one.id, { primaryNumber: "08-465 004 01" });
    const foreign = { organisationId: two.id, id: user.id };
    expect(await findUser(db, foreign)).toBeNull();
    expect(await findUser(db, { organisationId: two.id, number: "08-465 004 01" })).toBeNull();
    const missing = { code: "user_not_found" };
    await expect(updateUser(db, { ...foreign, firstName: "X" }, testActor, testNow)).rejects.toMatchObject(missing);
    await expect(deleteUser(db, foreign, testActor, testNow)).rejects.toMatchObject(missing);
    const number = SetUserNumber.parse({ organisationId: two.id, userId: user.id, kind: "primary", number: null });
    await expect(setUserNumber(db, number, testActor, testNow)).rejects.toMatchObject(missing);
    expect(await listUsers(db, { organisationId: two.id })).toEqual([]);
  });

  it("have numbers and extensions that nobody else has", async () => {
    const db = await connect();
    const [one, two] = [await anOrganisation(db), await anOrganisation(db)];
    await aUser(db, one.id, { primaryNumber: "08-465 004 01", extension: "201" });
    await expect(aUser(db, two.id, { primaryNumber: "0846500401" })).rejects.toMatchObject(taken);
    await expect(aUser(db, one.id, { extension: "201" })).rejects.toMatchObject(taken);
    await expect(aGroup(db, one.id, { number: "+46 8 465 004 01" })).rejects.toMatchObject(taken);
    await expect(aGroup(db, one.id, { extension: "201" })).rejects.toMatchObject(taken);
    expect(await aUser(db, two.id, { extension: "201" })).toMatchObject({ extension: "201" });
    await aGroup(db, two.id, { number: "08-465 004 00" });
    await expect(aUser(db, one.id, { primaryNumber: "08-465 004 00" })).rejects.toMatchObject(taken);
    // What was refused has left nothing behind.
    expect(await listUsers(db, { organisationId: one.id })).toHaveLength(1);
  });

  it("refuse numbers of a kind that the field does not take", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    for (const primaryNumber of ["070-174 06 05", "020-12 34 56", "0900-123 45", "112", "+44 20 7946 0000"]) {
      await expect(aUser(db, organisationId, { primaryNumber })).rejects.toMatchObject({ code: "number_kind_refused" });
    }
    await expect(aUser(db, organisationId, { primaryNumber: "30 55 25" })).rejects.toMatchObject({ code: "number_invalid" });
    const { id: userId } = await aUser(db, organisationId);
    const mex = SetUserNumber.parse({ organisationId, userId, kind: "mobile", number: "+44 7700 900123", mobileProfile: "mex" });
    await expect(setUserNumber(db, mex, testActor, testNow)).rejects.toMatchObject({ code: "number_kind_refused" });
  });

  it("have a Mex mobile as secondary number too; another operator's may stand at two people", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const [a, b] = [await aUser(db, organisationId), await aUser(db, organisationId)];
    const set = (userId: string, say: object) =>
      setUserNumber(db, SetUserNumber.parse({ organisationId, userId, kind: "mobile", ...say }), testActor, testNow);
    const kinds = (numbers: readonly { kind: string; e164: string }[]) =>
      numbers.map((number) => `${number.kind} ${number.e164}`);
    const mex = { number: "070-174 06 05", mobileProfile: "mex" };
    expect(kinds(await set(a.id, mex))).toEqual(["secondary +46701740605", "mobile +46701740605"]);
    await expect(set(b.id, mex)).rejects.toMatchObject(taken);
    expect(kinds(await set(a.id, { number: "070-174 06 06", mobileProfile: "external" }))).toEqual(["mobile +46701740606"]);
    expect(kinds(await set(b.id, { number: "070-174 06 06", mobileProfile: "external" }))).toEqual(["mobile +46701740606"]);
    expect(kinds(await set(b.id, { number: null }))).toEqual([]);
    expect(SetUserNumber.safeParse({ organisationId, userId: a.id, kind: "mobile", number: "1" }).success).toBe(false);
    expect(await listAudit(db, { organisationId, action: "user.number_set" })).toHaveLength(4);
  });

  it("are edited with their version; absent leaves, null clears", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const user = await aUser(db, organisationId, { email: "a@example.se", extension: "201" });
    const input = { organisationId, id: user.id, version: 1, extension: null };
    expect(await updateUser(db, input, testActor, testNow)).toMatchObject({ extension: null, email: "a@example.se", version: 2 });
    await expect(updateUser(db, input, testActor, testNow)).rejects.toMatchObject({ code: "version_conflict" });
    const [entry] = await listAudit(db, { organisationId, action: "user.updated" });
    expect([entry?.before, entry?.after]).toEqual([{ extension: "201" }, { extension: null }]);
  });

  it("that are deleted free their numbers; their accounts and phones stay", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const user = await aUser(db, organisationId, { primaryNumber: "08-465 004 01", extension: "201" });
    const account = await aSipAccount(db, organisationId, { userId: user.id });
    const keys = [{ kind: "blf" as const, target: { kind: "user" as const, id: user.id } }];
    const phone = await aPhone(db, organisationId, { userId: user.id, accounts: [account.id], keys });
    await deleteUser(db, { organisationId, id: user.id }, testActor, testNow);
    expect(await findSipAccount(db, { organisationId, id: account.id })).toMatchObject({ userId: null });
    expect(await listPhones(db, { organisationId })).toMatchObject([{ userId: null, userName: null }]);
    expect(await listPhoneKeys(db, { organisationId, phoneId: phone.id })).toMatchObject([{ target: { id: user.id } }]);
    expect(await aUser(db, organisationId, { primaryNumber: "08-465 004 01", extension: "201" })).toMatchObject({
      extension: "201",
    });
    expect(await listAudit(db, { organisationId, action: "user.deleted" })).toMatchObject([{ before: { extension: "201" } }]);
  });

  it("are searched by name, extension and number", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    await aUser(db, organisationId, { firstName: "Åke", lastName: "Ek", extension: "201", primaryNumber: "08-465 004 01" });
    await aUser(db, organisationId, { firstName: "Bo", lastName: "Al_m" });
    const found = async (search: string) => (await listUsers(db, { organisationId, search })).map((user) => user.name);
    expect(await found("")).toEqual(["Bo Al_m", "Åke Ek"]);
    expect(await found("EK")).toEqual(["Åke Ek"]);
    expect(await found("l_m")).toEqual(["Bo Al_m"]);
    expect(await found("201")).toEqual(["Åke Ek"]);
    expect(await found("08-465 004 01")).toEqual(["Åke Ek"]);
    expect(await found("465 004")).toEqual(["Åke Ek"]);
    expect((await listUsers(db, { organisationId, offset: 1, limit: 1 })).map((user) => user.name)).toEqual(["Åke Ek"]);
  });
});

describe.each(testDatabases())("response groups on $name", ({ connect }) => {
  it("have a name of their own in the organisation, and change with their version", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const group = await aGroup(db, organisationId, { name: "Order", number: "08-465 004 00" });
    const again = { organisationId, name: "Order", number: null, extension: null };
    const taken = { code: "response_group_name_taken" };
    await expect(createResponseGroup(db, again, testActor, testNow)).rejects.toMatchObject(taken);
    const update = { organisationId, id: group.id, version: 1, number: null, extension: "900" };
    expect(await updateResponseGroup(db, update, testActor, testNow)).toMatchObject({
      name: "Order",
      e164: null,
      extension: "900",
    });
    await expect(updateResponseGroup(db, update, testActor, testNow)).rejects.toMatchObject({ code: "version_conflict" });
    expect(await findResponseGroup(db, { organisationId, name: "Order" })).toMatchObject({ id: group.id });
    expect(await listResponseGroups(db, (await anOrganisation(db)).id)).toEqual([]);
    const [entry] = await listAudit(db, { organisationId, action: "response_group.updated" });
    expect(entry).toMatchObject({ before: { number: "+46846500400" }, after: { number: null, extension: "900" } });
  });
});

describe.each(testDatabases())("SIP accounts on $name", ({ connect }) => {
  it("get a generated secret that only the function for it shows, with an audit entry", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const account = await aSipAccount(db, organisationId, { sipUser: "201" });
    const secret = await readSipSecret(db, testKeyring, { organisationId, id: account.id }, testActor, testNow);
    expect(SipSecret.parse(secret)).toHaveLength(24);
    await updateSipAccount(db, testKeyring, { organisationId, id: account.id, secret: "aB3-aB3-aB3" }, testActor, testNow);
    expect(await readSipSecret(db, testKeyring, { organisationId, id: account.id }, testActor, testNow)).toBe("aB3-aB3-aB3");
    const everything = JSON.stringify([await listAudit(db, { organisationId }), await listSipAccounts(db, { organisationId })]);
    for (const hidden of [secret, "aB3-aB3-aB3"]) expect(everything).not.toContain(hidden);
    const actions = (await listAudit(db, { organisationId, subjectId: account.id })).map((entry) => entry.action).sort();
    const read = "sip_account.secret_read";
    expect(actions).toEqual(["sip_account.created", read, read, "sip_account.updated"]);
  });

  it("are the organisation's: names taken there only, nothing given to others", async () => {
    const db = await connect();
    const [one, two] = [await anOrganisation(db), await anOrganisation(db)];
    const account = await aSipAccount(db, one.id, { sipUser: "201" });
    await expect(aSipAccount(db, one.id, { sipUser: "201" })).rejects.toMatchObject({ code: "sip_account_taken" });
    await aSipAccount(db, two.id, { sipUser: "201" });
    const foreign = { organisationId: two.id, id: account.id };
    const missing = { code: "sip_account_not_found" };
    await expect(readSipSecret(db, testKeyring, foreign, testActor, testNow)).rejects.toMatchObject(missing);
    await expect(updateSipAccount(db, testKeyring, { ...foreign, label: "x" }, testActor, testNow)).rejects.toMatchObject(
      missing,
    );
    await expect(deleteSipAccount(db, foreign, testActor, testNow)).rejects.toMatchObject(missing);
    const strange = aSipAccount(db, one.id, { userId: (await aUser(db, two.id)).id });
    await expect(strange).rejects.toMatchObject({ code: "user_not_found" });
  });

  it.each(["kort", 'med"citat"', "med blank", "rad\nbryt", "<tagg>xx", "bak\\streck"])("refuse %j as a secret", (secret) => {
    expect(SipSecret.safeParse(secret).success).toBe(false);
  });
});
