import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { type FleetServer, fleetServer } from "../../bench/fleet/server.ts";
import { hashPassword } from "../../db/password-hash.ts";
import { createPerson } from "../../db/people-create.ts";
import { generateToken, tokenHash } from "../../db/secrets.ts";
import { startSession } from "../../db/sessions.ts";
import { setPassword } from "../../db/sign-in.ts";
import { freePort } from "../../db/testing/free-ports.ts";
import type { Actor } from "../../db/types.ts";
import type { Right } from "../../domain/rights.ts";
import { Visitor } from "../../portal/testing/visitor.ts";
import { loadSettings } from "../../process/settings.ts";
import { openStore, type Store } from "../../process/store.ts";
import { startBalancer } from "./balancer.ts";

/** One of the server processes. */
export type ClusterNode = FleetServer & { readonly name: string; readonly portal: string; readonly up: () => boolean };

export type Cluster = {
  readonly nodes: readonly ClusterNode[];
  /** Where phones ask: any node answers. */
  readonly phones: string;
  /** Where people ask. */
  readonly portal: string;
  /** The same database and keys, opened by the harness. */
  readonly store: Store;
  /** Somebody signed in, whose requests go to any node. */
  readonly somebody: (organisationId: string, rights: readonly Right[]) => Promise<Visitor>;
  readonly stop: () => Promise<void>;
};

export const clusterActor: Actor = { kind: "system", id: null, name: "proof", organisationId: null };

export type ClusterOrder = {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly nodes: number;
  /** Before the nodes start: the house. */
  readonly furnish: (store: Store) => Promise<void>;
  readonly more?: Record<string, string>;
};

/** Server processes on one PostgreSQL by the command that operators use, with one key file and one folder of firmware, behind a balancer. */
export async function startCluster({ folder, databaseUrl, nodes: count, furnish, more = {} }: ClusterOrder): Promise<Cluster> {
  const keyFile = join(folder, "secret.key");
  const shared = join(folder, "firmware");
  mkdirSync(shared, { recursive: true, mode: 0o700 });
  const common = { KLYKA_KEY_FILE: keyFile, DATABASE_URL: databaseUrl, KLYKA_HOST: "127.0.0.1" };
  const own = {
    ...common,
    KLYKA_DATA: join(folder, "harness"),
    KLYKA_PUBLIC_URL: "http://127.0.0.1",
    KLYKA_ALLOW_PLAIN_HTTP: "yes",
  };
  const store = await openStore(loadSettings(own, "production").settings, new Date());
  await furnish(store);
  const ports = await Promise.all(Array.from({ length: count }, () => freePort()));
  const people = await startBalancer(ports);
  const nodes: ClusterNode[] = [];
  // Known when the nodes are: their address for phones is the balancer's.
  const phonePorts: number[] = [];
  const phones = await startBalancer(phonePorts);
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.end("SIGTERM")));
    await Promise.all([people.stop(), phones.stop()]);
    await store.db.destroy();
  };
  try {
    for (const [at, port] of ports.entries()) {
      const data = join(folder, `node-${at}`);
      mkdirSync(data, { recursive: true, mode: 0o700 });
      symlinkSync(shared, join(data, "firmware"));
      const name = `nod ${at + 1}`;
      const settings = { ...common, KLYKA_PORTAL_PORT: String(port), KLYKA_NODE: name, KLYKA_TRUSTED_PROXIES: "127.0.0.1/32" };
      const addresses = { KLYKA_PUBLIC_URL: phones.url, KLYKA_PORTAL_URL: people.url };
      const server = await fleetServer(data, databaseUrl, { ...settings, ...addresses, ...more });
      nodes.push({ ...server, name, portal: `http://127.0.0.1:${port}`, up: () => isUp(server.pid()) });
      phonePorts.push(Number(new URL(server.publicUrl).port));
    }
    await Promise.all(nodes.map((node) => node.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  const url = people.url;
  return {
    ...{ nodes, phones: phones.url, portal: url, store, stop },
    somebody: (organisationId, rights) => signedIn(store, url, organisationId, rights),
  };
}

/** By a session of the database, as signing in leaves one. */
async function signedIn({ db }: Store, url: string, organisationId: string, rights: readonly Right[]): Promise<Visitor> {
  const now = new Date();
  const person = { organisationId, firstName: "Ottilia", lastName: "Provare", rights: [...rights], operates: [] };
  const { id: userId } = await createPerson(db, person, "all", clusterActor, now);
  // Nobody knows what this is the hash of.
  const passwordHash = await hashPassword(generateToken());
  await setPassword(db, { organisationId, userId, passwordHash, mustChange: false }, clusterActor, now);
  const token = generateToken();
  const session = { userId, organisationId, tokenHash: tokenHash(token), address: "127.0.0.1", userAgent: null };
  await startSession(db, session, clusterActor, now);
  const visitor = new Visitor(url, userId);
  visitor.cookies.set("klyka_session", token);
  await visitor.learnCsrf();
  return visitor;
}

function isUp(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
