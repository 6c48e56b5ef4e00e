import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it, onTestFailed } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { createJob, getJob } from "../../db/jobs.ts";
import { anOrganisation, aPhone, aSite, testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import { JobRunner } from "./runner.ts";

const [sqlite] = testDatabases();
const phones = 120;
/** When the process is killed. Said when it fails; put here, it is tried again. */
const seed = Math.floor(Math.random() * 1_000_000);

it("A job that a process was killed over is gone on with: each phone is changed once, and counted when it is", async () => {
  onTestFailed(() => console.error(`killed with the seed ${seed}`));
  if (!sqlite) throw new Error("no database");
  const { db, options } = await sqlite.create();
  if (!("file" in options)) throw new Error("no file");
  const { id: organisationId } = await anOrganisation(db);
  const site = await aSite(db, organisationId);
  const all: Awaited<ReturnType<typeof aPhone>>[] = [];
  for (let n = 0; n < phones; n++) all.push(await aPhone(db, organisationId, { label: `Lager ${n}` }));
  const change = { what: "site", siteId: site.id } as const;
  const { id } = await createJob(
    db,
    { organisationId, kind: "change", change },
    async (trx, jobId) => {
      const items = all.map((phone, position) => ({ job_id: jobId, position, phone_id: phone.id, name: phone.label }));
      await trx.batchInsert("job_item", items, 50);
      return items.length;
    },
    testActor,
    testNow,
  );
  const count = async (table: string, where: object) => Number((await db(table).where(where).count({ count: "*" }))[0]?.count);
  const changed = () => count("phone", { organisation_id: organisationId, site_id: site.id });

  const child = fork(join(import.meta.dirname, "testing/job-process.ts"), [options.file, testNow.toISOString()], {
    stdio: "ignore",
  });
  await once(child, "message");
  const least = seed % (phones - 40);
  while ((await changed()) < least) await wait(2);
  await wait(seed % 23);
  child.kill("SIGKILL");
  await once(child, "exit");
  // What is done is told, and nothing else is.
  expect(await count("job_item", { job_id: id, outcome: "changed" })).toBe(await changed());

  const faults: unknown[] = [];
  const runner = new JobRunner({ db, keyring: testKeyring, now: () => testNow }, (fault) => faults.push(fault));
  await expect.poll(async () => (await getJob(db, { organisationId, id })).state, { timeout: 20_000 }).toBe("done");
  await runner.stop();
  expect(await getJob(db, { organisationId, id })).toMatchObject({ total: phones, changed: phones, refused: 0 });
  expect([await changed(), faults]).toEqual([phones, []]);
  expect((await listAudit(db, { organisationId, action: "phone.updated", limit: 1000 })).length).toBe(phones);
});
