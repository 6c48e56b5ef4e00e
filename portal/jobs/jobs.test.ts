import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAudit } from "../../db/audit.ts";
import { runPart } from "../../db/job-run.ts";
import { cancelJob, createJob, getJob, listJobItems, purgeJobs } from "../../db/jobs.ts";
import { listPhoneKeys } from "../../db/phone-keys.ts";
import { getPhone } from "../../db/phones.ts";
import { storedSetting } from "../../db/settings.ts";
import { anOrganisation, aPhone, aSipAccount, aSite, aUser, testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import type { Db } from "../../db/types.ts";
import { aHouse, type House } from "../testing/house.ts";
import type { Visitor } from "../testing/visitor.ts";
import { performer } from "./perform.ts";

/** A job is gone on with by itself: looked at until it has ended. */
async function ended(who: Visitor, id: string) {
  for (;;) {
    const { body } = await who.get(`/jobs/${id}`);
    if (body.state !== "running") return body;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe.each(["SQLite", "PostgreSQL"] as const)("a job over many phones, on %s", (database) => {
  let house: House;
  let closing: (() => Promise<void>) | null = null;
  let organisationId = "";
  let eva: Visitor;
  const ids: string[] = [];
  beforeAll(async () => {
    house = await aHouse({
      database,
      closes: (close) => {
        closing = close;
      },
    });
    organisationId = (await anOrganisation(house.db)).id;
    for (let n = 0; n < 45; n++)
      ids.push((await aPhone(house.db, organisationId, { label: `Lager ${String(n).padStart(2, "0")}` })).id);
    eva = await house.somebody(organisationId, ["user", "administrator"]);
  });
  afterAll(async () => closing?.());

  it("moves all that a filter shows but some, counts before what it would come to, and is taken back as one", async () => {
    const site = await aSite(house.db, organisationId, { name: "Hamnen" });
    const [spared = "", there = ""] = ids;
    await eva.post("/phones/bulk", { phones: [there], change: { what: "site", siteId: site.id } });
    const input = { selection: { filter: { q: "lager" }, except: [spared] }, change: { what: "site", siteId: site.id } };
    const { body: preview } = await eva.post("/jobs/preview", input);
    expect(preview).toMatchObject({ total: 44, changed: 43, unchanged: 1, refused: [] });
    expect(preview.first).toHaveLength(40);
    const { status, body: started } = await eva.post("/jobs", input);
    expect([status, started.state, started.total, started.name]).toEqual([201, "running", 44, "Hamnen"]);
    const job = await ended(eva, started.id);
    expect(job).toMatchObject({ state: "done", changed: 43, unchanged: 1, refused: 0, undoable: true });
    expect((await getPhone(house.db, { organisationId, id: spared })).siteId).toBeNull();
    const { body: left } = await eva.get(`/phones?siteId=${site.id}&limit=1`);
    expect(left.total).toBe(44);
    expect(await listAudit(house.db, { organisationId, action: "job.started" })).toMatchObject([
      { after: { kind: "change", phones: 44 } },
    ]);
    expect(await listAudit(house.db, { organisationId, action: "phone.updated", limit: 100 })).toHaveLength(44);
    // One of them has been moved by hand since: it stays where it is.
    await eva.post("/phones/bulk", { phones: [ids[5]], change: { what: "site", siteId: null } });
    house.now.at = new Date(testNow.getTime() + 60_000);
    const { body: undoing } = await eva.post(`/jobs/${job.id}/undo`);
    expect(await ended(eva, undoing.id)).toMatchObject({ kind: "undo", total: 43, changed: 42, refused: 1, undoes: job.id });
    const { body: refused } = await eva.get(`/jobs/${undoing.id}/phones?outcome=refused`);
    expect(refused).toMatchObject({
      total: 1,
      rows: [{ name: "Lager 05", code: "undo_changed", values: { fields: ["siteId"] } }],
    });
    expect((await eva.get(`/phones?siteId=${site.id}&limit=1`)).body.total).toBe(1);
    expect((await eva.post(`/jobs/${job.id}/undo`)).body.code).toBe("job_not_undoable");
    expect((await eva.get("/jobs")).body).toMatchObject({ rows: [{ id: undoing.id }, { id: job.id, undoneBy: undoing.id }] });
  });

  it("puts a key on those that have such a one, and tells of each other one why not", async () => {
    const bo = await aUser(house.db, organisationId, { firstName: "Bo", lastName: "Ek" });
    const small = await aPhone(house.db, organisationId, { vendor: "yealink", model: "T31P", label: "Liten" });
    const selection = { phones: [ids[0], ids[1], small.id] };
    const key = { place: { module: 0, index: 9 }, kind: "blf", target: { kind: "user", id: bo.id } };
    const input = { selection, change: { what: "key", key } };
    const { body: preview } = await eva.post("/jobs/preview", input);
    expect(preview).toMatchObject({ changed: 2, refused: [{ code: "key_place_missing", values: { place: "0/9" }, count: 1 }] });
    const { body } = await eva.post("/jobs", input);
    expect(await ended(eva, body.id)).toMatchObject({ changed: 2, refused: 1, name: "Bo Ek" });
    const keys = await listPhoneKeys(house.db, { organisationId, phoneId: ids[0] ?? "" });
    expect(keys).toMatchObject([{ place: { index: 9 }, kind: "blf", target: { id: bo.id } }]);
    const { body: again } = await eva.post("/jobs/preview", input);
    expect(again).toMatchObject({ changed: 0, unchanged: 2 });
    const cleared = { selection, change: { what: "clearKey", place: { module: 0, index: 9 } } };
    expect((await eva.post("/jobs/preview", cleared)).body).toMatchObject({ changed: 2, unchanged: 1 });
  });

  it("says a setting, asks to fetch again, and retires; what is the operator's an administrator may not say", async () => {
    const selection = { phones: ids.slice(10, 13) };
    const say = (name: string, value: unknown) => ({ selection, change: { what: "setting", name, value } });
    for (const path of ["/jobs", "/jobs/preview"])
      expect((await eva.post(path, say("phone.clock24h", "often"))).body.code).toBe("setting_invalid");
    expect((await eva.post("/jobs", say("exchange.expires", 120))).body.code).toBe("right_missing");
    const parameter = { what: "parameter", vendor: "yealink", name: "features.x", value: "1" };
    expect((await eva.post("/jobs", { selection, change: parameter })).body.code).toBe("right_missing");
    expect((await eva.post("/phones/bulk", { phones: [ids[0]], change: parameter })).body.code).toBe("right_missing");
    const { body } = await eva.post("/jobs", say("phone.clock24h", false));
    expect(await ended(eva, body.id)).toMatchObject({ changed: 3 });
    expect(await storedSetting(house.db, `phone:${ids[10]}`, null, "phone.clock24h")).toBe("false");
    const { body: undoing } = await eva.post(`/jobs/${body.id}/undo`);
    expect(await ended(eva, undoing.id)).toMatchObject({ changed: 3 });
    expect(await storedSetting(house.db, `phone:${ids[10]}`, null, "phone.clock24h")).toBeNull();
    const { body: asked } = await eva.post("/jobs", { selection, change: { what: "resync" } });
    expect(await ended(eva, asked.id)).toMatchObject({ changed: 3, undoable: false });
    expect(await house.db("resync").where("organisation_id", organisationId).where("kind", "resync")).toHaveLength(3);
    const { body: retired } = await eva.post("/jobs", { selection, change: { what: "retire" } });
    expect(await ended(eva, retired.id)).toMatchObject({ changed: 3, undoable: true });
    expect((await eva.post("/jobs", { selection, change: { what: "retire" } })).body.code).toBe("phone_not_found");
    const { body: back } = await eva.post(`/jobs/${retired.id}/undo`);
    expect(await ended(eva, back.id)).toMatchObject({ changed: 3 });
  });

  it("is of its own organisation, and nobody's filter is refused", async () => {
    const { id: elsewhere } = await anOrganisation(house.db);
    const theirs = await aPhone(house.db, elsewhere);
    const retire = { what: "retire" };
    expect((await eva.post("/jobs", { selection: { phones: [theirs.id] }, change: retire })).body.code).toBe("phone_not_found");
    expect((await eva.post("/jobs", { selection: { filter: { q: "finns inte" } }, change: retire })).body.code).toBe("job_empty");
    const site = await aSite(house.db, elsewhere, { name: "Andras" });
    const change = { what: "site", siteId: site.id };
    expect((await eva.post("/jobs", { selection: { filter: {} }, change })).body.code).toBe("site_not_found");
    expect(
      (await eva.post("/jobs", { selection: { filter: {} }, change: { what: "organisation", organisationId: elsewhere } })).body
        .code,
    ).toBe("right_missing");
    const otto = await house.somebody(elsewhere, ["user", "administrator"]);
    const { body } = await eva.get("/jobs");
    expect((await otto.get(`/jobs/${body.rows[0].id}`)).body.code).toBe("job_not_found");
    expect((await otto.get("/jobs")).body.total).toBe(0);
  });

  it("gives phones to another organisation when staff that looks after both says so; they stay trusted there", async () => {
    const { id: elsewhere } = await anOrganisation(house.db, { title: "Annan Bygg AB" });
    const account = await aSipAccount(house.db, organisationId);
    const user = await aUser(house.db, organisationId);
    const number = { place: { module: 0, index: 4 }, kind: "speedDial", target: { kind: "number", number: "112" } } as const;
    const follows = { place: { module: 0, index: 5 }, kind: "blf", target: { kind: "user", id: user.id } } as const;
    const phone = await aPhone(house.db, organisationId, {
      label: "Porten",
      accounts: [account.id],
      userId: user.id,
      keys: [number, follows],
    });
    const had = await house.db("phone").where("id", phone.id).first("token_hash");
    const { id: home } = await anOrganisation(house.db);
    const olle = await house.somebody(home, ["operator"], { operates: "all" });
    await olle.put("/session/organisation", { id: organisationId });
    const input = { selection: { phones: [phone.id] }, change: { what: "organisation", organisationId: elsewhere } };
    expect((await olle.post("/jobs/preview", input)).body).toMatchObject({ changed: 1, used: 1 });
    const { body } = await olle.post("/jobs", input);
    expect(await ended(olle, body.id)).toMatchObject({ changed: 1, undoable: false, name: "Annan Bygg AB" });
    expect((await getPhone(house.db, { organisationId, id: phone.id })).state).toBe("retired");
    const there = await house.db("phone").where({ organisation_id: elsewhere, mac: phone.mac }).first();
    expect(there).toMatchObject({ label: "Porten", user_id: null, previous_token_hash: had.token_hash, state: "claimed" });
    const keys = await listPhoneKeys(house.db, { organisationId: elsewhere, phoneId: there.id });
    expect(keys.map((key) => key.place.index)).toEqual([4]);
    expect(await house.db("phone_account").where("phone_id", there.id)).toEqual([]);
  });
});

describe.each(testDatabases())("a job that is left in the middle, on $name", ({ connect }) => {
  const perform = performer(testKeyring, () => testNow);
  const fault = (error: unknown) => {
    throw error;
  };

  async function aJobOver(db: Db, organisationId: string, count: number) {
    const site = await aSite(db, organisationId);
    const phones: string[] = [];
    for (let n = 0; n < count; n++) phones.push((await aPhone(db, organisationId)).id);
    const fill = async (trx: Db, jobId: string) => {
      await trx("job_item").insert(phones.map((id, at) => ({ job_id: jobId, position: at + 1, phone_id: id, name: id })));
      return count;
    };
    const input = { organisationId, kind: "change", change: { what: "site", siteId: site.id } } as const;
    return { job: await createJob(db, input, fill, testActor, testNow), phones };
  }

  it("has done each phone once and wholly, whoever goes on, and a part that breaks off leaves nothing", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { job } = await aJobOver(db, organisationId, 7);
    const done = async () => (await db("audit").where("action", "phone.updated")).length;
    expect(await runPart(db, job.id, perform, 3, testNow, fault)).toBe(true);
    // A process that dies in the middle of its part takes back what it has not said.
    let turn = 0;
    const dies: typeof perform = async (trx, ...rest) => {
      if (++turn === 3) throw new Error("the process ends");
      return perform(trx, ...rest);
    };
    await expect(runPart(db, job.id, dies, 3, testNow, fault)).rejects.toThrow("the process ends");
    expect([await done(), (await getJob(db, { organisationId, id: job.id })).changed]).toEqual([3, 3]);
    // Two processes at once.
    await Promise.all([1, 2, 3].map(() => runPart(db, job.id, perform, 2, testNow, fault)));
    while (await runPart(db, job.id, perform, 2, testNow, fault));
    expect(await getJob(db, { organisationId, id: job.id })).toMatchObject({ state: "done", changed: 7, refused: 0 });
    expect(await done()).toBe(7);
    const writes = await db("job_item").where("job_id", job.id).distinct("write_id");
    expect(writes).toHaveLength(7);
  });

  it("tries a part again in which the database gave way, and blames no phone for it", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { job, phones } = await aJobOver(db, organisationId, 3);
    const gone: typeof perform = async (trx, of, item, actor) => {
      // PostgreSQL's words when two wait for each other, and knex's when none of its connections is free.
      const none = Object.assign(new Error("Timeout acquiring a connection"), { name: "KnexTimeoutError" });
      if (item.phoneId === phones[2]) throw none;
      if (item.phoneId === phones[1]) throw Object.assign(new Error("deadlock detected"), { code: "40P01" });
      return perform(trx, of, item, actor);
    };
    for (const most of [2, 3]) await expect(runPart(db, job.id, gone, most, testNow, fault)).rejects.toThrow("deadlock");
    expect(await getJob(db, { organisationId, id: job.id })).toMatchObject({ changed: 0, refused: 0 });
    expect(await runPart(db, job.id, perform, 20, testNow, fault)).toBe(false);
    expect(await getJob(db, { organisationId, id: job.id })).toMatchObject({ state: "done", changed: 3, refused: 0 });
  });

  it("passes over a phone that it has a fault with, and does no more once it is cancelled", async () => {
    const db = await connect();
    const { id: organisationId } = await anOrganisation(db);
    const { job, phones } = await aJobOver(db, organisationId, 3);
    const faults: unknown[] = [];
    const odd: typeof perform = async (trx, of, item, actor) => {
      if (item.phoneId === phones[1]) throw new TypeError("odd");
      return perform(trx, of, item, actor);
    };
    await runPart(db, job.id, odd, 2, testNow, (error) => faults.push(error));
    expect(faults).toHaveLength(1);
    await cancelJob(db, { organisationId, id: job.id }, testActor, testNow);
    expect(await runPart(db, job.id, perform, 2, testNow, fault)).toBe(false);
    const of = { organisationId, jobId: job.id, offset: 0, limit: 10 };
    const { rows } = await listJobItems(db, of);
    expect(rows.map(({ outcome, code }) => [outcome, code])).toEqual([
      ["changed", null],
      ["refused", "internal"],
      [null, null],
    ]);
    expect((await cancelJob(db, { organisationId, id: job.id }, testActor, testNow)).state).toBe("cancelled");
    expect(await listAudit(db, { organisationId, action: "job.cancelled" })).toMatchObject([{ after: { done: 2, phones: 3 } }]);
    expect(await purgeJobs(db, testNow)).toBe(0);
    expect(await purgeJobs(db, new Date(testNow.getTime() + 91 * 86_400_000))).toBe(1);
    await expect(listJobItems(db, of)).rejects.toMatchObject({ code: "job_not_found" });
  });
});
