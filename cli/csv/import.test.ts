import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { testDatabases } from "../../db/testing/databases.ts";
import { cliHouse, runCli } from "../testing/run-cli.ts";

const Report = z.looseObject({
  rows: z.number(),
  created: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  kept: z.boolean(),
  errors: z.array(z.looseObject({ line: z.number(), field: z.string().nullable(), code: z.string(), message: z.string() })),
});

const staff = [
  "Förnamn;Efternamn;Anknytning;Primärnummer;Mobilnummer;Mobilprofil;sip_user",
  "Åsa;Björkegren;401;08-465 004 01;070-174 06 05;mex;401",
  "Bo;Sandvall;402;08-465 004 02;;;402",
  "=Cecilia;Näsström;403;08-465 004 03;;;",
].join("\r\n");

describe.each(testDatabases())("CSV on $name", ({ create }) => {
  const house = cliHouse();
  afterAll(house.remove);
  const { klyka, json } = house;

  async function importText(what: string, text: string | Buffer, ...more: string[]) {
    const file = join(house.folder, `${what}.csv`);
    writeFileSync(file, text);
    const result = await klyka("import", what, file, ...more, "--json");
    return { code: result.code, ...Report.parse(JSON.parse(result.out)) };
  }

  beforeAll(async () => {
    const { options } = await create();
    if ("url" in options) house.env.DATABASE_URL = options.url;
    await json("organisation", "add", "Björkö Bygg AB");
    await json("site", "add", "Kontoret");
    await json("layout", "add", "Receptionen");
    await json("group", "add", "Växeln", "--extension", "400");
  });

  describe("importing", () => {
    it("tries a file without keeping anything when it is a dry run", async () => {
      expect(await importText("users", staff, "--dry-run")).toMatchObject({ code: 0, created: 3, kept: false, errors: [] });
      expect(await json("user", "list")).toEqual([]);
    });

    it("takes Windows-1252 with Swedish headings, and takes the same file again as unchanged", async () => {
      const windows = Buffer.from(staff, "latin1");
      expect(await importText("users", windows)).toMatchObject({ code: 0, created: 3, kept: true });
      expect(await importText("users", staff)).toMatchObject({ created: 0, updated: 0, unchanged: 3 });
      expect(JSON.stringify(await json("user", "list"))).toContain("Åsa Björkegren");
    });

    it("names every wrong row with line, column and code, and keeps none of the good ones", async () => {
      const text = [
        "first_name,last_name,extension,primary_number,email",
        "David,Öberg,404,08-465 004 04,",
        "Elin,,405,08-465 004 05,",
        "Farid,Stenhammar,401,08-465 004 06,",
        "Greta,Åmossa,407,+46 8 46,",
        "Henrik,Tallbacken,408,08-465 004 08,not-a-mail",
      ].join("\n");
      const report = await importText("users", text);
      expect([report.code, report.kept]).toEqual([1, false]);
      expect(report.errors.map((one) => [one.line, one.field, one.code])).toEqual([
        [3, "last_name", "input_invalid"],
        [4, "extension", "number_taken"],
        [5, "primary_number", "number_invalid"],
        [6, "email", "input_invalid"],
      ]);
      expect(await json("user", "list")).toHaveLength(3);
    });

    it("refuses columns that it does not know, and misses those that it needs", async () => {
      const report = await importText("users", "first_name;shoe size\nDavid;43\n");
      expect(report.errors.map((one) => [one.line, one.field])).toEqual([
        [1, "shoe size"],
        [1, "last_name"],
      ]);
    });

    it("takes phones and keys, by the names that people use", async () => {
      const phones = [
        "mac;model;label;user;site;layout;accounts;modules",
        "80-5E-C0-12-34-56;Yealink T46U;Receptionen;Åsa Björkegren;Kontoret;Receptionen;401;EXP43",
        "0004.13aa.bbcc;snom d785;Kassan;402;;;402;",
      ].join("\n");
      expect(await importText("phones", phones)).toMatchObject({ code: 0, created: 2, errors: [] });
      const keys = [
        "phone;layout;place;kind;follows;target;label;locked",
        ";Receptionen;0/2;groupLogin;group;Växeln;;ja",
        "805ec0123456;;1/3;blf;user;Bo Sandvall;;nej",
        "805ec0123456;;0/4;speedDial;number;031-390 06 10;Grus;",
      ].join("\n");
      expect(await importText("keys", keys)).toMatchObject({ code: 0, created: 3 });
      const wrong = await importText(
        "keys",
        "phone;place;kind;target\n805ec0123456;x/1;blf;1\n805ec0123456;0/5;dance;1\n80;0/1;blf;1\n",
      );
      expect(wrong.errors.map((one) => [one.line, one.field, one.code])).toEqual([
        [2, "place", "key_place_invalid"],
        [3, "kind", "input_invalid"],
        [4, "phone", "mac_invalid"],
      ]);
    });

    it("takes contacts into a list that it makes", async () => {
      const contacts =
        'lista;företag;förnamn;telefon;mobil\nLeverantörer;"Grus & Sten; AB";;031-390 06 10, 031-390 06 11;\nLeverantörer;;Olle;0980-319 210;';
      // A list for everybody is on every desk phone: nobody makes one by chance.
      const asked = await importText("contacts", contacts);
      expect([asked.code, asked.errors.map(({ line, field, code }) => [line, field, code])]).toEqual([
        1,
        [[2, "list", "contact_list_new"]],
      ]);
      expect(await importText("contacts", contacts, "--for-everyone", "--dry-run")).toMatchObject({ code: 0, created: 2 });
      const both = await importText("contacts", contacts, "--for-everyone", "--for-some").catch(() => null);
      expect(both).toBeNull();
      expect(await importText("contacts", contacts, "--for-everyone")).toMatchObject({ code: 0, created: 2, errors: [] });
      const said = "list;company;work;list_for\nJouren;Nyckel AB;0980-319 214;some\nVakten;Vakt AB;0980-319 215;\n";
      expect(await importText("contacts", said)).toMatchObject({ code: 1, errors: [{ line: 3, code: "contact_list_new" }] });
      expect(await importText("contacts", said, "--for-everyone")).toMatchObject({ code: 0, created: 2 });
      expect(await importText("contacts", said.replace("some", "alla"))).toMatchObject({
        errors: [{ line: 2, field: "list_for" }],
      });
      const lists = z.array(z.object({ name: z.string(), forEveryone: z.boolean() })).parse(await json("contact", "lists"));
      expect(lists.map(({ name, forEveryone }) => [name, forEveryone]).toSorted()).toEqual([
        ["Jouren", false],
        ["Leverantörer", true],
        ["Vakten", true],
      ]);
      const { out } = await klyka("export", "contacts");
      expect(
        out
          .split(/\r?\n/)
          .filter((row) => /Nyckel AB|Vakt AB/.test(row))
          .map((row) => row.split(";").at(-1)),
      ).toEqual(["some", "everyone"]);
    });
  });

  describe("what a file can also hold", () => {
    it("keeps a name on one line, whatever control characters stand in it", async () => {
      const text = 'first_name;last_name;primary_number\n"An\u0001na\nstatic.x = 1";Ek\tman;08-465 004 31\n';
      expect(await importText("users", text)).toMatchObject({ created: 1, errors: [] });
      expect(await json("user", "show", "08-465 004 31")).toMatchObject({ name: "An na static.x = 1 Ek man" });
    });

    it("reports a cell that stands beyond the header's columns", async () => {
      const { code, errors } = await importText("users", "first_name;last_name\nOlle;Furuby;08-465 004 32\n");
      expect([code, errors.map((one) => [one.line, one.field])]).toEqual([1, [[2, "column 3"]]]);
    });

    it("takes people without number and contacts who are called alike, once each", async () => {
      const people = "first_name;last_name\nOlle;Furuby\n";
      expect(await importText("users", people)).toMatchObject({ created: 1 });
      expect(await importText("users", people)).toMatchObject({ created: 0, unchanged: 1 });
      const list = z.object({ id: z.string() }).parse(await json("contact", "add-list", "Kunder"));
      for (const number of ["0980-319 211", "0980-319 212"])
        await json("contact", "add", "--list", list.id, "--company", "Lika AB", "--work", number);
      const contacts = "list;company;work\nKunder;Lika AB;0980-319 211\nKunder;Lika AB;0980-319 212\n";
      expect(await importText("contacts", contacts)).toMatchObject({ created: 0, unchanged: 2 });
    });
  });

  describe("lists of contacts", () => {
    it("are for some, who are put into them and taken out again; a contact keeps the note and tags that an update does not say", async () => {
      await json("user", "add", "Stig", "Myr", "--extension", "480");
      await json("contact", "add-list", "Jour", "--for-some");
      expect(await json("contact", "members", "Jour")).toEqual([]);
      expect(await json("contact", "members", "Jour", "--in", "480")).toMatchObject([{ name: "Stig Myr" }]);
      expect(await json("contact", "lists")).toContainEqual(
        expect.objectContaining({ name: "Jour", forEveryone: false, members: 1 }),
      );
      expect(await json("contact", "members", "Jour", "--out", "480")).toEqual([]);
      const said = ["--company", "Lås AB", "--work", "0980-319 213", "--note", "Dygnet runt", "--tag", "Jour", "--tag", "VIP"];
      await json("contact", "add", "--list", "Jour", ...said);
      expect(await json("contact", "update", "Lås AB", "--email", "las@example.se")).toMatchObject({
        ...{ email: "las@example.se", note: "Dygnet runt", tags: ["Jour", "VIP"] },
      });
    });
  });

  describe("exporting", () => {
    it("says that a file cannot be written there", async () => {
      const result = await klyka("export", "users", "--out", join(house.folder, "nowhere", "x.csv"));
      expect([result.code, result.err.split(":")[0]]).toEqual([1, "input_invalid"]);
    });

    it.each(["users", "phones", "keys", "contacts"])("gives %s that import takes back as unchanged", async (what) => {
      const file = join(house.folder, `${what}-out.csv`);
      const { rows } = z.object({ rows: z.number() }).parse(await json("export", what, "--out", file));
      expect(rows).toBeGreaterThan(0);
      const result = await runCli(["import", what, "-", "--json"], house.env, readFileSync(file));
      expect(Report.parse(JSON.parse(result.out))).toMatchObject({ rows, created: 0, updated: 0, unchanged: rows, errors: [] });
    });

    it("guards a name that a spreadsheet would run, and holds no secret", async () => {
      const { out } = await klyka("export", "users");
      expect(out).toContain("'=Cecilia");
      const { secret } = z.object({ secret: z.string() }).parse(await json("account", "secret", "401"));
      for (const what of ["users", "phones", "keys", "contacts"]) expect((await klyka("export", what)).out).not.toContain(secret);
    });
  });
});
