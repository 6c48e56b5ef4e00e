import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { useToken } from "./first-contact.ts";
import { listFound, recordFound } from "./found-phones.ts";
import { loadPhoneIndex } from "./phone-index.ts";
import { listPhoneKeys, setPhoneKeys } from "./phone-keys.ts";
import {
  type AddPhone,
  addPhone,
  bindPhone,
  ClaimPhone,
  claimPhone,
  findPhone,
  listPhoneAccounts,
  listPhones,
  Mac,
  readPhonePasswords,
  retirePhone,
  setModules,
  setPhoneAccounts,
  swapPhone,
  updatePhone,
} from "./phones.ts";
import { tokenHash } from "./secrets.ts";
import { listSettings, setSetting } from "./settings.ts";
import {
  aBoundPhone,
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
} from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import { readPhoneToken, rotatePhoneToken } from "./tokens.ts";

describe("a MAC address", () => {
  it.each(["00:15:65:AA:BB:CC", "00-15-65-aa-bb-cc", "0015.65AA.BBCC", " 001565aabbcc "])(
    "written %j is 001565aabbcc",
    (written) => {
      expect(Mac.parse(written)).toBe("001565aabbcc");
    },
  );
  it.each(["000000000000", "ffffffffffff", "01005e000001", "001565aabbc", "001565aabbccd", "001565aabbcg", ""])(
    "is not %j",
    (written) => {
      expect(Mac.safeParse(written).success).toBe(false);
    },
  );
});

describe.each(testDatabases())("phones on $name", ({ connect }) => {
  it("are added claimed, with secrets of their own that no value of a phone holds", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phones = [await aPhone(db, organisationId), await aPhone(db, organisationId)];
    const secrets: string[] = [];
    for (const phone of phones) {
      expect(phone).toMatchObject({ state: "claimed", organisationId, revision: 1 });
      const read = await readPhonePasswords(db, testKeyring, { organisationId, id: phone.id }, testActor, testNow);
      const token = await readPhoneToken(db, testKeyring, { organisationId, id: phone.id }, testActor, testNow);
      secrets.push(read.admin, read.user, read.digestSecret, token);
    }
    expect(new Set(secrets).size).toBe(8);
    const everything = JSON.stringify([
      phones,
      await listPhones(db, { organisationId }),
      await listAudit(db, { organisationId }),
    ]);
    for (const secret of secrets) expect(everything).not.toContain(secret);
    const stored = JSON.stringify(await db("phone"));
    for (const secret of secrets) expect(stored).not.toContain(secret);
    const actions = (await listAudit(db, { organisationId, subjectId: phones[0]?.id })).map((entry) => entry.action);
    expect(actions.sort()).toEqual(["phone.added", "phone.passwords_read", "phone.token_read"]);
  });

  it("have a MAC that no other phone in the installation has", async () => {
    const db = await connect();
    const one = await anOrganisation(db);
    const two = await anOrganisation(db);
    const phone = await aPhone(db, one.id);
    await expect(aPhone(db, two.id, { mac: phone.mac })).rejects.toMatchObject({ code: "mac_taken" });
    expect(await findPhone(db, { organisationId: two.id, mac: phone.mac })).toBeNull();
    expect(await findPhone(db, { organisationId: null, mac: phone.mac.toUpperCase() })).toMatchObject({ id: phone.id });
  });

  it("take nothing of another organisation: site, layout, user or account", async () => {
    const db = await connect();
    const [one, two] = [await anOrganisation(db), await anOrganisation(db)];
    const refused: { parts: Partial<AddPhone>; code: string }[] = [
      { parts: { siteId: (await aSite(db, two.id)).id }, code: "site_not_found" },
      { parts: { layoutId: (await aLayout(db, two.id)).id }, code: "layout_not_found" },
      { parts: { userId: (await aUser(db, two.id)).id }, code: "user_not_found" },
      { parts: { accounts: [(await aSipAccount(db, two.id)).id] }, code: "sip_account_not_found" },
    ];
    const phone = await aPhone(db, one.id);
    for (const { parts, code } of refused) {
      await expect(aPhone(db, one.id, parts)).rejects.toMatchObject({ code });
      const { accounts, ...fields } = parts;
      if (accounts)
        await expect(
          setPhoneAccounts(db, { organisationId: one.id, id: phone.id, accounts }, testActor, testNow),
        ).rejects.toMatchObject({ code });
      else
        await expect(
          updatePhone(db, { organisationId: one.id, id: phone.id, ...fields }, testActor, testNow),
        ).rejects.toMatchObject({ code });
    }
    const foreign = { organisationId: two.id, id: phone.id };
    await expect(updatePhone(db, { ...foreign, label: "x" }, testActor, testNow)).rejects.toMatchObject({
      code: "phone_not_found",
    });
    await expect(retirePhone(db, foreign, testActor, testNow)).rejects.toMatchObject({ code: "phone_not_found" });
    await expect(setPhoneAccounts(db, { ...foreign, accounts: [] }, testActor, testNow)).rejects.toMatchObject({
      code: "phone_not_found",
    });
    await expect(readPhonePasswords(db, testKeyring, foreign, testActor, testNow)).rejects.toMatchObject({
      code: "phone_not_found",
    });
    await expect(readPhoneToken(db, testKeyring, foreign, testActor, testNow)).rejects.toMatchObject({ code: "phone_not_found" });
    expect(await listPhones(db, { organisationId: two.id })).toEqual([]);
    expect(await listPhones(db, { organisationId: null })).toHaveLength(1);
  });

  it("that were found are claimed with the model they were recognised as", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const seen = {
      vendor: "snom",
      model: "D785",
      firmware: null,
      address: "192.0.2.1",
      userAgent: null,
      at: testNow.toISOString(),
    } as const;
    await recordFound(db, [{ mac: "000413aabbcc", organisationId: null, ...seen }]);
    expect(await loadPhoneIndex(db)).toMatchObject([{ mac: "000413aabbcc", state: "found", organisationId: null }]);
    const input = ClaimPhone.parse({ organisationId, mac: "00:04:13:AA:BB:CC" });
    const phone = await claimPhone(db, testKeyring, input, testActor, testNow);
    expect(phone).toMatchObject({ state: "claimed", vendor: "snom", model: "D785", mac: "000413aabbcc" });
    expect(await listFound(db, { organisationId: null })).toEqual([]);
    const unseen = ClaimPhone.parse({ organisationId, mac: "000413aabbdd" });
    await expect(claimPhone(db, testKeyring, unseen, testActor, testNow)).rejects.toMatchObject({ code: "model_unknown" });
    expect((await listAudit(db, { organisationId, action: "phone.claimed" }))[0]).toMatchObject({ subject: { id: phone.id } });
  });

  it("are edited by those who have seen the newest version; absent leaves, null clears", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const site = await aSite(db, organisationId);
    const phone = await aPhone(db, organisationId, { siteId: site.id, label: "Lager" });
    const edited = await updatePhone(db, { organisationId, id: phone.id, version: 1, siteId: null }, testActor, testNow);
    expect(edited).toMatchObject({ siteId: null, label: "Lager", version: 2, revision: 2 });
    const late = updatePhone(db, { organisationId, id: phone.id, version: 1, label: "Kontor" }, testActor, testNow);
    await expect(late).rejects.toMatchObject({ code: "version_conflict", detail: { expected: 1, found: 2 } });
    expect(await setModules(db, { organisationId, id: phone.id, modules: ["EXP43", "EXP43"] }, testActor, testNow)).toMatchObject(
      {
        modules: ["EXP43", "EXP43"],
        version: 3,
      },
    );
    const entries = await listAudit(db, { organisationId, action: "phone.updated" });
    expect(entries.map((entry) => [entry.before, entry.after])).toContainEqual([{ siteId: site.id }, { siteId: null }]);
  });

  it("keep accounts by position, empty positions too", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const [a, b] = [await aSipAccount(db, organisationId), await aSipAccount(db, organisationId)];
    const phone = await aPhone(db, organisationId, { accounts: [a.id] });
    await setPhoneAccounts(db, { organisationId, id: phone.id, accounts: [b.id, null, a.id] }, testActor, testNow);
    const accounts = await listPhoneAccounts(db, { organisationId, id: phone.id });
    expect(accounts.map((account) => [account.position, account.sipUser])).toEqual([
      [1, b.sipUser],
      [3, a.sipUser],
    ]);
    expect((await listAudit(db, { organisationId, action: "phone.accounts_set" }))[0]).toMatchObject({
      before: [`1:${a.sipUser}`],
    });
  });

  it("that are retired get nothing: tokens void, MAC free, no more changes", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phone = await aBoundPhone(db, organisationId);
    const token = await readPhoneToken(db, testKeyring, { organisationId, id: phone.id }, testActor, testNow);
    await retirePhone(db, { organisationId, id: phone.id }, testActor, testNow);
    expect(await useToken(db, phone.id, tokenHash(token), "192.0.2.1", testNow)).toBe(false);
    expect(await loadPhoneIndex(db)).toEqual([]);
    expect(await loadPhoneIndex(db, [phone.id])).toMatchObject([{ state: "retired", tokenHash: null, previousTokenHash: null }]);
    const edit = updatePhone(db, { organisationId, id: phone.id, label: "x" }, testActor, testNow);
    await expect(edit).rejects.toMatchObject({ code: "phone_state_refused" });
    const bind = bindPhone(db, { phoneId: phone.id, proof: "digest", address: "192.0.2.1" }, testActor, testNow);
    await expect(bind).rejects.toMatchObject({ code: "phone_state_refused" });
    expect((await aPhone(db, organisationId, { mac: phone.mac })).id).not.toBe(phone.id);
    expect(await listPhones(db, { organisationId })).toHaveLength(1);
    expect(await listPhones(db, { organisationId, state: "retired" })).toHaveLength(1);
    expect(await listAudit(db, { organisationId, action: "phone.retired" })).toHaveLength(1);
  });

  it("that break are swapped: all that people did stays, all that was secret is new", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const user = await aUser(db, organisationId);
    const layout = await aLayout(db, organisationId);
    const account = await aSipAccount(db, organisationId, { userId: user.id });
    const old = await aBoundPhone(db, organisationId, {
      label: "Reception",
      userId: user.id,
      layoutId: layout.id,
      accounts: [account.id],
      keys: [{ kind: "dnd" }],
    });
    const at = { layer: "phone", organisationId, phoneId: old.id } as const;
    await setSetting(db, { at, name: "phone.language", value: "en" }, testActor, testNow);
    const before = await readPhonePasswords(db, testKeyring, { organisationId, id: old.id }, testActor, testNow);
    const input = { organisationId, id: old.id, mac: "000413000099", vendor: "snom", model: "D785", modules: ["D7"] } as const;
    const fresh = await swapPhone(db, testKeyring, { ...input, modules: [...input.modules] }, testActor, testNow);
    expect(fresh).toMatchObject({ label: "Reception", userId: user.id, layoutId: layout.id, vendor: "snom", state: "claimed" });
    expect(fresh.modules).toEqual(["D7"]);
    expect(await listPhoneKeys(db, { organisationId, phoneId: fresh.id })).toMatchObject([{ kind: "dnd", from: "phone" }]);
    expect(await listPhoneAccounts(db, { organisationId, id: fresh.id })).toMatchObject([{ sipUser: account.sipUser }]);
    expect(await listSettings(db, { ...at, phoneId: fresh.id })).toMatchObject([{ name: "phone.language", value: "en" }]);
    const after = await readPhonePasswords(db, testKeyring, { organisationId, id: fresh.id }, testActor, testNow);
    expect(Object.values(after).filter((secret) => Object.values(before).includes(secret))).toEqual([]);
    expect(await findPhone(db, { organisationId, id: old.id })).toMatchObject({ state: "retired" });
    expect((await listAudit(db, { organisationId, action: "phone.swapped" }))[0]).toMatchObject({
      after: { replacedBy: fresh.id },
    });
  });

  it("may be swapped for themselves as another model, but not for somebody else's phone", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const [phone, other] = [await aPhone(db, organisationId), await aPhone(db, organisationId)];
    const input = { organisationId, id: phone.id, vendor: "yealink", model: "T54W" } as const;
    await expect(swapPhone(db, testKeyring, { ...input, mac: other.mac }, testActor, testNow)).rejects.toMatchObject({
      code: "mac_taken",
    });
    expect(await findPhone(db, { organisationId, id: phone.id })).toMatchObject({ state: "claimed" });
    expect(await swapPhone(db, testKeyring, { ...input, mac: phone.mac }, testActor, testNow)).toMatchObject({ model: "T54W" });
  });

  it("are bound once, by whatever proves them, with an audit entry", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phone = await aPhone(db, organisationId);
    const input = { phoneId: phone.id, proof: "certificate", address: "192.0.2.7" } as const;
    await bindPhone(db, input, testActor, testNow);
    await bindPhone(db, input, testActor, testNow);
    expect(await findPhone(db, { organisationId, id: phone.id })).toMatchObject({ state: "bound", revision: 2 });
    const entries = await listAudit(db, { organisationId, action: "phone.bound" });
    expect(entries).toMatchObject([{ before: { state: "claimed" }, after: { proof: "certificate", address: "192.0.2.7" } }]);
  });

  it("are found by label, MAC, model and user, whatever stands in the search", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const user = await aUser(db, organisationId, { firstName: "Olle", lastName: "Bo" });
    const phone = await aPhone(db, organisationId, { label: "Lager 100%", userId: user.id });
    await aPhone(db, organisationId, { label: "Kontor", vendor: "snom", model: "D785" });
    const found = async (search: string) => (await listPhones(db, { organisationId, search })).map((one) => one.label);
    expect(await found("lager")).toEqual(["Lager 100%"]);
    expect(await found("100%")).toEqual(["Lager 100%"]);
    expect(await found("%")).toEqual(["Lager 100%"]);
    expect(await found("d785")).toEqual(["Kontor"]);
    expect(await found("olle")).toEqual(["Lager 100%"]);
    expect(await found(phone.mac.toUpperCase().replace(/(..)(?=.)/g, "$1:"))).toEqual(["Lager 100%"]);
    expect(await found("'; drop table phone; --")).toEqual([]);
    expect((await listPhones(db, { organisationId, limit: 1, offset: 1 })).map((one) => one.label)).toEqual(["Lager 100%"]);
    expect(await listPhones(db, { organisationId, userId: user.id })).toMatchObject([{ userName: "Olle Bo", delivery: "never" }]);
  });

  it("get a fresh token with the old one valid until the new one is used", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phone = await aBoundPhone(db, organisationId);
    const input = { organisationId, id: phone.id };
    const old = await readPhoneToken(db, testKeyring, input, testActor, testNow);
    await rotatePhoneToken(db, testKeyring, input, testActor, testNow);
    await rotatePhoneToken(db, testKeyring, input, testActor, testNow);
    const fresh = await readPhoneToken(db, testKeyring, input, testActor, testNow);
    const index = async () => (await loadPhoneIndex(db, [phone.id]))[0];
    expect(await index()).toMatchObject({ tokenHash: tokenHash(fresh), previousTokenHash: tokenHash(old) });
    expect(await useToken(db, phone.id, tokenHash(old), "192.0.2.1", testNow)).toBe(false);
    expect(await index()).toMatchObject({ previousTokenHash: tokenHash(old) });
    expect(await useToken(db, phone.id, tokenHash(fresh), "192.0.2.1", testNow)).toBe(true);
    expect(await index()).toMatchObject({ tokenHash: tokenHash(fresh), previousTokenHash: null });
    expect(await listAudit(db, { organisationId, action: "phone.token_rotated" })).toHaveLength(2);
  });

  it("are in the index with a digest hash only when the keyring opens it", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phone = await aPhone(db, organisationId);
    await setPhoneKeys(db, { organisationId, phoneId: phone.id, keys: [aKey()] }, testActor, testNow);
    expect(await loadPhoneIndex(db)).toMatchObject([{ id: phone.id, revision: 2, digestHash: null }]);
    const [row] = await loadPhoneIndex(db, undefined, testKeyring);
    expect(row?.digestHash).toMatch(/^[0-9a-f]{32}$/);
    expect(row?.digestUser).toMatch(new RegExp(`^${phone.mac}-[0-9a-f]{6}$`));
  });

  it("of a transaction that fails are as if nothing had happened", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const phone = await aPhone(db, organisationId);
    const failing = db.transaction(async (trx) => {
      await updatePhone(trx, { organisationId, id: phone.id, label: "x" }, testActor, testNow);
      const taken = { organisationId, mac: phone.mac, vendor: "snom", model: "D785", label: "", siteId: null } as const;
      await addPhone(trx, testKeyring, { ...taken, layoutId: null, userId: null, modules: [], accounts: [] }, testActor, testNow);
    });
    await expect(failing).rejects.toMatchObject({ code: "mac_taken" });
    expect(await findPhone(db, { organisationId, id: phone.id })).toEqual(phone);
    expect(await listAudit(db, { organisationId, action: "phone.updated" })).toEqual([]);
  });
});
