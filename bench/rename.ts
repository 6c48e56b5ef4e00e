import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { loadPlanSources } from "../db/plan-source.ts";
import type { Keyring } from "../db/secrets.ts";
import type { Actor, Db } from "../db/types.ts";
import { updateUser } from "../db/users.ts";
import { composePlan } from "../domain/compose-plan.ts";
import { openStore } from "../process/store.ts";
import { findModel, vendorOf } from "../templates/index.ts";
import { benchSettings } from "./klyka.ts";
import { onPostgres } from "./postgres.ts";
import type { BenchRow } from "./row.ts";
import { type Seeded, seedPhones } from "./seed.ts";

const actor: Actor = { kind: "system", id: null, name: "bench", organisationId: null };
const batch = 500;

/** A person who is shown on some of many phones gets another name, on SQLite and on PostgreSQL. */
export async function benchRename(order: {
  readonly folder: string;
  readonly quick: boolean;
  readonly say: (line: string) => void;
}): Promise<readonly BenchRow[]> {
  const size = order.quick ? { phones: 1000, shownOn: 50 } : { phones: 10_000, shownOn: 500 };
  const rows = await renameOn("SQLite", join(order.folder, "rename-sqlite"), null, size, order.say);
  const postgres = await onPostgres((url) => renameOn("PostgreSQL", join(order.folder, "rename-postgres"), url, size, order.say));
  if (postgres === null) order.say("PostgreSQL does not start here: left out");
  return [...rows, ...(postgres ?? [])];
}

type Size = { readonly phones: number; readonly shownOn: number };

async function renameOn(
  database: string,
  folder: string,
  databaseUrl: string | null,
  size: Size,
  say: (line: string) => void,
): Promise<readonly BenchRow[]> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { db, keyring } = await openStore(benchSettings({ folder, port: 8080, databaseUrl }), new Date());
  try {
    const began = performance.now();
    const seeded = await seedPhones(db, keyring, { ...size, keys: 8 }, new Date());
    say(`${database}: ${size.phones} phones written in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    const before = await renderAll(db, keyring, seeded);
    const revisions = await revisionsOf(db);
    const millis = await rename(db, seeded);
    const raised = new Set(
      [...(await revisionsOf(db))].filter(([id, revision]) => revisions.get(id) !== revision).map(([id]) => id),
    );
    const after = await renderAll(db, keyring, seeded);
    const changed = new Set([...after].filter(([id, hash]) => before.get(id) !== hash).map(([id]) => id));
    const same = [...raised].every((id) => changed.has(id)) && raised.size === changed.size;
    return rowsOf(database, size, { millis, raised: raised.size, changed: changed.size, same });
  } finally {
    await db.destroy();
  }
}

function rowsOf(
  database: string,
  { phones, shownOn }: Size,
  result: { millis: number; raised: number; changed: number; same: boolean },
): readonly BenchRow[] {
  const base = { section: "A person gets another name", peer: null, ratio: null } as const;
  const exact = (count: number) => (count === shownOn ? `exactly ${shownOn} of ${phones}` : `WRONG: ${shownOn} were wanted`);
  const others = phones - shownOn;
  return [
    {
      ...base,
      name: `${database}: phones marked`,
      klyka: result.raised,
      bar: shownOn,
      unit: "phones",
      note: exact(result.raised),
    },
    {
      ...base,
      name: `${database}: phones whose files changed`,
      klyka: result.changed,
      bar: shownOn,
      unit: "phones",
      note: `${exact(result.changed)}${result.same ? ", the same ones" : ", WRONG: not the same ones"}`,
    },
    {
      ...base,
      name: `${database}: files byte-identical`,
      klyka: phones - result.changed,
      bar: others,
      unit: "phones",
      note: "all files of these phones",
    },
    {
      ...base,
      name: `${database}: the transaction`,
      klyka: result.millis,
      bar: null,
      unit: "ms",
      note: "name, audit entry, revisions and change feed",
    },
  ];
}

async function rename(db: Db, { organisationId, person }: Seeded): Promise<number> {
  const began = performance.now();
  await updateUser(db, { organisationId, id: person.id, lastName: "Sandberg" }, actor, new Date());
  return performance.now() - began;
}

async function revisionsOf(db: Db): Promise<Map<string, number>> {
  const rows: { id: string; revision: number }[] = await db("phone").select("id", "revision");
  return new Map(rows.map(({ id, revision }) => [id, revision]));
}

/** One hash over all files of each phone, rendered anew. */
async function renderAll(db: Db, keyring: Keyring, { phones }: Seeded): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  const model = findModel("yealink", "T46U");
  if (!model) throw new Error("the catalogue has no T46U");
  const vendor = vendorOf("yealink");
  for (let from = 0; from < phones.length; from += batch) {
    const ids = phones.slice(from, from + batch).map(({ id }) => id);
    for (const [id, source] of await loadPlanSources(db, keyring, ids)) {
      const plan = composePlan(source, { ...model, id: model.model }, "https://phones.example");
      const hash = createHash("sha256");
      for (const role of vendor.roles(model.model)) hash.update(vendor.render(role, plan)?.body ?? "");
      hashes.set(id, hash.digest("hex"));
    }
  }
  return hashes;
}
