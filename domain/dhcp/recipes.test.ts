import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { dhcpMakes, option43 } from "./makes.ts";
import { type DhcpAsk, type DhcpServer, dhcpRecipes } from "./recipes.ts";

const url = "https://prov.example.se/o/01hzy7f3q8w5t2m9k4c6b8n0pd/";
const ask: DhcpAsk = { url, organisation: "Björkö Bygg AB", network: "10.20.0.0/16", language: "sv" };
const textFor = (server: DhcpServer, say: Partial<DhcpAsk> = {}) =>
  dhcpRecipes({ ...ask, ...say }).find((one) => one.server === server)?.text ?? "";

/** Sub-options of option 43, as a phone reads them (RFC 2132 section 8.4). */
function inside(bytes: readonly number[]): Map<number, string> {
  const found = new Map<number, string>();
  for (let at = 0; at < bytes.length && bytes[at] !== 255; ) {
    const [code = 0, length = 0] = bytes.slice(at);
    if (code === 0) at += 1;
    else {
      found.set(code, Buffer.from(bytes.slice(at + 2, at + 2 + length)).toString());
      at += 2 + length;
    }
  }
  return found;
}

/** Whether the language's own quotes and blocks close. */
function balanced(text: string): boolean {
  return (text.split('"').length - 1) % 2 === 0 && text.split("{").length === text.split("}").length;
}

describe("the bytes of option 43", () => {
  it("hold option 66 as a phone reads it, or are none when the address is too long", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), (length) => {
        const address = `https://prov.example.se/${"å".repeat(length)}`;
        const bytes = option43(address);
        expect(bytes === null).toBe(Buffer.byteLength(address) > 252);
        if (bytes === null) return;
        expect(bytes.at(-1)).toBe(255);
        expect([...inside([...bytes])]).toEqual([[66, address]]);
      }),
    );
  });
});

describe("a recipe for a DHCP server", () => {
  it("of dnsmasq gives each make its options, and nothing else any", () => {
    const lines = textFor("dnsmasq")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    expect(lines.every((line) => /^dhcp-(?:vendorclass|mac|option)=(?:set:|tag:|vendor:)\S+$/.test(line))).toBe(true);
    expect(lines).toContain("dhcp-vendorclass=set:klyka-yealink,yealink");
    expect(lines).toContain("dhcp-mac=set:klyka-polycom,00:04:f2:*:*:*");
    expect(lines).toContain(`dhcp-option=tag:klyka-polycom,160,"${url}"`);
    expect(lines).toContain(`dhcp-option=vendor:snom,66,"${url}"`);
    expect(lines.filter((line) => line.startsWith("dhcp-option=tag:klyka-yealink,"))).toEqual([
      `dhcp-option=tag:klyka-yealink,66,"${url}"`,
    ]);
  });

  it.runIf(spawnSync("dnsmasq", ["--version"]).status === 0)("of dnsmasq is one that dnsmasq takes", () => {
    const folder = mkdtempSync(join(tmpdir(), "klyka-dhcp-"));
    try {
      const file = join(folder, "dnsmasq.conf");
      writeFileSync(file, `dhcp-range=10.20.0.10,10.20.0.90\n${textFor("dnsmasq")}`);
      expect(spawnSync("dnsmasq", ["--test", `--conf-file=${file}`], { encoding: "utf8" }).stderr).toContain("syntax check OK");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("of Kea is JSON of its form, with tests that name every prefix and option 43 that a Snom reads", () => {
    const Kea = z.strictObject({
      Dhcp4: z.strictObject({
        "option-def": z.tuple([
          z.strictObject({ name: z.string(), code: z.literal(160), space: z.literal("dhcp4"), type: z.literal("string") }),
        ]),
        "client-classes": z.array(
          z.strictObject({
            name: z.string(),
            test: z.string(),
            "option-data": z.array(
              z.strictObject({
                name: z.string(),
                data: z.string(),
                "csv-format": z.boolean().optional(),
                "always-send": z.literal(true),
              }),
            ),
          }),
        ),
      }),
    });
    const { Dhcp4 } = Kea.parse(JSON.parse(textFor("kea")));
    for (const { vendor, prefixes } of dhcpMakes) {
      const one = Dhcp4["client-classes"].find(({ name }) => name === `klyka-${vendor}`);
      for (const prefix of prefixes) expect(one?.test).toContain(`'${prefix}'`);
      expect(one?.["option-data"]).toContainEqual({ name: "tftp-server-name", data: url, "always-send": true });
    }
    const snom = Dhcp4["client-classes"].find(({ name }) => name === "klyka-snom");
    const bytes = Buffer.from(snom?.["option-data"].find(({ name }) => name.startsWith("vendor"))?.data ?? "", "hex");
    expect(inside([...bytes]).get(66)).toBe(url);
  });

  it("of ISC dhcpd closes what it opens, and says option 43 byte by byte", () => {
    const text = textFor("isc");
    expect(balanced(text)).toBe(true);
    expect(text.match(/^class "klyka-\w+" \{$/gm)).toHaveLength(3);
    expect(text.match(/ {2}option tftp-server-name "/g)).toHaveLength(3);
    const [, hex = ""] = /vendor-encapsulated-options ([0-9a-f:]+);/.exec(text) ?? [];
    expect(inside(hex.split(":").map((byte) => Number.parseInt(byte, 16))).get(66)).toBe(url);
  });

  it("names the network that the organisation has, or an example", () => {
    expect(textFor("mikrotik")).toContain("[find address=10.20.0.0/16]");
    expect(textFor("windows")).toContain("$scope = '10.20.0.0'");
    expect(textFor("windows", { network: null })).toContain("$scope = '192.168.10.0'");
  });

  it("cannot be broken out of by an address or a name", () => {
    const hostile = fc.string({ unit: fc.constantFrom(..."a'\"`$\\;,\n\r{}#/ ") });
    fc.assert(
      fc.property(hostile, hostile, (path, organisation) => {
        const wild = { url: `https://prov.example.se/${path}/`, organisation: `B ${organisation}` };
        const shape = (say: Partial<DhcpAsk>) =>
          dhcpRecipes({ ...ask, ...say }).map(({ text }) => text.split("\n").map((line) => line.replace(/[^"'`$;]/g, "")).length);
        expect(shape(wild)).toEqual(shape({}));
        for (const server of ["dnsmasq", "isc", "windows", "mikrotik"] as const) {
          const quotes = (text: string) => [text.split('"').length, text.split("'").length, text.split("`").length];
          expect(quotes(textFor(server, wild))).toEqual(quotes(textFor(server)));
        }
        expect(() => JSON.parse(textFor("kea", wild))).not.toThrow();
      }),
    );
  });
});
