import { BlockList } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { networkHolds, parseNetwork } from "./networks.ts";

const holds = (cidr: string, address: string) => {
  const network = parseNetwork(cidr);
  if (!network) throw new Error(`no network: ${cidr}`);
  return networkHolds(network, address);
};

describe("a network", () => {
  it.each([
    ["192.0.2.17/24", "192.0.2.0/24"],
    ["192.0.2.17", "192.0.2.17/32"],
    ["2001:DB8:0:0:1:0:0:1/64", "2001:db8::/64"],
    ["2001:db8::1", "2001:db8::1/128"],
    ["::/0", "::/0"],
    ["::ffff:192.0.2.7/32", "192.0.2.7/32"],
    ["0.0.0.0/0", "0.0.0.0/0"],
  ])("%s is %s", (written, canonical) => {
    expect(parseNetwork(written)?.cidr).toBe(canonical);
  });

  it.each([
    "",
    "192.0.2",
    "192.0.2.256",
    "192.0.02.1",
    "192.0.2.0/33",
    "192.0.2.0/",
    "2001:db8::1::2",
    "1:2:3:4:5:6:7",
    "::/129",
    "a/8",
    "192.0.2.0/24/8",
  ])("is not %j", (written) => {
    expect(parseNetwork(written)).toBeNull();
  });

  it("holds its addresses, also those mapped into IPv6, and no others", () => {
    expect(holds("192.0.2.0/24", "192.0.2.255")).toBe(true);
    expect(holds("192.0.2.0/24", "::ffff:192.0.2.9")).toBe(true);
    expect(holds("192.0.2.0/24", "192.0.3.0")).toBe(false);
    expect(holds("192.0.2.0/24", "2001:db8::1")).toBe(false);
    expect(holds("2001:db8::/32", "2001:db8:ffff::1")).toBe(true);
    expect(holds("192.0.2.0/24", "nonsense")).toBe(false);
  });

  it("agrees with Node's own list of networks", () => {
    const four = fc.ipV4();
    fc.assert(
      fc.property(four, fc.integer({ min: 0, max: 32 }), four, (base, bits, address) => {
        const list = new BlockList();
        list.addSubnet(base, bits, "ipv4");
        expect(holds(`${base}/${bits}`, address)).toBe(list.check(address, "ipv4"));
      }),
      { seed: 4, numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.ipV6(), fc.integer({ min: 0, max: 128 }), (address, bits) => {
        const network = parseNetwork(`${address}/${bits}`);
        if (!network || network.family === 4) return;
        expect(parseNetwork(network.cidr)).toEqual(network);
        expect(networkHolds(network, address)).toBe(true);
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
