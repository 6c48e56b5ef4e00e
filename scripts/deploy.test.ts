import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { definitions } from "../process/settings-table.ts";
import { makeAuthority } from "../provisioning/testing/certificates.ts";

const folder = resolve(import.meta.dirname, "..", "deploy");
const run = promisify(execFile);

function installed(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { env: { PATH: `${process.env.PATH}:/usr/sbin` } });
    return true;
  } catch {
    return false;
  }
}

function aFolder(): string {
  const made = mkdtempSync(join(tmpdir(), "klyka-deploy-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

describe("what is handed to whoever installs", () => {
  it.skipIf(!installed("nginx"))("is a configuration that nginx takes", async () => {
    const place = aFolder();
    const authority = makeAuthority("Telefonmakarnas CA");
    const own = authority.issue("prov.example.se");
    for (const name of ["prov", "telefoni"]) {
      writeFileSync(join(place, `${name}.pem`), own.certificate);
      writeFileSync(join(place, `${name}.key`), own.key);
    }
    writeFileSync(join(place, "phone-makers.pem"), authority.certificate);
    const said = readFileSync(join(folder, "nginx.conf"), "utf8").replaceAll("/etc/klyka/", `${place}/`);
    const whole = `pid ${place}/nginx.pid; error_log stderr; events {} http { access_log off; ${said.replaceAll(/listen \d+/g, "listen 127.0.0.1:0")} }`;
    writeFileSync(
      join(place, "nginx.conf"),
      whole.replaceAll("127.0.0.1:0 ssl", "127.0.0.1:18443 ssl").replaceAll("127.0.0.1:0;", "127.0.0.1:18080;"),
    );
    const { stderr } = await run("nginx", ["-t", "-p", place, "-c", join(place, "nginx.conf")], {
      env: { PATH: `${process.env.PATH}:/usr/sbin` },
    });
    expect(stderr).toContain("test is successful");
  });

  it.skipIf(!installed("systemd-analyze"))("is units that systemd takes, and knows every word of", async () => {
    const place = aFolder();
    const units = readdirSync(folder).filter((name) => /\.(service|timer)$/.test(name));
    expect(units).toHaveLength(3);
    for (const name of units) {
      const text = readFileSync(join(folder, name), "utf8");
      writeFileSync(join(place, name), text.replaceAll("/opt/klyka/", `${resolve(folder, "..")}/`));
    }
    const answer = await run("systemd-analyze", ["verify", ...units.map((name) => join(place, name))]).catch((error: unknown) =>
      error !== null && typeof error === "object" && "stderr" in error
        ? { stderr: String(error.stderr) }
        : { stderr: String(error) },
    );
    expect(answer.stderr.split("\n").filter((line) => line.includes(place) || line.startsWith("klyka"))).toEqual([]);
  });

  it("names settings that there are", () => {
    const known = new Set([
      ...Object.values(definitions).map(({ name }) => name as string),
      "KLYKA_DATABASE_PASSWORD",
      "KLYKA_SETTINGS",
    ]);
    for (const name of [...readdirSync(folder), "../docs/drift.md"]) {
      const named = [...readFileSync(join(folder, name), "utf8").matchAll(/\bKLYKA_[A-Z_]+/g)].map((match) => match[0]);
      expect([
        name,
        named.filter((one) => !known.has(one) && ![...known].some((full) => one.endsWith("_") && full.startsWith(one))),
      ]).toEqual([name, []]);
    }
  });
});
