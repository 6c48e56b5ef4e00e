import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

/** A bill of materials as CycloneDX 1.5 says it; what is not looked at here goes through as it is. */
const Bill = z.looseObject({
  bomFormat: z.string(),
  specVersion: z.string(),
  metadata: z.looseObject({ component: z.looseObject({ name: z.string(), type: z.string() }) }),
  components: z.array(
    z.looseObject({
      name: z.string(),
      version: z.string(),
      hashes: z.array(z.unknown()).optional(),
      licenses: z.array(z.unknown()).optional(),
    }),
  ),
});
export type Bill = z.infer<typeof Bill>;

/**
 * The bill of materials of the lock in `root`, by `npm sbom`, which reads nothing but the lock. Named after the package and not
 * after the folder that it lies in.
 */
export async function bill(root: string): Promise<Bill> {
  const words = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only", "--sbom-type", "application"];
  const { stdout } = await promisify(execFile)("npm", words, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  const made = Bill.parse(JSON.parse(stdout));
  const { name } = z.object({ name: z.string() }).parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  made.metadata.component.name = name;
  return made;
}

// As a command: to standard output, or to the file that is named.
if (process.argv[1] === import.meta.filename) {
  const text = `${JSON.stringify(await bill(resolve(import.meta.dirname, "..")), null, 2)}\n`;
  const [file] = process.argv.slice(2);
  if (file === undefined) process.stdout.write(text);
  else writeFileSync(file, text);
}
