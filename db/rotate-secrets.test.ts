import { describe, expect, it } from "vitest";
import { listAudit } from "./audit.ts";
import { openInstallation } from "./installation.ts";
import { createJob } from "./jobs.ts";
import { createOrganisationToken, readOrganisationToken } from "./organisation-tokens.ts";
import { readPhonePasswords } from "./phones.ts";
import { loadRendered, saveRendered } from "./rendered.ts";
import { rotateSecrets, sealedColumns } from "./rotate-secrets.ts";
import { bodyHash, createKeyring, type Keyring, open, seal } from "./secrets.ts";
import { readSipSecret } from "./sip-accounts.ts";
import { aBoundPhone, anOrganisation, aSipAccount, testActor, testKeyring, testNow } from "./testing/builders.ts";
import { testDatabases } from "./testing/databases.ts";
import type { Db } from "./types.ts";
import { readUpload, saveUpload } from "./uploads.ts";

const material = (fill: number) => new Uint8Array(32).fill(fill);
// The builders seal with this one.
const oldMaterial = material(7);
const newMaterial = material(9);

async function tablesWithSealed(db: Db, name: string): Promise<string[]> {
  const sql =
    name === "SQLite"
      ? "select m.name as t, c.name as c from sqlite_master m join pragma_table_info(m.name) c where c.name like '%\\_sealed' escape '\\'"
      : "select table_name as t, column_name as c from information_schema.columns where table_schema = 'public' and column_name like '%\\_sealed'";
  const result = await db.raw(sql);
  const rows: { t: string; c: string }[] = Array.isArray(result) ? result : result.rows;
  return rows.map((row) => `${row.t}.${row.c}`).sort();
}

describe.each(testDatabases())("secrets on $name", ({ connect, name }) => {
  it("are rotated in every column that holds some", async () => {
    const db = await connect();
    expect(sealedColumns.map((place) => `${place.table}.${place.column}`).sort()).toEqual(await tablesWithSealed(db, name));
  });

  it("are all sealed with the new key after a rotation that was stopped and started again, and open without the old one", async () => {
    const db = await connect();
    const old = await openInstallation(db, createKeyring([oldMaterial]), testNow);
    expect(old.currentId).toBe(testKeyring.currentId);
    const { id: organisationId } = await anOrganisation(db);
    const account = await aSipAccount(db, organisationId, { secret: "aB3aB3aB3aB3" });
    const phone = await aBoundPhone(db, organisationId, { accounts: [account.id] });
    await aBoundPhone(db, organisationId);
    const passwords = await readPhonePasswords(db, old, { organisationId, id: phone.id }, testActor, testNow);
    const { id: tokenId, token } = await createOrganisationToken(db, old, { organisationId, name: "DHCP" }, testActor, testNow);
    const body = Buffer.from("account.1.password = hemligt\n");
    const file = { phoneId: phone.id, role: "phone", revision: 2, hash: bodyHash(old, body), contentType: "text/plain", body };
    await saveRendered(db, old, [file]);
    const upload = {
      phoneId: phone.id,
      name: "app.log",
      contentType: "text/plain",
      body: Buffer.from("logg"),
      address: "192.0.2.1",
    };
    const intake = { organisationId, kind: "intake", change: { files: "200.cfg" } } as const;
    const payload = (job: string, at: number) => `job_item/payload_sealed/${job}/${at}`;
    const item = (job: string, at: number) => ({ job_id: job, position: at, name: "200", payload_sealed: sealed(old, job, at) });
    const sealed = (by: Keyring, job: string, at: number) => seal(by, `rad ${at}`, payload(job, at));
    const fill = async (trx: Db, job: string) => {
      await trx("job_item").insert([9, 10, 11].map((at) => item(job, at)));
      return 3;
    };
    const { id: jobId } = await createJob(db, intake, fill, testActor, testNow);
    await saveUpload(db, old, upload, { perFile: 100, perPhone: 100, filesPerPhone: 1 }, testNow);

    const both = await openInstallation(db, createKeyring([newMaterial, oldMaterial]), testNow);
    const stop = new Error("power cut");
    const stopped = rotateSecrets(
      db,
      both,
      {
        batch: 1,
        onProgress: (resealed) => {
          if (resealed === 5) throw stop;
        },
      },
      testActor,
      testNow,
    );
    await expect(stopped).rejects.toBe(stop);
    const seen: number[] = [];
    const { resealed } = await rotateSecrets(db, both, { batch: 2, onProgress: (n) => seen.push(n) }, testActor, testNow);
    expect(resealed).toBe(1 + 2 * 4 + 1 + 1 + 1 + 1 + 3 - 5);
    expect(seen.at(-1)).toBe(resealed);
    expect(await rotateSecrets(db, both, {}, testActor, testNow)).toEqual({ resealed: 0 });

    const alone = await openInstallation(db, createKeyring([newMaterial]), testNow);
    expect(await readPhonePasswords(db, alone, { organisationId, id: phone.id }, testActor, testNow)).toEqual(passwords);
    expect(await readSipSecret(db, alone, { organisationId, id: account.id }, testActor, testNow)).toBe("aB3aB3aB3aB3");
    expect(await readOrganisationToken(db, alone, { organisationId, id: tokenId })).toBe(token);
    const items: { position: number; payload_sealed: string }[] = await db("job_item").where("job_id", jobId).orderBy("position");
    expect(items.map(({ position, payload_sealed }) => open(alone, payload_sealed, payload(jobId, position)))).toEqual([
      ...["rad 9", "rad 10", "rad 11"],
    ]);
    expect(await loadRendered(db, alone, [phone.id])).toEqual([file]);
    expect((await readUpload(db, alone, { organisationId, phoneId: phone.id, name: "app.log" }))?.body.toString()).toBe("logg");
    expect(bodyHash(alone, body)).toBe(file.hash);
    expect(await listAudit(db, { organisationId: null, action: "secrets.rotated" })).toHaveLength(2);
    await expect(openInstallation(db, createKeyring([oldMaterial]), testNow)).rejects.toMatchObject({ code: "key_wrong" });
  });
});

describe.each(testDatabases())("the key of an installation on $name", ({ connect }) => {
  it("is remembered when the database is new, and another is refused", async () => {
    const db = await connect();
    const first = await openInstallation(db, createKeyring([oldMaterial]), testNow);
    const again = await openInstallation(db, createKeyring([oldMaterial]), testNow);
    expect(Buffer.from(again.hashKey).equals(Buffer.from(first.hashKey))).toBe(true);
    await expect(openInstallation(db, createKeyring([newMaterial]), testNow)).rejects.toMatchObject({ code: "key_wrong" });
  });

  it("may not be left out while values may still be sealed with it", async () => {
    const db = await connect();
    await openInstallation(db, createKeyring([oldMaterial]), testNow);
    await openInstallation(db, createKeyring([newMaterial, oldMaterial]), testNow);
    const without = openInstallation(db, createKeyring([newMaterial]), testNow);
    await expect(without).rejects.toMatchObject({ code: "key_missing", detail: { keys: [testKeyring.currentId] } });
  });
});
