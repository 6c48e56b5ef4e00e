import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const house = resolve(import.meta.dirname, "..");
/** What turns rows into bytes. Tests, goldens and virtual phones do not. */
const rooms = ["domain", "templates"];
const aside = /\.test\.ts$|(^|\/)(golden|testing|virtual)\/|\/virtual[^/]*\.ts$/;
const read = /\.(ts|json|hbs|txt)$/;

const libraries = ["handlebars", "xmlbuilder2"];

function versionOf(library: string): string {
  const about: unknown = JSON.parse(readFileSync(join(house, "node_modules", library, "package.json"), "utf8"));
  return about !== null && typeof about === "object" && "version" in about ? String(about.version) : "";
}

/**
 * A digest of everything besides the database that decides a rendered file's bytes: the rules, the models, the templates,
 * the two libraries' versions and the public address. Hex, the same for the same program and address.
 */
export function renderEpoch(publicUrl: string): string {
  const digest = createHash("sha256").update(publicUrl).update("\0");
  const files = rooms.flatMap((room) =>
    readdirSync(join(house, room), { recursive: true, encoding: "utf8" }).map((name) => `${room}/${name.replaceAll("\\", "/")}`),
  );
  for (const library of libraries) digest.update(`${library} ${versionOf(library)}\0`);
  for (const name of files.filter((file) => read.test(file) && !aside.test(file)).sort())
    digest
      .update(name)
      .update("\0")
      .update(readFileSync(join(house, name)))
      .update("\0");
  return digest.digest("hex");
}
