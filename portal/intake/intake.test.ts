import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { zipSync } from "fflate";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { cliHouse } from "../../cli/testing/run-cli.ts";
import { listPhoneKeys } from "../../db/phone-keys.ts";
import { findPhone, listPhoneAccounts } from "../../db/phones.ts";
import { readSipSecret } from "../../db/sip-accounts.ts";
import { aGroup, anOrganisation, aPhone, testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import type { Db } from "../../db/types.ts";
import { aHouse } from "../testing/house.ts";
import type { Visitor } from "../testing/visitor.ts";
import { nameParts, shownLine, shownText } from "./found.ts";
import { planIntake } from "./plan.ts";
import { filesIn, type NamedFile, readFound } from "./read.ts";
import { takeAll, takeEach } from "./run.ts";

const yealink = `#!version:1.0.0.1
account.1.enable = 1
account.1.label = Anna Berg
account.1.display_name = Anna Berg
account.1.user_name = 401
account.1.auth_name = 401
account.1.password = Hemlig!Yealink1
account.1.sip_server.1.address = pbx.example.se
account.1.sip_server.1.port = 5080
account.2.enable = 0
account.2.user_name = 499
linekey.1.type = 15
linekey.1.line = 1
linekey.2.type = 16
linekey.2.line = 1
linekey.2.value = 402
linekey.2.label = Bo Ek
linekey.3.type = 13
linekey.3.value = 031-390 06 10
linekey.3.label = Grus
linekey.4.type = 16
linekey.4.value = 400
linekey.4.label = Växeln
linekey.5.type = 77
linekey.5.value = 1
expansion_module.1.key.3.type = 13
expansion_module.1.key.3.value = 112
phone_setting.backlight_time = 30
remote_phonebook.data.1.url = http://bok:lösen@old.example.se/x?token=abc
features.remote_phonebook_password = hemligt
detta är ingen rad
`;
const snom = `<?xml version="1.0" encoding="utf-8"?>
<!-- old -->
<settings>
 <phone-settings e="2">
  <user_realname idx="1" perm="">Bo Ek</user_realname>
  <user_name idx="1" perm="">402</user_name>
  <user_pass idx="1" perm="">Snom&amp;1234</user_pass>
  <user_host idx="1" perm="">pbx.example.se:5080</user_host>
  <http_proxy perm="">192.0.2.9:3128</http_proxy>
 </phone-settings>
 <functionKeys e="2">
  <fkey idx="0" context="1" label="" perm="">line</fkey>
  <fkey idx="1" context="1" label="Anna Berg" perm="">blf &lt;sip:401@pbx.example.se&gt;|*8</fkey>
  <fkey idx="2" context="active" label="Plocka" perm="">keyevent F_REDIRECT</fkey>
  <fkey idx="4" context="1" label="?" perm="">icom 5</fkey>
 </functionKeys>
</settings>`;
const snomLines = `<html><pre>
user_realname1!: Cia Ström
user_name1!: 403
user_pass1!: Hemlig+snom2
user_host1!: pbx.example.se
fkey1!: speed 401
</pre></html>`;
const master = `<?xml version="1.0" standalone="yes"?>
<APPLICATION APP_FILE_PATH="sip.ld" CONFIG_FILES="reg-0004f2aabb01.cfg, site.cfg"/>`;
const registration = `<?xml version="1.0" standalone="yes"?>
<reginfo>
  <reg reg.1.address="404" reg.1.displayName="David Öman" reg.1.auth.userId="404"
       reg.1.auth.password="Poly=secret9" reg.1.label="404" />
  <attendant attendant.resourceList.1.address="401" attendant.resourceList.1.label="Anna Berg"/>
  <x bg.color.selection="2,1"/>
</reginfo>`;
const site = `<s voIpProt.server.1.address="pbx.example.se" voIpProt.server.1.port="5080" attendant.reg="1"/>`;
const directory = `<directory><item_list><item><ln>Taxi</ln><ct>020-12</ct><sd>1</sd></item></item_list></directory>`;

const live: Readonly<Record<string, string>> = {
  "y000000000066.cfg": "#!version:1.0.0.1\nlocal_time.ntp_server1 = tid.example.se\n",
  "001565aabb01.cfg": yealink,
  "001565aabb01-local.cfg": "#!version:1.0.0.1\nlinekey.3.label = Grus & sten\n",
  "snom/snomD785-000413aabb02.xml": snom,
  "snom/snom370-000413aabb03.htm": snomLines,
  "0004f2aabb01.cfg": master,
  "reg-0004f2aabb01.cfg": registration,
  "site.cfg": site,
  "0004f2aabb01-directory.xml": directory,
  "notes.txt": "call the vendor",
  "sip.ld": "\u0001\u0002",
};
const files = (said: Readonly<Record<string, string>>): NamedFile[] =>
  Object.entries(said).map(([name, text]) => ({ name, bytes: Buffer.from(text) }));
/** An archive whose file unpacks to more than it says. */
const bomb = (real: number, said: number) => {
  const archive = Buffer.from(zipSync({ "001565a0b0c1.cfg": new Uint8Array(real) }));
  for (const mark of ["PK\u0003\u0004", "PK\u0001\u0002"]) {
    const at = archive.indexOf(mark, 0, "latin1");
    archive.writeUInt32LE(said, at + (mark === "PK\u0003\u0004" ? 22 : 24));
  }
  return archive;
};
const zipped = (said: Readonly<Record<string, string>>) =>
  zipSync(Object.fromEntries(files(said).map(({ name, bytes }) => [name, new Uint8Array(bytes)])));
const withExtension = (db: Db, organisationId: string, digits: string) =>
  db("users as u")
    .join("extension as e", "e.user_id", "u.id")
    .where({ "e.organisation_id": organisationId, "e.digits": digits })
    .first("u.*");
const models = { polycom: "VVX450", snom: "D785" } as const;

const fusion: Readonly<Record<string, string>> = {
  "extensions.csv": `extension,number_alias,password,effective_caller_id_name,directory_first_name,directory_last_name,voicemail_mail_to,enabled
411,,Fusion!pass1,Eva Lund,Eva,Lund,eva@example.se,true
412,,Fusion!pass2,Flora Nyström,,,,true
413,,Fusion!pass3,413,,,,true`,
  "devices.csv": `device_uuid,device_address,device_label,device_vendor,device_model,device_template
u-1,00-15-65-AA-BB-11,Kassan,yealink,T46S,yealink/t46s
u-2,zz,Trasig,yealink,T46S,yealink/t46s`,
  "device_lines.csv": `device_uuid,line_number,server_address,display_name,user_id,auth_id,password,sip_port
u-1,1,pbx.example.se,Eva Lund,411,411,Fusion!pass1,5060
u-1,3,pbx.example.se,Kassan,412,412,,5060`,
  "device_keys.csv": `device_uuid,device_key_category,device_key_id,device_key_type,device_key_line,device_key_value,device_key_label
u-1,line,4,16,1,412,Flora Nyström
u-1,memory,1,16,1,412,Gammal
u-1,expansion-1,2,13,1,112,SOS`,
};
const dump = `CREATE TABLE public.v_devices ();
COPY public.v_devices (device_uuid, device_address, device_label, device_vendor, device_template) FROM stdin;
d-1\t001565aabb12\tTaket\\tnorr\tyealink\tyealink/t46s
\\.
COPY public.v_other (a) FROM stdin;
secret
\\.
COPY public.v_device_lines (device_uuid, line_number, user_id, password, server_address) FROM stdin;
d-1\t1\t414\tDump!pass14\t\\N
\\.
`;
const free: Readonly<Record<string, string>> = {
  "bulk.csv": "extension,name,secret,tech,voicemail_email\n421,Gun Alm,Free!pass21,pjsip,gun@example.se\n",
  "epm.csv": "mac,brand,model,ext,line\n00:15:65:AA:BB:21,Yealink,T46S,421,1\n",
};

describe.each(testDatabases())("files of another system, on $name", ({ connect }) => {
  it("become users, lines, phones and keys that follow colleagues, and every line that nobody understood is told", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const group = await aGroup(db, organisationId, { name: "Växeln", extension: "400" });
    const into = { keyring: testKeyring, organisationId, actor: testActor, now: testNow };
    const without = await planIntake(db, organisationId, readFound(files(live)), {});
    expect([without.modelless, without.counts.phones, without.counts.refused]).toEqual([["polycom"], 3, 1]);
    const plan = await planIntake(db, organisationId, readFound(await filesIn("allt.zip", zipped(live))), models);
    expect(plan.counts).toMatchObject({ users: 4, accounts: 4, phones: 4, known: 0, refused: 0 });
    const told = plan.notes.map(({ file, line, code, text }) => [file, line, code, text]);
    expect(told).toContainEqual(["001565aabb01.cfg", 31, "no_parameter", "detta är ingen rad"]);
    expect(told).toContainEqual(["001565aabb01.cfg", 24, "not_understood", "linekey.5.type = 77"]);
    expect(told).toContainEqual(["001565aabb01.cfg", 28, "not_understood", "phone_setting.backlight_time = 30"]);
    expect(told).toContainEqual(["001565aabb01.cfg", 30, "not_understood", "features.remote_phonebook_password = •••"]);
    expect(told).toContainEqual(["snom/snomD785-000413aabb02.xml", 9, "not_understood", "http_proxy = 192.0.2.9:3128"]);
    expect(told).toContainEqual(["snom/snomD785-000413aabb02.xml", 15, "not_understood", "fkey[4] = icom 5"]);
    expect(told).toContainEqual(["reg-0004f2aabb01.cfg", 6, "not_understood", "bg.color.selection = 2,1"]);
    expect(told).toContainEqual(["notes.txt", null, "file_unknown", ""]);
    const all = JSON.stringify(plan.notes);
    for (const secret of ["Hemlig!Yealink1", "Snom&1234", "Poly=secret9", "lösen", "abc", "hemligt"])
      expect(all).not.toContain(secret);

    expect(await takeAll(db, plan.items, into)).toMatchObject({ changed: 8, refused: [] });
    const phone = await findPhone(db, { organisationId, mac: "001565aabb01" });
    expect(phone).toMatchObject({ vendor: "yealink", model: "T46S", modules: ["EXP40"] });
    const anna = await withExtension(db, organisationId, "401");
    const bo = await withExtension(db, organisationId, "402");
    expect([anna.first_name, anna.last_name, phone?.userId]).toEqual(["Anna", "Berg", anna.id]);
    const keysOf = async (id = "") =>
      (await listPhoneKeys(db, { organisationId, phoneId: id })).map(({ place, kind, target, label }) => [
        place,
        kind,
        target,
        label,
      ]);
    expect(await keysOf(phone?.id)).toEqual([
      [{ module: 0, index: 2 }, "blf", { kind: "user", id: bo.id }, null],
      [{ module: 0, index: 3 }, "speedDial", { kind: "number", number: "+46313900610" }, "Grus & sten"],
      [{ module: 0, index: 4 }, "blf", { kind: "group", id: group.id }, null],
      [{ module: 1, index: 3 }, "speedDial", { kind: "number", number: "112" }, null],
    ]);
    const [line] = await listPhoneAccounts(db, { organisationId, id: phone?.id ?? "" });
    const secret = await readSipSecret(db, testKeyring, { organisationId, id: line?.sipAccountId ?? "" }, testActor, testNow);
    const account = await db("sip_account")
      .where("id", line?.sipAccountId ?? "")
      .first();
    expect([secret, account.registrar_host, account.registrar_port, account.user_id]).toEqual([
      "Hemlig!Yealink1",
      "pbx.example.se",
      5080,
      anna.id,
    ]);
    const snomPhone = await findPhone(db, { organisationId, mac: "000413aabb02" });
    expect(await keysOf(snomPhone?.id)).toEqual([
      [{ module: 0, index: 2 }, "blf", { kind: "user", id: anna.id }, null],
      [{ module: 0, index: 3 }, "forward", null, "Plocka"],
    ]);
    const poly = await findPhone(db, { organisationId, mac: "0004f2aabb01" });
    const [polyLine] = await listPhoneAccounts(db, { organisationId, id: poly?.id ?? "" });
    expect(polyLine?.sipUser).toBe("404");
    expect(await keysOf(poly?.id)).toEqual([
      [{ module: 0, index: 2 }, "blf", { kind: "user", id: anna.id }, null],
      [{ module: 0, index: 3 }, "speedDial", { kind: "number", number: "02012" }, "Taxi"],
    ]);
    // Once more changes nothing.
    const again = await planIntake(db, organisationId, readFound(files(live)), models);
    expect([again.items, again.counts.known, again.counts.refused]).toEqual([[], 4, 0]);
  });

  it("of FusionPBX and FreePBX do so too, each phone for itself, or all of it or nothing", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const into = { keyring: testKeyring, organisationId, actor: testActor, now: testNow };
    const found = readFound(files({ ...fusion, ...free, "backup.sql": dump }));
    const plan = await planIntake(db, organisationId, found, {});
    expect(plan.counts).toMatchObject({ users: 3, phones: 3, accounts: 5, keys: 2, following: 1 });
    expect(plan.notes.map(({ file, line, code, text }) => [file, line, code, text])).toEqual([
      ["device_keys.csv", 3, "key_unfit", "memory 1: 16 412"],
      ["devices.csv", 3, "row_unfit", "zz yealink"],
      ["extensions.csv", 4, "name_missing", "413"],
    ]);
    // A number that somebody has in the meantime: nothing is taken in, or all the others.
    const { id: elsewhere } = await anOrganisation(db);
    await aPhone(db, elsewhere, { mac: "001565aabb12" });
    expect(await takeAll(db, plan.items, into)).toMatchObject({ changed: 0, refused: [{ code: "mac_taken" }] });
    expect(await db("users").where("organisation_id", organisationId)).toEqual([]);
    expect(await takeEach(db, plan.items, into)).toMatchObject({ refused: [{ code: "mac_taken" }] });
    const till = await findPhone(db, { organisationId, mac: "001565aabb11" });
    const lines = await listPhoneAccounts(db, { organisationId, id: till?.id ?? "" });
    expect([till?.label, lines.map(({ position, sipUser }) => [position, sipUser])]).toEqual([
      "Kassan",
      [
        [1, "411"],
        [3, "412"],
      ],
    ]);
    const flora = await withExtension(db, organisationId, "412");
    expect((await listPhoneKeys(db, { organisationId, phoneId: till?.id ?? "" }))[0]).toMatchObject({
      target: { id: flora.id },
      label: null,
    });
    expect(await findPhone(db, { organisationId, mac: "001565aabb21" })).toMatchObject({ model: "T46S" });
  });
});

/** Looked at until it has ended. */
async function ended(who: Visitor, id: string) {
  for (;;) {
    const { body } = await who.get(`/jobs/${id}`);
    if (body.state !== "running") return body;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe("taking over by the portal and the command line", () => {
  it("tries an archive, takes it in as a job, seals what it holds until then, and takes all of it back", async () => {
    const house = await aHouse();
    const { id: organisationId } = await anOrganisation(house.db);
    const eva = await house.somebody(organisationId, ["user", "administrator"]);
    const bring = (mode: string) =>
      eva.ask("POST", `/phones/intake?mode=${mode}&name=gamla.zip&polycom=VVX450`, {
        body: Buffer.from(zipped(live)),
        headers: { "content-type": "application/zip" },
      });
    const { body: tried } = await bring("try");
    expect(tried).toMatchObject({ phones: 4, users: 4, kept: false, job: null, modelless: [] });
    expect(tried.models).toContainEqual({ vendor: "yealink", model: "T46S", name: "Yealink T46S", count: 1 });
    expect((await eva.get("/phones")).body.total).toBe(0);
    const { body: put } = await bring("each");
    expect(put.job).toMatchObject({ kind: "intake", total: 8, name: "gamla.zip" });
    expect(await ended(eva, put.job.id)).toMatchObject({ changed: 8, refused: 0, undoable: true });
    expect((await eva.get("/phones")).body.total).toBe(4);
    expect(await house.db("job_item").whereNotNull("payload_sealed")).toEqual([]);
    house.now.at = new Date(testNow.getTime() + 60_000);
    const { body: undoing } = await eva.post(`/jobs/${put.job.id}/undo`);
    const undone = await ended(eva, undoing.id);
    expect((await eva.get(`/jobs/${undoing.id}/phones?outcome=refused`)).body.rows).toEqual([]);
    expect(undone).toMatchObject({ changed: 8 });
    expect((await eva.get("/phones")).body.total).toBe(0);
  });

  const house = cliHouse();
  afterAll(house.remove);
  it("reads a folder, and says of each file and line what it was", async () => {
    const { klyka, json } = house;
    await json("organisation", "add", "Björkö Bygg AB");
    for (const [name, text] of Object.entries(live)) {
      mkdirSync(dirname(join(house.folder, "cfg", name)), { recursive: true });
      writeFileSync(join(house.folder, "cfg", name), text);
    }
    const folder = join(house.folder, "cfg");
    // Named in Latin-1, as on an old server.
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from("skräp.bin", "latin1")]), "hej");
    const tried = await klyka("import-files", folder, "--dry-run", "--model", "polycom=VVX450");
    expect(tried.out).toContain("4 phone(s)");
    expect(tried.out).toContain("001565aabb01.cfg:28: not_understood (001565aabb01): phone_setting.backlight_time = 30");
    expect(await json("phone", "list")).toEqual([]);
    const Done = z.looseObject({ kept: z.boolean(), phones: z.number(), refused: z.array(z.unknown()) });
    expect(Done.parse(await json("import-files", folder, "--model", "polycom=VVX450"))).toMatchObject({
      kept: true,
      phones: 4,
      refused: [],
    });
    expect(z.array(z.unknown()).parse(await json("phone", "list"))).toHaveLength(4);
    expect((await klyka("import-files", folder, "--model", "polycom=T46S")).err).toMatch(/^model_unknown/);
    expect((await klyka("import-files", join(house.folder, "nowhere"))).err).toMatch(/^input_invalid/);
  });
});

describe("hostile and odd files", () => {
  it("are read in bounded time, name nobody, and show no secret", async () => {
    const odd: Readonly<Record<string, string>> = {
      "a.cfg": `<APPLICATION ${'x="1" '.repeat(5000)}/>`,
      "0004f2aabb09.cfg": `<a reg.1.address="${"4".repeat(100_000)}" ${"<".repeat(50_000)}`,
      "000413aabb09.xml": `<settings>${'<user_name idx="1">'.repeat(20_000)}</settings>`,
      "000413aabb10.xml":
        '<settings><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><user_name idx="1">&a;</user_name></settings>',
      "001565aabb09.cfg": `#!version:1.0.0.1\n${"=\n".repeat(20_000)}account.9999999.user_name = 1\nlinekey.99999.type = 16`,
      "b-directory.xml": `<directory><item_list>${"<item>".repeat(30_000)}</item_list></directory>`,
      "c.csv": 'mac,brand\n"unclosed',
    };
    const found = readFound(files(odd));
    expect(found.users).toEqual([]);
    expect(JSON.stringify(found)).not.toContain("root:");
    expect(await filesIn("x.cfg", Buffer.from("abc"))).toHaveLength(1);
    await expect(filesIn("x.zip", Buffer.from("PK\u0003\u0004nothing"))).rejects.toThrow("input_invalid");
    await expect(filesIn("x.zip", bomb(50_000_000, 100))).rejects.toThrow("input_invalid");
  });

  it("have each its line in the report when they say nothing, in a folder as in an archive", async () => {
    const some = {
      "läsmig.txt": "Ring Anna om något är oklart.",
      "logga.png": "bild",
      "T46U-108.86.0.90.rom": "firmware",
      "tom.cfg": "",
      "001565aabb0a.cfg": "#!version:1.0.0.1\n",
      "annat.csv": "färg;antal\nblå;3\n",
      "annat.sql": "CREATE TABLE bilar (id int);\nINSERT INTO bilar VALUES (1);\nCOPY public.bilar (id) FROM stdin;\n1\n\\.\n",
      "okänd.bak": "\u0000\u0001\u0002",
    };
    const expected = {
      ...{ "läsmig.txt": "file_unknown", "logga.png": "file_other", "T46U-108.86.0.90.rom": "file_other" },
      ...{ "tom.cfg": "file_empty", "001565aabb0a.cfg": "file_empty", "annat.csv": "file_unknown" },
      ...{ "annat.sql": "file_unknown", "okänd.bak": "file_unknown" },
    };
    for (const taken of [files(some), await filesIn("allt.zip", zipped(some))]) {
      const notes = readFound(taken).notes.map(({ file, line, code }) => [file, line === null ? code : line]);
      expect(Object.fromEntries(notes)).toEqual(expected);
      expect(notes).toHaveLength(Object.keys(some).length);
    }
  });

  it("cover what may be a secret, and take names apart as people write them", () => {
    expect(shownLine("account.1.password", "x1")).toBe("account.1.password = •••");
    expect(shownLine("url", "https://u:p@h/x?password=1&a=2")).toBe("url = https://•••@h/x?password=•••&a=2");
    expect(shownText("adminpassword 1234 hej")).toBe("adminpassword •••");
    expect(nameParts("Berg, Anna")).toEqual({ firstName: "Anna", lastName: "Berg" });
    expect(nameParts("Anna Lisa Berg 401")).toEqual({ firstName: "Anna Lisa", lastName: "Berg" });
    expect(nameParts("401")).toBeNull();
    expect(nameParts("Receptionen")).toEqual({ firstName: "Receptionen", lastName: "Receptionen" });
  });
});
