import { describe, expect, it } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { getMembers } from "../../db/group-members.ts";
import { openInstallation } from "../../db/installation.ts";
import { createPerson } from "../../db/people-create.ts";
import { createKeyring, type Keyring } from "../../db/secrets.ts";
import { aContactList, anOrganisation, aPhone, testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import type { Db } from "../../db/types.ts";
import { aHouse as aPortal } from "../testing/house.ts";
import { type Fleet, fleetIn, fleetOut, openFleet } from "./fleet-file.ts";
import { aRichFirm, filesOf } from "./testing/rich-firm.ts";

const publicUrl = "https://telefoner.example.se";
const how = { delimiter: ";", publicUrl, passphrase: null } as const;
const passphrase = "regnig måndag i Hamnen";
const otherKey = createKeyring([new Uint8Array(32).fill(9)]);

const databases = testDatabases();
/** Each kind of database, and the other one that the archive goes to: with the same key file, or another and a passphrase. */
const ways = databases.map((from, at) => {
  const locked = at === 1;
  return {
    from,
    to: databases[1 - at] ?? from,
    name: from.name,
    key: locked ? otherKey : testKeyring,
    secret: locked ? passphrase : null,
  };
});

const into = (db: Db, keyring: Keyring, fleet: Fleet, more: { organisationId?: string; dryRun?: boolean } = {}) => {
  const { organisationId = null, dryRun = false } = more;
  const context = { db, keyring, organisationId, actor: testActor, access: "all", now: testNow } as const;
  return fleetIn(context, fleet, { dryRun, publicUrl });
};

/** Rows of what stands around phones, without what is made anew. */
async function countsOf(db: Db): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const tables = [
    "response_group",
    "group_member",
    "menu",
    "destination",
    "schedule",
    "announcement_file",
    "contact",
    "contact_list_member",
  ];
  for (const table of [...tables, "users", "extension", "trusted_network", "organisation_token", "rollout_phone", "setting"]) {
    const [row] = await db(table).count({ count: "*" });
    counts[table] = Number(row?.count);
  }
  return counts;
}

describe.each(ways)(
  "an archive from $name goes into an empty installation on the other database",
  ({ from, to, key, secret }) => {
    it("and every phone is given the same bytes there", async () => {
      const db = await from.connect();
      const keyring = await openInstallation(db, testKeyring, testNow);
      const organisationId = await aRichFirm(db);
      const before = await filesOf(db, organisationId, keyring);
      const counts = await countsOf(db);
      const there = await to.connect();
      const own = await openInstallation(there, key, testNow);
      const archive = await fleetOut(db, keyring, organisationId, { ...how, passphrase: secret });
      expect(Buffer.from(archive).includes("s=3cr3t!")).toBe(false);
      const fleet = await openFleet(own, archive, secret);
      const tried = await into(there, own, fleet, { dryRun: true });
      expect(await there("organisation").select("id")).toEqual([]);
      const report = await into(there, own, fleet);
      expect(report).toEqual({ ...tried, organisationId: report.organisationId });
      expect([report.errors, report.files.flatMap((one) => one.report.errors)]).toEqual([[], []]);
      expect(report.proven).toMatchObject({ phones: 3, same: 3, differing: [], sameBooks: report.proven?.books });
      expect(report.notes.map(({ code, text }) => [code, text])).toEqual([
        ...[
          ["created", expect.any(String)],
          ["operator_said", "with_flash (snom/D785)"],
          ["operator_said", "phonebook.ldap"],
        ],
        ["rollout_paused", "Loggar"],
      ]);
      expect(await filesOf(there, report.organisationId, own)).toEqual(before);
      expect(await countsOf(there)).toEqual(counts);
      const [entry] = await listAudit(there, { organisationId: report.organisationId, action: "organisation.brought_back" });
      expect(entry?.after).toMatchObject({ phones: 3, contacts: 2 });
      const group: { id: string } = await there("response_group").where("name", "Växeln").first("id");
      const { members } = await getMembers(there, { organisationId: report.organisationId, groupId: group.id });
      expect(members.map(({ name }) => name)).toEqual(["=Bo Öberg", "Anna Öberg"]);
      // Once more, nothing happens.
      const again = await into(there, own, fleet);
      expect(Object.values(again.around ?? {}).every(({ brought }) => brought === 0)).toBe(true);
      expect(again.files.every(({ report: { outcomes } }) => outcomes.created + outcomes.updated === 0)).toBe(true);
      expect(await countsOf(there)).toEqual(counts);
    });
  },
);

describe("an archive goes into an organisation", () => {
  const [from, to = from] = databases;

  it("beside whoever is there to take it in, and what is called the same there is the same", async () => {
    if (!from || !to) throw new Error("no database");
    const db = await from.connect();
    const keyring = await openInstallation(db, testKeyring, testNow);
    const organisationId = await aRichFirm(db);
    await db("users").where("first_name", "Anna").update({ email: "anna@example.se" });
    const before = await filesOf(db, organisationId, keyring);
    const { name } = await db("organisation").where("id", organisationId).first("name");
    const there = await to.connect();
    const own = await openInstallation(there, testKeyring, testNow);
    const { id: elsewhere } = await anOrganisation(there, { name, title: "Annat" });
    const anna = await createPerson(
      there,
      {
        organisationId: elsewhere,
        firstName: "Anna",
        lastName: "Ö",
        email: "Anna@example.se",
        rights: ["user", "administrator"],
      },
      "all",
      testActor,
      testNow,
    );
    await aContactList(there, elsewhere, { name: "Grossister; väst" });
    const fleet = await openFleet(own, await fleetOut(db, keyring, organisationId, how), null);
    const report = await into(there, own, fleet, { organisationId: elsewhere });
    expect([report.errors, report.files.flatMap((one) => one.report.errors)]).toEqual([[], []]);
    expect(report.around).toMatchObject({ users: { brought: 1, there: 1 }, contact_list: { brought: 1, there: 1 } });
    expect(await there("users").where("id", anna.id).first("last_name")).toEqual({ last_name: "Öberg" });
    expect(await there("user_right").where({ user_id: anna.id, right_name: "administrator" })).toHaveLength(1);
    // The list that was there has another id, which phones' files name: that is told.
    expect(report.proven).toMatchObject({ phones: 3 });
    const is = await filesOf(there, elsewhere, own);
    const differing = [
      ...new Set(
        Object.keys(before)
          .filter((file) => is[file] !== before[file])
          .map((file) => file.split(" ")[0]),
      ),
    ];
    expect([...(report.proven?.differing ?? [])].sort()).toEqual(differing.sort());
  });
});

describe("an archive goes over the web", () => {
  it("out of one house and into another, tried first, and every phone is given the same bytes", async () => {
    const house = await aPortal();
    const organisationId = await aRichFirm(house.db);
    const { name } = await house.db("organisation").where("id", organisationId).first("name");
    const eva = await house.somebody(organisationId, ["user", "administrator"]);
    const cookie = [...eva.cookies].map(([key, value]) => `${key}=${value}`).join("; ");
    const answered = await fetch(eva.url("/phones/export/fleet"), { headers: { cookie } });
    const archive = new Uint8Array(await answered.arrayBuffer());
    const other = await aPortal();
    const { id: elsewhere } = await anOrganisation(other.db, { name });
    const take = async (rights: Parameters<typeof other.somebody>[1], dryRun: boolean) => {
      const somebody = await other.somebody(elsewhere, rights, rights.includes("operator") ? { operates: [elsewhere] } : {});
      return (await somebody.upload(`/phones/import?dryRun=${dryRun}`, archive, "application/zip")).body;
    };
    // Parameters in a make's own words are operator staff's: so it is told to an administrator.
    const refused = await take(["user", "administrator"], false);
    expect(new Set(refused.errors.map(({ code }: { code: string }) => code))).toEqual(new Set(["right_missing"]));
    expect(await other.db("phone").select("id")).toEqual([]);
    const tried = await take(["user", "administrator", "operator"], true);
    expect(tried).toMatchObject({ what: "fleet", kept: false, errorCount: 0 });
    const taken = await take(["user", "administrator", "operator"], false);
    expect(taken).toMatchObject({ what: "fleet", kept: true, errorCount: 0, proven: { phones: 3 } });
    // Who looks after one organisation alone says nothing for everybody's phones: what differs is told.
    expect(taken.notes).toContainEqual({ code: "operator_differs", text: "phonebook.ldap" });
    expect(taken.around).toContainEqual({ table: "response_group", brought: 1, there: 0 });
  });
});

describe("an archive that is not what it should be", () => {
  const [sqlite] = databases;
  const aHouse = async () => {
    if (!sqlite) throw new Error("no database");
    const db = await sqlite.connect();
    const keyring = await openInstallation(db, testKeyring, testNow);
    return { db, keyring, organisationId: await aRichFirm(db) };
  };

  it("is refused: of another key, with a wrong passphrase or none, changed by somebody, for an administrator with a passphrase", async () => {
    const { db, keyring, organisationId } = await aHouse();
    const plain = await fleetOut(db, keyring, organisationId, how);
    const locked = await fleetOut(db, keyring, organisationId, { ...how, passphrase });
    await expect(openFleet(otherKey, plain, null)).rejects.toMatchObject({ code: "fleet_archive_foreign" });
    await expect(openFleet(keyring, locked, null)).rejects.toMatchObject({ code: "fleet_passphrase_needed" });
    await expect(openFleet(keyring, locked, "regnig tisdag i Hamnen")).rejects.toMatchObject({ code: "fleet_passphrase_wrong" });
    const short = fleetOut(db, keyring, organisationId, { ...how, passphrase: "kort" });
    await expect(short).rejects.toMatchObject({ code: "fleet_passphrase_short", detail: { least: 12 } });
    const access = { userId: "a", rights: ["user", "administrator"], organisationId, operates: [] } as const;
    const context = { db, keyring, organisationId, actor: testActor, access, now: testNow };
    const tried = fleetIn(context, await openFleet(keyring, locked, passphrase), { dryRun: false, publicUrl });
    await expect(tried).rejects.toMatchObject({ code: "right_missing" });
  });

  it("is taken in wholly or not at all when numbers are somebody else's there", async () => {
    const { db, keyring, organisationId } = await aHouse();
    const fleet = await openFleet(keyring, await fleetOut(db, keyring, organisationId, { ...how, passphrase }), passphrase);
    const { id: elsewhere } = await anOrganisation(db);
    await aPhone(db, elsewhere);
    const before = await countsOf(db);
    const report = await into(db, keyring, fleet, { organisationId: elsewhere });
    expect(report.errors.map(({ code }) => code)).toEqual(["number_taken", "number_taken"]);
    expect(await countsOf(db)).toEqual(before);
  });
});
