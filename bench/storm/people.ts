import { Visitor } from "../../portal/testing/visitor.ts";
import type { PartResult, StormPlan } from "./plan.ts";
import { pause, Tally } from "./tally.ts";

/** Between two things that a person does, milliseconds: at least, and up to so much more. */
const thinks = [300, 700] as const;

/** Administrators search, look and save for as long as phones come. */
export async function workingPeople(plan: StormPlan): Promise<PartResult> {
  const tally = new Tally();
  const until = performance.now() + plan.within * 1000;
  await Promise.all(plan.sessions.map((session, at) => work(plan, session, at, until, tally)));
  return tally.result();
}

type Ask = (visitor: Visitor, n: number) => ReturnType<Visitor["get"]>;

const reads: readonly Ask[] = [
  (visitor, n) => visitor.get(`/search?q=${encodeURIComponent(`person ${n}`)}`),
  (visitor, n) => visitor.get(`/users?limit=50&q=${encodeURIComponent(`person ${n}`)}`),
  (visitor, n) => visitor.get(`/phones?limit=50&q=${n}`),
  (visitor, n) => visitor.get(`/users?limit=50&offset=${n}`),
];

async function work(
  { portalUrl }: StormPlan,
  { cookie, people }: StormPlan["sessions"][number],
  at: number,
  until: number,
  tally: Tally,
): Promise<void> {
  const visitor = new Visitor(portalUrl);
  visitor.cookies.set("klyka_session", cookie);
  await visitor.learnCsrf();
  // Whoever began too late does one thing all the same.
  for (let n = at * 7; n === at * 7 || performance.now() < until; n += 1) {
    await pause(thinks[0] + Math.random() * thinks[1]);
    const some = (n * 7919) % people;
    const ask = reads[n % (reads.length + 1)];
    await (ask ? timed(tally, "read", () => ask(visitor, some)) : save(visitor, some, tally));
  }
}

/** Somebody gets another first name: read, saved, and whoever shows the name on a key is marked. */
async function save(visitor: Visitor, some: number, tally: Tally): Promise<void> {
  const found = await timed(tally, "read", () => visitor.get(`/users?limit=1&offset=${some}`));
  const id: unknown = found?.body?.rows?.[0]?.id;
  if (typeof id !== "string") return;
  const read = await timed(tally, "read", () => visitor.get(`/users/${id}`));
  if (read?.status !== 200) return;
  const body = { firstName: `${String(read.body.firstName).slice(0, 30)}x` };
  await timed(tally, "save", () => visitor.patch(`/users/${id}/details`, body, read.body.versions.details));
}

async function timed(tally: Tally, what: string, ask: () => ReturnType<Visitor["get"]>) {
  const began = performance.now();
  try {
    const answer = await ask();
    tally.note(`${what} ${answer.status}`, answer.status === 503 ? null : performance.now() - began);
    // Two of them may have saved the same person.
    if (answer.status >= 300 && answer.status !== 503 && answer.status !== 409) tally.problem(`${what}: ${answer.status}`);
    return answer;
  } catch (error) {
    tally.note(`${what} no answer`, null);
    tally.problem(`${what}: ${error instanceof Error ? error.message : "no answer"}`);
    return null;
  }
}
