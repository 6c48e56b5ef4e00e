import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { DomainError } from "../domain/errors.ts";
import { loadSettings } from "../process/settings.ts";
import { errorText } from "./errors.ts";

const folder = mkdtempSync(join(tmpdir(), "klyka-settings-"));
afterAll(() => rmSync(folder, { recursive: true }));

function problems(env: Record<string, string>, language: "en" | "sv" = "en"): string {
  try {
    loadSettings(env, "production");
  } catch (error) {
    if (error instanceof DomainError) return errorText(error, language);
    throw error;
  }
  return "";
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe("settings", () => {
  it("take TFTP's own port and every address in production, loopback and an unprivileged port in the demo", () => {
    const production = loadSettings({}, "production").settings;
    const demo = loadSettings({}, "demo").settings;
    expect([production.tftpPort, production.host, production.publicUrl]).toEqual([69, "0.0.0.0", null]);
    expect([demo.tftpPort, demo.host, demo.phonesPort, demo.portalPort]).toEqual([6969, "127.0.0.1", 8080, 8000]);
  });

  it("say what a port must be and what to do", () => {
    expect(problems({ KLYKA_TFTP_PORT: "tftp" })).toBe(
      'KLYKA_TFTP_PORT must be 1-65535, got "tftp". 0 switches it off. Ports below 1024 need extra rights: see README, "Ports".',
    );
    expect(problems({ KLYKA_PHONES_PORT: "65536" }, "sv")).toContain('måste vara 1-65535, fick "65536"');
  });

  it("report every problem at once, and none of a password", () => {
    const text = problems({
      KLYKA_PUBLIC_URL: "phones.example.se",
      KLYKA_TRUSTED_PROXIES: "10.0.0.0/33",
      DATABASE_URL: "mysql://u:hemligt@h/d",
    });
    expect(text.split("\n")).toHaveLength(3);
    expect(text).not.toContain("hemligt");
  });

  it("read a file of lines or JSON, below the environment", () => {
    const lines = file("klyka.env", '# phones\nKLYKA_PHONES_PORT=9090\nKLYKA_PUBLIC_URL="https://phones.example.se/"\n');
    const json = file(
      "klyka.json",
      '{"KLYKA_PHONES_PORT": 9091, "KLYKA_ALLOW_PLAIN_HTTP": true, "KLYKA_TRUSTED_PROXIES": ["10.0.0.1", "fd00::/8"]}',
    );
    const fromLines = loadSettings({ KLYKA_SETTINGS: lines }, "production").settings;
    expect([fromLines.phonesPort, fromLines.publicUrl]).toEqual([9090, "https://phones.example.se"]);
    const fromJson = loadSettings({ KLYKA_SETTINGS: json, KLYKA_PHONES_PORT: "9092" }, "production");
    expect([fromJson.settings.phonesPort, fromJson.settings.allowPlainHttp]).toEqual([9092, true]);
    expect(fromJson.settings.trustedProxies).toEqual([
      { address: "10.0.0.1", bits: 32, family: "ipv4" },
      { address: "fd00::", bits: 8, family: "ipv6" },
    ]);
    expect(fromJson.rows.find((row) => row.name === "KLYKA_PHONES_PORT")?.source).toBe("environment");
    expect(fromJson.rows.find((row) => row.name === "KLYKA_ALLOW_PLAIN_HTTP")?.source).toBe("file");
  });

  it("refuse a file with a name that is no setting, and one that is not there", () => {
    expect(problems({ KLYKA_SETTINGS: file("wrong.env", "KLYKA_TFTP_PROT=69\n") })).toContain(
      "KLYKA_TFTP_PROT, which is no setting",
    );
    expect(problems({ KLYKA_SETTINGS: join(folder, "nowhere") })).toContain("cannot be read");
    expect(problems({ KLYKA_SETTINGS: file("prose.txt", "hello there\n") })).toContain("NAME=value");
  });

  it("name misspelt variables of the environment", () => {
    expect(loadSettings({ KLYKA_TFTP_PROT: "69", KLYKA_SETTINGS: "" }, "production").unknown).toEqual(["KLYKA_TFTP_PROT"]);
  });

  it("mask the address of the database in the listing", () => {
    const { rows } = loadSettings({ DATABASE_URL: "postgres://klyka:hemligt@db/klyka" }, "production");
    expect(JSON.stringify(rows)).not.toContain("hemligt");
  });
});
