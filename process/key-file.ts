import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { DomainError } from "../domain/errors.ts";

/**
 * The key file: one key of 32 bytes a line, base64. The first seals, all of them open; `#` begins a comment.
 * It lies outside the database and is readable by its owner alone.
 */

/** @throws DomainError `key_missing` when the file is not there or a line is no key */
export function readKeyFile(path: string): readonly Uint8Array[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new DomainError("key_missing", { path });
  }
  return parseKeys(text, path);
}

/**
 * The keys that the bytes of a key file hold.
 *
 * @param path for the error
 * @throws DomainError `key_missing` when a line is no key
 */
export function parseKeys(file: string | Uint8Array, path: string): readonly Uint8Array[] {
  const text = typeof file === "string" ? file : Buffer.from(file).toString("utf8");
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "");
  const keys = lines.map((line) => Buffer.from(line, "base64"));
  if (keys.length === 0 || keys.some((key) => key.length !== 32)) throw new DomainError("key_missing", { path });
  return keys;
}

export function keyFileExists(path: string): boolean {
  return existsSync(path);
}

export function newKey(): Uint8Array {
  return randomBytes(32);
}

/** Writes the whole file anew: beside it first, then in one step over it, so that no crash leaves half a file. */
export function writeKeyFile(path: string, keys: readonly Uint8Array[]): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const text = ["# Klyka's keys. The first seals, all of them open. Keep a copy apart from the database's backups."];
  for (const key of keys) text.push(Buffer.from(key).toString("base64"));
  const beside = `${path}.${process.pid}.new`;
  try {
    flushed(beside, "w", (file) => writeFileSync(file, `${text.join("\n")}\n`));
    chmodSync(beside, 0o600);
    renameSync(beside, path);
  } catch (error) {
    // What is half there holds keys, too.
    rmSync(beside, { force: true });
    throw error;
  }
  // What is sealed with a new key after this shall not outlive it in a power cut.
  flushed(dirname(path), "r", () => undefined);
}

/** Works on a file, or a folder, and has it on the disk when it returns. */
function flushed(path: string, flags: "w" | "r", work: (file: number) => void): void {
  const file = openSync(path, flags, 0o600);
  try {
    work(file);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The permission bits of a file or folder, or null when it is not there. */
export function modeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mode ?? null;
}
