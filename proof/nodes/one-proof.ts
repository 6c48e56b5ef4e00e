import { createHash } from "node:crypto";
import { join } from "node:path";
import { openDatabase } from "../../db/connect.ts";
import { openWindow } from "../../db/first-contact.ts";
import { readPhonePasswords } from "../../db/phone-lifecycle.ts";
import { aBoundPhone, anOrganisationWithExchange, aPhone, aSipAccount, aUser, testKeyring } from "../../db/testing/builders.ts";
import { freePort } from "../../db/testing/free-ports.ts";
import type { Db } from "../../db/types.ts";
import { loadSettings } from "../../process/settings.ts";
import { exchange, type Reply, userAgents } from "../../provisioning/testing/house.ts";
import { startServer } from "../../server.ts";
import type { Claim, Outcome, ProofSetup } from "../contract.ts";
import { bounded } from "../run.ts";
import { clusterActor } from "./cluster.ts";

const sizes = {
  small: { answers: 6, races: 3, passwords: 0, links: 39 },
  full: { answers: 300, races: 60, passwords: 60, links: 60 },
} as const;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const md5 = (text: string) => createHash("md5").update(text).digest("hex");

/** Where each of three servers answers phones and people. */
type Node = { readonly phones: number; readonly portal: string; readonly stop: () => Promise<void> };
type Tried = { cases: number; readonly failures: string[] };

export const nodesProofClaims: readonly Claim[] = [
  {
    id: "nodes-one-proof",
    suite: "attack",
    promise:
      "Over three nodes a proof counts as at one: a challenge of any is answered at any, nothing is taken twice, one of three first askers wins and is known everywhere at once, and guesses are counted together.",
    prove,
  },
];

async function prove(setup: ProofSetup): Promise<Outcome> {
  const url = await setup.postgres();
  const db = await openDatabase({ url });
  const nodes: Node[] = [];
  try {
    const address = `http://127.0.0.1:${await freePort()}`;
    for (const name of ["one", "two", "three"]) nodes.push(await aNode(url, join(setup.folder, name), address));
    const tried: Tried = { cases: 0, failures: [] };
    const organisation = await anOrganisationWithExchange(db);
    const size = sizes[setup.size];
    await digestInTurn(db, nodes, organisation.id, size.answers, tried);
    for (let n = 0; n < size.races; n++) await firstContact(db, nodes, organisation.id, n, tried);
    const links = await guesses(nodes, size.links, tried, { at: "/install", most: 30, guess: linkOf });
    const passwords = await guesses(nodes, size.passwords, tried, { at: "/session", most: 10, guess: passwordOf });
    const measured = `looked at: ${links} of ${size.links} guessed links, ${passwords} of ${size.passwords} guessed passwords`;
    return { cases: tried.cases, failures: bounded(tried.failures), measured };
  } finally {
    for (const node of nodes) await node.stop();
    await db.destroy();
  }
}

async function aNode(url: string, folder: string, publicUrl: string): Promise<Node> {
  const [phones, portal] = [await freePort(), await freePort()];
  const off = { KLYKA_TFTP_PORT: "off", KLYKA_MANAGEMENT_PORT: "off", KLYKA_PNP_PORT: "off" };
  const ports = { KLYKA_PHONES_PORT: String(phones), KLYKA_PORTAL_PORT: String(portal) };
  const { settings } = loadSettings({ KLYKA_DATA: folder, ...ports, ...off }, "demo");
  const db = await openDatabase({ url });
  const server = await startServer({ settings, store: { db, keyring: testKeyring }, publicUrl, log: silent });
  return {
    phones,
    portal: `http://127.0.0.1:${portal}`,
    stop: async () => {
      await server.stop();
      await db.destroy();
    },
  };
}

function at<T>(list: readonly T[], n: number): T {
  const one = list[n % list.length];
  if (one === undefined) throw new Error("there is none");
  return one;
}

function check(tried: Tried, fine: boolean, failure: string): void {
  tried.cases += 1;
  if (!fine) tried.failures.push(failure);
}

/** A phone with a user name asks in turn at each node, with the challenge that it has; whoever repeats an answer gets none. */
async function digestInTurn(db: Db, nodes: readonly Node[], organisationId: string, count: number, tried: Tried): Promise<void> {
  const user = await aUser(db, organisationId, { extension: "4711" });
  const account = await aSipAccount(db, organisationId, { userId: user.id });
  const phone = await aBoundPhone(db, organisationId, { accounts: [account.id], mac: "805ec0b00001" });
  const by = { organisationId, id: phone.id };
  const { digestUser, digestSecret } = await readPhonePasswords(db, testKeyring, by, clusterActor, new Date());
  const path = `/d/${phone.mac}.cfg`;
  const secret = md5(`${digestUser}:klyka:${digestSecret}`);
  const ask = (n: number, authorization: string) =>
    exchange(at(nodes, n).phones, path, { userAgent: userAgents.yealink(phone.mac), headers: { authorization } });
  const answerTo = (nonce: string, use: number) => {
    const nc = use.toString(16).padStart(8, "0");
    const response = md5(`${secret}:${nonce}:${nc}:c:auth:${md5(`GET:${path}`)}`);
    return `Digest username="${digestUser}", realm="klyka", nonce="${nonce}", uri="${path}", response="${response}", qop=auth, nc=${nc}, cnonce="c"`;
  };
  const challenge = await untilKnown(
    () => exchange(at(nodes, 0).phones, path, { userAgent: userAgents.yealink(phone.mac) }),
    401,
  );
  const nonce = /nonce="([^"]+)"/.exec(challenge.headers["www-authenticate"] ?? "")?.[1] ?? "";
  await untilKnown(() => exchange(at(nodes, 1).phones, path, { userAgent: userAgents.yealink(phone.mac) }), 401);
  for (let use = 1; use <= count; use++) {
    const said = answerTo(nonce, use);
    const first = await ask(use, said);
    check(tried, first.status === 200, `answer ${use} to a challenge of another node was told ${first.status}`);
    const again = await Promise.all(nodes.map((_, n) => ask(n, said)));
    check(
      tried,
      again.every(({ status }) => status === 401),
      `answer ${use} was taken again: ${again.map((one) => one.status)}`,
    );
  }
  const said = answerTo(nonce, count + 1);
  const race = await Promise.all(nodes.map((_, n) => ask(n, said)));
  check(tried, race.filter(({ status }) => status === 200).length === 1, `one answer at once: ${race.map((one) => one.status)}`);
}

/** Three ask at once, each at another node; the one that wins goes on at a node that has not seen it. */
async function firstContact(db: Db, nodes: readonly Node[], organisationId: string, n: number, tried: Tried): Promise<void> {
  const mac = `805ec0b1${n.toString(16).padStart(4, "0")}`;
  const account = await aSipAccount(db, organisationId, { sipUser: `first${n}` });
  const phone = await aPhone(db, organisationId, { accounts: [account.id], mac });
  const window = { organisationId, phoneId: phone.id, minutes: 5, network: null };
  await openWindow(db, testKeyring, window, clusterActor, new Date());
  const from = (k: number) => ({ userAgent: userAgents.yealink(mac), from: `127.0.${n % 200}.${k + 2}` });
  const ask = (k: number) => exchange(at(nodes, k).phones, `/${mac}.cfg`, from(k));
  let replies: Reply[] = [];
  for (let turn = 0; turn < 50 && !replies.some(({ status }) => status === 200); turn++) {
    if (turn > 0) await new Promise((resolve) => setTimeout(resolve, 40));
    replies = await Promise.all(nodes.map((_, k) => ask(k)));
  }
  const winners = replies.flatMap(({ status }, k) => (status === 200 ? [k] : []));
  const [winner = 0] = winners;
  check(tried, winners.length === 1, `${winners.length} of three first askers were given a token`);
  const token = /\/p\/([0-9a-z]+)\//.exec(at(replies, winner).body.toString("latin1"))?.[1] ?? "";
  const next = await exchange(at(nodes, winner + 1).phones, `/p/${token}/${mac}.cfg`, from(winner));
  check(tried, next.status === 200, `the winner's token was told ${next.status} at the next node`);
}

type Guesses = { readonly at: string; readonly most: number; readonly guess: (n: number) => object };
const linkOf = (n: number) => ({ token: String(n).padStart(26, "0") });
const passwordOf = (n: number) => ({ name: "08-465 004 07", password: `fel ${n}` });

/** Guesses at once, each at the next node: together no more are looked at than one node would. @returns how many were */
async function guesses(nodes: readonly Node[], count: number, tried: Tried, { at: path, most, guess }: Guesses): Promise<number> {
  const statuses = await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const { portal } = at(nodes, n);
      const headers = { "content-type": "application/json", origin: portal, "sec-fetch-site": "same-origin" };
      const body = JSON.stringify(guess(n));
      const { status } = await fetch(`${portal}/api${path}`, { method: "POST", headers, body });
      if (status >= 500 || status < 400) tried.failures.push(`a guess at ${path} was answered ${status}`);
      return status;
    }),
  );
  const lookedAt = statuses.filter((status) => status !== 429).length;
  if (count > 0) check(tried, lookedAt === most, `${lookedAt} guesses of ${count} at ${path} were looked at, not ${most}`);
  return lookedAt;
}

async function untilKnown(ask: () => Promise<Reply>, status: number): Promise<Reply> {
  for (let n = 0; ; n++) {
    const reply = await ask();
    if (reply.status === status || n > 50) return reply;
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}
