import { once } from "node:events";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { freePorts } from "../../db/testing/free-ports.ts";
import { cliHouse, runCli } from "../testing/run-cli.ts";

const [phones, portal, tftp, management] = await freePorts(4);
const house = cliHouse({
  KLYKA_HOST: "127.0.0.1",
  KLYKA_PUBLIC_URL: "https://phones.bjorkobygg.example",
  KLYKA_PHONES_PORT: String(phones),
  KLYKA_PORTAL_PORT: String(portal),
  KLYKA_TFTP_PORT: String(tftp),
  KLYKA_MANAGEMENT_PORT: String(management),
});
afterAll(house.remove);

const Findings = z.array(
  z.object({ check: z.string(), status: z.enum(["ok", "warn", "fail"]), code: z.string(), message: z.string() }),
);

async function doctor(env: Record<string, string> = {}, ...argv: string[]) {
  const result = await runCli(["doctor", "--json", ...argv], { ...house.env, ...env });
  return { code: result.code, findings: Findings.parse(JSON.parse(result.out)) };
}

describe("klyka doctor", () => {
  beforeAll(async () => {
    await house.json("organisation", "add", "Björkö Bygg AB");
  });

  it("finds nothing wrong with a sound installation, and names every check", async () => {
    const { code, findings } = await doctor();
    expect(findings.filter((one) => one.status === "fail")).toEqual([]);
    expect(code).toBe(0);
    const checks = [
      "settings",
      "safety",
      "server",
      "ports",
      "clock",
      "database",
      "key file",
      "certificates",
      "templates",
      "disk",
      "mail",
    ];
    expect(new Set(findings.map((one) => one.check))).toEqual(new Set(checks));
  });

  it("warns when others than this machine may read the metrics without a token", async () => {
    const codes = async (env: Record<string, string>) => (await doctor(env)).findings.map((one) => one.code);
    const open = { KLYKA_MANAGEMENT_HOST: "0.0.0.0" };
    expect(await codes(open)).toContain("management_open");
    expect(await codes({ ...open, KLYKA_MANAGEMENT_TOKEN: "0123456789abcdef0123456789abcdef" })).not.toContain("management_open");
    expect(await codes({})).not.toContain("management_open");
  });

  it("says when phones search where nobody answers, and when a directory answers that no phone knows of", async () => {
    const [port] = await freePorts(1);
    const codes = async (env: Record<string, string> = {}) => (await doctor(env)).findings.map((one) => one.code);
    const on = { KLYKA_LDAP_PORT: String(port), KLYKA_ALLOW_PLAIN_HTTP: "yes" };
    expect(await codes(on)).toContain("ldap_untold");
    await house.json("setting", "set", "phonebook.ldap", `ldap://phones.bjorkobygg.example:${port}`, "--operator");
    expect(await codes()).toContain("ldap_unserved");
    expect((await codes(on)).filter((code) => code.startsWith("ldap_"))).toEqual([]);
    await house.json("setting", "clear", "phonebook.ldap", "--operator");
  });

  it("reaches the mail server without sending anything, never says its password, and wants all three settings of mail", async () => {
    const [dead] = await freePorts(1);
    const mail = { KLYKA_SMTP_URL: `smtp://klyka:hemligt@127.0.0.1:${dead}`, KLYKA_MAIL_FROM: "telefoni@bjorkobygg.example" };
    const { code, findings } = await doctor({ ...mail, KLYKA_PORTAL_URL: "https://telefoni.bjorkobygg.example" });
    const found = findings.filter((one) => one.check === "mail");
    expect([code, found]).toEqual([1, [expect.objectContaining({ status: "fail", code: "mail_refused" })]]);
    expect(JSON.stringify(findings)).not.toContain("hemligt");
    const incomplete = await doctor(mail);
    expect(incomplete.findings.find((one) => one.check === "safety")?.message).toContain("KLYKA_PORTAL_URL");
  });

  it("fails when another program has a port, and says which setting chooses another", async () => {
    const other = createServer();
    other.listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const { code, findings } = await doctor({ KLYKA_PHONES_PORT: String(port) });
    other.close();
    expect(code).toBe(1);
    expect(findings).toContainEqual({
      check: "ports",
      status: "fail",
      code: "port_in_use",
      message: expect.stringContaining("KLYKA_PHONES_PORT"),
    });
  });

  it("fails on an open key file, an unreadable certificate and wrong settings, in the reader's language", async () => {
    const key = join(house.env.KLYKA_DATA ?? "", "secret.key");
    const certificate = join(house.folder, "cert.pem");
    writeFileSync(certificate, "no certificate\n");
    chmodSync(key, 0o640);
    const { code, findings } = await doctor({ KLYKA_TLS_CERT: certificate, KLYKA_PUBLICURL: "x" }, "--lang", "sv");
    chmodSync(key, 0o600);
    const told = findings.filter((one) => one.status !== "ok").map((one) => `${one.check} ${one.status} ${one.message}`);
    expect(code).toBe(1);
    expect(told).toContainEqual(expect.stringContaining("chmod 600"));
    expect(told).toContainEqual(expect.stringContaining("certificates fail"));
    expect(told).toContainEqual(expect.stringContaining("KLYKA_PUBLICURL är satt men betyder inget"));
    const wrong = await doctor({ KLYKA_TFTP_PORT: "tftp" });
    expect(wrong.findings[0]).toMatchObject({ check: "settings", status: "fail", message: expect.stringContaining("1-65535") });
  });

  it("fails on a key that is not this database's, and on none at all", async () => {
    const path = join(house.env.KLYKA_DATA ?? "", "secret.key");
    const right = readFileSync(path);
    const other = join(house.folder, "other.key");
    writeFileSync(other, `${Buffer.alloc(32, 9).toString("base64")}\n`, { mode: 0o600 });
    const { findings } = await doctor({ KLYKA_KEY_FILE: other });
    expect(findings).toContainEqual(expect.objectContaining({ check: "key file", status: "fail" }));
    const missing = await runCli(["user", "list"], { ...house.env, KLYKA_KEY_FILE: join(house.folder, "nowhere.key") });
    expect([missing.code, missing.err.split(":")[0]]).toEqual([1, "key_missing"]);
    expect(readFileSync(path)).toEqual(right);
  });
});

describe("klyka secrets rotate", () => {
  it("seals everything with a new key; what was sealed opens as before, and with the new key alone", async () => {
    const { json, env } = house;
    await json("account", "add", "401");
    const before = await json("account", "secret", "401");
    const path = join(env.KLYKA_DATA ?? "", "secret.key");
    const old = readFileSync(path);
    expect(await json("secrets", "rotate")).toMatchObject({ resealed: expect.any(Number) });
    expect(readFileSync(path)).not.toEqual(old);
    expect(await json("account", "secret", "401")).toEqual(before);
    writeFileSync(path, old);
    expect((await house.klyka("account", "secret", "401")).code).toBe(1);
  });
});
