import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { modeOf, newKey, readKeyFile, writeKeyFile } from "./key-file.ts";

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "klyka-keys-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it("Keys are read as they were written, by their owner alone, and nothing lies beside them", () => {
  const folder = aFolder();
  const path = join(folder, "secret.key");
  for (const keys of [[newKey()], [newKey(), newKey()]]) {
    writeKeyFile(path, keys);
    expect(readKeyFile(path).map((key) => Buffer.from(key).toString("hex"))).toEqual(
      keys.map((key) => Buffer.from(key).toString("hex")),
    );
    expect([readdirSync(folder), (modeOf(path) ?? 0) & 0o777]).toEqual([["secret.key"], 0o600]);
  }
});

it("A key file that cannot be put in its place leaves no keys beside it", () => {
  const folder = aFolder();
  const path = join(folder, "secret.key");
  mkdirSync(join(path, "in the way"), { recursive: true });
  expect(() => writeKeyFile(path, [newKey()])).toThrow();
  expect(readdirSync(folder)).toEqual(["secret.key"]);
});
