import { setTimeout as wait } from "node:timers/promises";
import { type Seeded, seedPhones } from "../../bench/seed.ts";
import { listNodes } from "../../db/nodes.ts";
import type { Db } from "../../db/types.ts";
import type { Visitor } from "../../portal/testing/visitor.ts";
import type { Claim, Outcome, ProofSetup } from "../contract.ts";
import { startMailDouble } from "../crash/lab/mail-server.ts";
import { bounded } from "../run.ts";
import { type Cluster, type ClusterNode, startCluster } from "./cluster.ts";

type Storm = {
  /** Answers to phones by status; `broken`: a connection that ended, after which the phone asks again. */
  readonly answers: Map<number | "broken", number>;
  /** Names of sites that were answered as saved. */
  readonly saved: string[];
  /** Names that were sent and not answered: they may be there, once. */
  readonly unanswered: string[];
  readonly failures: string[];
};

const sizes = {
  small: { phones: 12, shownOn: 12, askers: 2, people: 1, kills: 1, changes: 2, between: 300, rest: 40, within: 10_000 },
  full: { phones: 400, shownOn: 40, askers: 16, people: 4, kills: 4, changes: 10, between: 4_000, rest: 5, within: 1_000 },
} as const;
type Size = (typeof sizes)["small" | "full"];
/** A change that no node serves after this is lost. How soon it must be there stands with the size: tests share their machine. Milliseconds. */
const lost = 10_000;

export const nodesClaims: readonly Claim[] = [
  {
    id: "nodes-killed",
    suite: "crash",
    promise:
      "Three nodes on one PostgreSQL, one killed in a storm: every phone is answered, what was answered as saved is there once, long work is done once for each phone, and a change is served by all within a second.",
    prove,
  },
];

async function prove(setup: ProofSetup): Promise<Outcome> {
  const size = sizes[setup.size];
  const mail = await startMailDouble();
  let seeded: Seeded | null = null;
  const cluster = await startCluster({
    ...{ folder: setup.folder, databaseUrl: await setup.postgres(), nodes: 3 },
    furnish: async ({ db, keyring }) => {
      seeded = await seedPhones(db, keyring, { phones: size.phones, keys: 4, shownOn: size.shownOn }, new Date());
    },
    more: { KLYKA_SMTP_URL: `smtp://127.0.0.1:${mail.port}`, KLYKA_MAIL_FROM: "telefoni@example.se" },
  });
  try {
    if (seeded === null) throw new Error("the house has not been furnished");
    return await storm(setup, size, cluster, seeded);
  } finally {
    setup.say("the nodes are told to end");
    await cluster.stop();
    await mail.stop();
  }
}

async function storm(
  setup: ProofSetup,
  size: (typeof sizes)["small" | "full"],
  cluster: Cluster,
  house: Seeded,
): Promise<Outcome> {
  const { say, random } = setup;
  const { organisationId } = house;
  const { db } = cluster.store;
  const seen: Storm = { answers: new Map(), saved: [], unanswered: [], failures: [] };
  const people: Visitor[] = [];
  for (let n = 0; n < size.people; n++) people.push(await cluster.somebody(organisationId, ["administrator"]));
  const [boss] = people;
  if (!boss) throw new Error("there is nobody");
  say(`three nodes serve ${house.phones.length} phones`);
  const site = await boss.post("/sites", { name: "Lagret" });
  if (site.status !== 201) throw new Error(`a site was answered ${site.status}: ${JSON.stringify(site.body)}`);
  const going = { on: true };
  const askers = Array.from({ length: size.askers }, (_, at) => askOn(cluster, house, at, size, seen, going));
  const savers = people.map((one, at) => saveOn(one, at, size, seen, going));
  const change = { what: "site", siteId: site.body.id };
  const job = await boss.post("/jobs", { selection: { filter: {} }, change });
  if (job.status !== 201) seen.failures.push(`the job was answered ${job.status}`);
  const slowest: number[] = [];
  for (let kill = 0; kill < size.kills; kill++) {
    const victim = cluster.nodes[Math.floor(random() * cluster.nodes.length)];
    if (!victim) throw new Error("there is no node");
    await wait(random() * size.between);
    await victim.end("SIGKILL");
    say(`${victim.name} is killed`);
    const left = cluster.nodes.filter((one) => one !== victim);
    for (let n = 0; n < size.changes; n++) slowest.push(await changeSeen(boss, left, house, kill * size.changes + n, seen));
    say(`${size.changes} changes are seen at ${left.map(({ name }) => name).join(" and ")}`);
    if (kill + 1 < size.kills) await victim.start();
  }
  going.on = false;
  await Promise.all(askers);
  say("phones have been answered");
  await Promise.all(savers);
  say("people have been answered");
  await jobDone(boss, job.body?.id ?? "");
  say("the job has been looked at");
  const done = await judgeJob(db, house, site.body.id, seen);
  await judgeSaves(db, organisationId, seen);
  await judgeNodes(cluster, seen);
  const answered = [...seen.answers].map(([status, count]) => `${count} × ${status}`).join(", ");
  const worst = Math.max(...slowest);
  if (worst > size.within) seen.failures.push(`a change was served by all only after ${worst.toFixed(0)} ms`);
  return {
    cases: [...seen.answers.values()].reduce((sum, count) => sum + count, 0) + seen.saved.length + slowest.length + done,
    failures: bounded(seen.failures),
    measured: `${size.kills} × kill -9; phones: ${answered}; ${seen.saved.length} saves answered, ${seen.unanswered.length} not; ${done} phones by the job; a change at all nodes after at most ${worst.toFixed(0)} ms`,
  };
}

/** A phone fetches its file, again and again; when its connection ends it asks again, and is answered in the end. */
async function askOn(cluster: Cluster, house: Seeded, from: number, size: Size, seen: Storm, going: { on: boolean }) {
  for (let at = from; going.on; at = (at + size.askers) % house.phones.length) {
    const phone = house.phones[at % house.phones.length];
    if (!phone) continue;
    let tries = 0;
    for (; tries < 20; tries++) {
      const status = await statusOf(`${cluster.phones}/p/${phone.token}/${phone.mac}.cfg`);
      seen.answers.set(status, (seen.answers.get(status) ?? 0) + 1);
      if (status === 200) break;
      if (status === 404 || status === 401) {
        seen.failures.push(`${phone.mac} was told ${status}`);
        break;
      }
      await wait(100);
    }
    if (tries === 20) seen.failures.push(`${phone.mac} was not answered in two seconds`);
    await wait(size.rest);
  }
}

async function statusOf(url: string): Promise<number | "broken"> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.status;
  } catch {
    return "broken";
  }
}

async function saveOn(visitor: Visitor, who: number, size: Size, seen: Storm, going: { on: boolean }) {
  for (let n = 0; going.on; n++) {
    const name = `Plats ${who}-${n}`;
    const answered = await visitor.post("/sites", { name }).catch(() => null);
    if (answered?.status === 201) seen.saved.push(name);
    else if (answered !== null && answered.status < 500) seen.failures.push(`a save was answered ${answered.status}`);
    else seen.unanswered.push(name);
    await wait(4 * size.rest);
  }
}

/** Somebody whom some phones show gets another name at one node; how long until every node that is left serves it, in milliseconds. */
async function changeSeen(boss: Visitor, nodes: readonly ClusterNode[], house: Seeded, n: number, seen: Storm): Promise<number> {
  const phone = house.phones[n % house.person.shownOn];
  const node = nodes[n % nodes.length];
  if (!phone || !node) return 0;
  const at = boss.at(node.portal);
  const lastName = `Sandvik-${n}`;
  const { body } = await at.get(`/users/${house.person.id}`);
  const answered = await at.patch(`/users/${house.person.id}/details`, { lastName }, body.versions?.details ?? 1);
  if (answered.status !== 200) seen.failures.push(`a change was answered ${answered.status}`);
  const began = performance.now();
  const waits = nodes.map(async ({ publicUrl, name }) => {
    while (performance.now() - began < lost) {
      if ((await fileOf(`${publicUrl}/p/${phone.token}/${phone.mac}.cfg`)).includes(lastName)) return performance.now() - began;
      await wait(10);
    }
    seen.failures.push(`${name} has not served a change in ${lost} ms`);
    return lost;
  });
  return Math.max(...(await Promise.all(waits)));
}

async function fileOf(url: string): Promise<string> {
  const response = await fetch(url).catch(() => null);
  return (await response?.text().catch(() => "")) ?? "";
}

async function jobDone(boss: Visitor, id: string): Promise<void> {
  for (let n = 0; n < 600; n++) {
    const job = await boss.get(`/jobs/${id}`).catch(() => null);
    if (job?.body?.state === "done") return;
    await wait(100);
  }
}

/** Each phone was moved once, and the log says so once. @returns how many */
async function judgeJob(db: Db, house: Seeded, siteId: string, seen: Storm): Promise<number> {
  const moved = await db("phone").where({ organisation_id: house.organisationId, site_id: siteId }).pluck("id");
  if (moved.length !== house.phones.length) seen.failures.push(`the job moved ${moved.length} of ${house.phones.length} phones`);
  const [job] = await db("job")
    .where("organisation_id", house.organisationId)
    .select("state", "total", "changed", "unchanged", "refused");
  if (job?.state !== "done" || job.changed !== house.phones.length || job.total !== house.phones.length)
    seen.failures.push(`the job says ${JSON.stringify(job)}, of phones that it refused ${JSON.stringify(await refusals(db))}`);
  const entries: { subject_id: string; count: number | string }[] = await db("audit")
    .where({ organisation_id: house.organisationId, subject_kind: "phone" })
    .where("after", "like", `%${siteId}%`)
    .groupBy("subject_id")
    .select("subject_id")
    .count({ count: "*" });
  const twice = entries.filter(({ count }) => Number(count) !== 1);
  if (twice.length > 0 || entries.length !== house.phones.length)
    seen.failures.push(`${entries.length} phones stand in the log, ${twice.length} of them more than once`);
  return moved.length;
}

async function refusals(db: Db): Promise<unknown[]> {
  return db("job_item").where("outcome", "refused").groupBy("code", "detail").select("code", "detail").count({ phones: "*" });
}

async function judgeSaves(db: Db, organisationId: string, seen: Storm): Promise<void> {
  const rows: string[] = await db("site").where("organisation_id", organisationId).pluck("name");
  const counts = new Map<string, number>();
  for (const name of rows) counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const name of seen.saved)
    if (counts.get(name) !== 1) seen.failures.push(`${name} was saved, and is there ${counts.get(name) ?? 0} times`);
  for (const name of seen.unanswered)
    if ((counts.get(name) ?? 0) > 1) seen.failures.push(`${name} was not answered, and is there ${counts.get(name)} times`);
}

/** Whoever lives is heard. */
async function judgeNodes({ nodes, store }: Cluster, seen: Storm): Promise<void> {
  for (let n = 0; n < 100; n++) {
    const heard = (await listNodes(store.db, new Date())).filter(({ state }) => state === "serving").map(({ name }) => name);
    if (nodes.every((node) => heard.includes(node.name) || !node.up())) return;
    await wait(100);
  }
  seen.failures.push("not all nodes that live are heard");
}
