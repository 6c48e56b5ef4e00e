import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { cliHouse } from "../cli/testing/run-cli.ts";
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
      "KLYKA_BACKUPS",
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

  it.skipIf(!installed("sqlite3"))(
    "copies a database that is being written to, and what is put back serves the same phone the same bytes",
    async () => {
      const house = cliHouse({ KLYKA_PUBLIC_URL: "https://prov.example.se" });
      onTestFinished(house.remove);
      const { json, klyka, env } = house;
      await json("organisation", "add", "Björkö Bygg AB");
      await json("setting", "set", "exchange.registrar", "sip.bjorkobygg.example");
      await json("user", "add", "Åsa", "Björkegren", "--extension", "401");
      await json("account", "add", "401", "--user", "401");
      await json("phone", "add", "80:5e:c0:12:34:56", "--model", "Yealink T46U", "--account", "401");
      const data = env.KLYKA_DATA ?? "";
      mkdirSync(join(data, "firmware", "content", "ab"), { recursive: true });
      writeFileSync(join(data, "firmware", "content", "ab", "abcd"), Buffer.alloc(100_000, 7));
      const before = (await klyka("phone", "file", "805ec0123456", "--reveal")).out;
      expect(before).toContain("sip.bjorkobygg.example");
      const backups = join(aFolder(), "it's here");
      const copy = (keep: string) =>
        run(join(folder, "backup.sh"), ["--key", backups], {
          env: { PATH: process.env.PATH ?? "", KLYKA_DATA: data, KLYKA_BACKUPS: keep },
        });
      const writing = (async () => {
        for (let n = 0; n < 5; n += 1) await json("user", "add", `Person ${n}`, "Provsson", "--extension", String(500 + n));
      })();
      const { stdout } = await copy("2");
      await writing;
      const made = stdout.trim();
      const restored = join(aFolder(), "data");
      mkdirSync(restored, { mode: 0o700 });
      execFileSync("cp", ["-a", `${made}/.`, restored]);
      const again = cliHouse({ ...env, KLYKA_DATA: restored });
      onTestFinished(again.remove);
      expect((await again.klyka("phone", "file", "805ec0123456", "--reveal")).out).toBe(before);
      expect(statSync(join(restored, "secret.key")).mode & 0o777).toBe(0o600);
      // An image is kept once, however many copies there are; what is too old goes.
      const inode = (name: string) => statSync(join(backups, name, "firmware", "content", "ab", "abcd")).ino;
      const first = inode(basename(made));
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await copy("1");
      const [left = "", ...more] = readdirSync(backups);
      expect([more, existsSync(made), inode(left)]).toEqual([[], false, first]);
    },
  );

  it.skipIf(!installed("sqlite3"))("says that a copy failed, and leaves nothing half behind", async () => {
    const place = aFolder();
    writeFileSync(join(place, "klyka.db"), "no database at all, not even a small one, whatever it is called");
    const failed = run(join(folder, "backup.sh"), [join(place, "copies")], {
      env: { PATH: process.env.PATH ?? "", KLYKA_DATA: place },
    });
    await expect(failed).rejects.toMatchObject({ code: expect.any(Number) });
    expect(readdirSync(join(place, "copies"))).toEqual([]);
  });
});
