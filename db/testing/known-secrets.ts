import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { sealedColumns } from "../rotate-secrets.ts";
import { type Keyring, open } from "../secrets.ts";
import type { Db } from "../types.ts";

/** Shorter ones stand in ids and dates by chance. */
const shortest = 8;
/** Sealed because it is personal, and no secret by itself: who asked for a link. */
const noSecrets = ["mail_outbox.asked_sealed", "message.asked_sealed"];

/** Every secret that lies sealed in the database and opens with these keys, each once. */
export async function secretsIn(db: Db, keyring: Keyring): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const { table, column, id, bytes } of sealedColumns) {
    if (bytes || noSecrets.includes(`${table}.${column}`) || !(await db.schema.hasTable(table))) continue;
    const rows: { id: string; sealed: string }[] = await db(table)
      .whereNotNull(column)
      .select({ id: db.raw(id), sealed: column });
    for (const row of rows) for (const one of opened(keyring, row.sealed, `${table}/${column}/${row.id}`)) found.add(one);
  }
  return [...found];
}

function opened(keyring: Keyring, sealed: string, context: string): readonly string[] {
  try {
    return texts(open(keyring, sealed, context)).filter((text) => text.length >= shortest);
  } catch {
    // What a test has spoilt on purpose, or sealed with other keys.
    return [];
  }
}

/** The text, or the texts in it when it is JSON. */
function texts(plain: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(plain);
    return typeof value === "object" && value !== null ? leaves(value) : [plain];
  } catch {
    return [plain];
  }
}

function leaves(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [];
}

/** Tells the proof that no secret is logged which there were, where it asks for them (`KLYKA_TEST_LOGS`). */
export async function tellSecrets(db: Db, keyring: Keyring): Promise<void> {
  const folder = process.env.KLYKA_TEST_LOGS;
  if (folder === undefined) return;
  const secrets = await secretsIn(db, keyring).catch(() => []);
  if (secrets.length > 0)
    appendFileSync(join(folder, `${process.pid}.secrets`), secrets.map((one) => `${JSON.stringify(one)}\n`).join(""));
}
