import { describe, expect, it } from "vitest";
import { AskerReader } from "./asker.ts";
import { type Network, NetworkTable, parseNetwork, plainAddress } from "./networks.ts";

function network(text: string): Network {
  const found = parseNetwork(text);
  if (!found) throw new Error(`${text} is no network`);
  return found;
}

const reader = new AskerReader({
  trusted: [network("10.0.0.0/8"), network("2001:db8::/48")],
  addressHeader: "x-forwarded-for",
  certificateHeader: "x-ssl-client-s-dn",
  certificateResultHeader: "x-ssl-client-verify",
});

describe("an asker behind proxies", () => {
  it("is the peer when the peer is no trusted proxy, whatever the headers say", () => {
    const headers = {
      "x-forwarded-for": "192.0.2.1",
      "x-forwarded-proto": "https",
      "x-ssl-client-s-dn": "CN=001565aabbcc",
      "x-ssl-client-verify": "SUCCESS",
    };
    expect(reader.read("203.0.113.5", false, headers)).toEqual({
      address: "203.0.113.5",
      secure: false,
      certificateSubject: null,
    });
  });

  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["198.51.100.7, 192.0.2.1", "192.0.2.1"],
    ["198.51.100.7, 192.0.2.1, 10.1.1.1", "192.0.2.1"],
    ["192.0.2.1:4711, 10.1.1.1", "192.0.2.1"],
    ["[2001:db9::1]:4711", "2001:db9::1"],
    ["192.0.2.1, 2001:db8::5", "192.0.2.1"],
    ["10.2.2.2, 10.1.1.1", "10.2.2.2"],
    ["192.0.2.1, nonsense", "10.0.0.1"],
    ["192.0.2.1, nonsense, 10.1.1.1", "10.1.1.1"],
    ["", "10.0.0.1"],
    [`${"10.9.9.9, ".repeat(500)}192.0.2.1`, "192.0.2.1"],
  ])("behind a trusted proxy with X-Forwarded-For %j is %s", (header, address) => {
    expect(reader.read("::ffff:10.0.0.1", false, { "x-forwarded-for": header }).address).toBe(address);
  });

  it("has a certificate only when the proxy says it has checked it", () => {
    const read = (result: string) =>
      reader.read("10.0.0.1", false, { "x-ssl-client-s-dn": "CN=001565aabbcc", "x-ssl-client-verify": result });
    expect(read("SUCCESS").certificateSubject).toBe("CN=001565aabbcc");
    expect(read("NONE").certificateSubject).toBeNull();
    expect(read("FAILED:expired").certificateSubject).toBeNull();
    expect(read("SUCCESS, SUCCESS").certificateSubject).toBeNull();
  });

  it("spoke TLS when the trusted proxy says so", () => {
    expect(reader.read("10.0.0.1", false, { "x-forwarded-proto": "https" }).secure).toBe(true);
    expect(reader.read("10.0.0.1", true, {}).secure).toBe(false);
    expect(reader.read("203.0.113.5", true, {}).secure).toBe(true);
  });
});

describe("networks", () => {
  it("finds the narrowest of several networks", () => {
    const table = new NetworkTable([
      { network: network("10.0.0.0/8"), value: "wide" },
      { network: network("10.1.0.0/16"), value: "narrow" },
      { network: network("2001:db8::/48"), value: "six" },
    ]);
    expect(table.find("10.1.2.3")).toBe("narrow");
    expect(table.find("10.2.2.3")).toBe("wide");
    expect(table.find("2001:db8:0:1::5")).toBe("six");
    expect(table.find("192.0.2.1")).toBeNull();
    expect(table.find("10.1.2.3")).toBe("narrow");
  });

  it.each(["10.0.0.0/33", "10.0.0/8", "x", "10.0.0.0/8/9", "::/129", "10.0.0.0/-1", ""])("refuses %j", (text) => {
    expect(parseNetwork(text)).toBeNull();
  });

  it("reads the address behind an IPv6 form and a zone", () => {
    expect(plainAddress("::ffff:192.0.2.1")).toBe("192.0.2.1");
    expect(plainAddress("fe80::1%eth0")).toBe("fe80::1");
    expect(plainAddress("unix")).toBeNull();
  });
});
