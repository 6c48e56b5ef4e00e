import { z } from "zod";

/**
 * What is in a backup: an age file (age-encryption.org/v1) of a gzipped tar with, in this order, `backup.json` (what is to come),
 * `database/<table>/<number>.ndjson` (rows, a JSON array a line), `firmware/<SHA-256>` (images), `secret.key` when it was asked for,
 * and `contents.json` (what came, with its fingerprints). Whoever has the key opens it with `age -d` and `tar` as well.
 */
export const names = { head: "backup.json", end: "contents.json", key: "secret.key" } as const;

export const formatVersion = 1;

const Kind = z.enum(["text", "integer", "boolean", "bytes"]);

export const Head = z.object({
  format: z.number().int(),
  id: z.string(),
  /** When the database was as it is in here. */
  madeAt: z.string(),
  /** Klyka's version that made it. */
  version: z.string(),
  database: z.enum(["SQLite", "PostgreSQL"]),
  migrations: z.array(z.string()).readonly(),
  tables: z
    .array(z.object({ name: z.string(), columns: z.array(z.object({ name: z.string(), kind: Kind })).readonly() }))
    .readonly(),
  /** Ids of the keys that its secrets are sealed with. */
  keyIds: z.array(z.string()),
  holdsKey: z.boolean(),
  holdsImages: z.boolean(),
});
export type Head = z.infer<typeof Head>;

export const End = z.object({
  tables: z.array(z.object({ name: z.string(), rows: z.number().int(), sum: z.string() })),
  images: z.array(z.object({ sha256: z.string(), bytes: z.number().int() })),
  /** SHA-256 of images that the catalogue has and whose bytes were not there. */
  missing: z.array(z.string()),
});
export type End = z.infer<typeof End>;

/** An image's bytes as they lie in the store. */
export type StoredImage = { readonly sha256: string; readonly bytes: number; readonly open: () => AsyncIterable<Uint8Array> };

export const imageName = (sha256: string): string => `firmware/${sha256}`;
export const rowsName = (table: string, number: number): string => `database/${table}/${String(number).padStart(6, "0")}.ndjson`;

/** What an entry's name says it is; null: nothing that a backup has. */
export function entryOf(
  name: string,
): { readonly kind: "head" | "end" | "key" } | { readonly kind: "image" | "rows"; readonly of: string } | null {
  if (name === names.head) return { kind: "head" };
  if (name === names.end) return { kind: "end" };
  if (name === names.key) return { kind: "key" };
  const [, image] = /^firmware\/([0-9a-f]{64})$/.exec(name) ?? [];
  if (image !== undefined) return { kind: "image", of: image };
  const [, table] = /^database\/([a-z_]+)\/\d{6,}\.ndjson$/.exec(name) ?? [];
  return table === undefined ? null : { kind: "rows", of: table };
}
