import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Network, parseNetwork } from "./networks.ts";
import { addressKind, mayReach, outboundUrl } from "./outbound.ts";

const networks = (...written: readonly string[]): Network[] => written.flatMap((one) => parseNetwork(one) ?? []);
const closed = { privateToo: false, denied: [] };

describe("an address that a call would go to", () => {
  it.each([
    ["1.1.1.1", "public"],
    ["2606:4700::1111", "public"],
    ["10.1.2.3", "private"],
    ["172.31.255.255", "private"],
    ["172.32.0.0", "public"],
    ["100.64.0.1", "private"],
    ["fd12::1", "private"],
    ["127.0.0.1", "local"],
    ["::1", "local"],
    ["fe80::1%eth0", "local"],
    ["169.254.1.1", "local"],
    ["169.254.169.254", "never"],
    ["fd00:ec2::254", "never"],
    ["0.0.0.0", "never"],
    ["::", "never"],
    ["255.255.255.255", "never"],
    ["224.0.1.75", "never"],
    ["ff02::1", "never"],
    ["::ffff:10.0.0.1", "private"],
    ["::ffff:169.254.169.254", "never"],
    ["64:ff9b::7f00:1", "local"],
    ["::ffff:0:127.0.0.1", "local"],
    ["64:ff9b::101:101", "public"],
    ["2002:a00:1::1", "private"],
    ["::a00:1", "private"],
    ["2001:0:1::1", "never"],
    ["example.se", null],
    ["10.0.0.0/8", null],
    ["0x7f000001", null],
  ])("%s is %s", (address, kind) => {
    expect(addressKind(address)).toBe(kind);
  });

  it("is reached when it is public, or the organisation's own where its phones are called, and not when it is denied", () => {
    const own = networks("10.20.0.0/16", "127.0.0.0/8");
    expect(mayReach("1.1.1.1", closed)).toBe(true);
    expect(mayReach("10.20.3.4", closed)).toBe(false);
    expect(mayReach("10.20.3.4", closed, own)).toBe(true);
    expect(mayReach("10.21.3.4", closed, own)).toBe(false);
    // Whoever declares this machine as its network does not get at it.
    expect(mayReach("127.0.0.1", closed, own)).toBe(false);
    expect(mayReach("10.20.3.4", { privateToo: true, denied: networks("10.20.3.0/24") }, own)).toBe(false);
    expect(mayReach("1.1.1.1", { privateToo: true, denied: networks("1.1.1.0/24") })).toBe(false);
  });

  it("is never a cloud's data service, multicast or nobody, whatever is allowed", () => {
    const open = { privateToo: true, denied: [] };
    const everything = networks("128.0.0.0/1", "0.0.0.0/1", "::/0");
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const first = Number(address.split(".")[0]);
        const never = first === 0 || first >= 224 || address === "169.254.169.254";
        if (never) expect(mayReach(address, open, everything)).toBe(false);
        // The same address in IPv6 clothes is judged as the same.
        expect(addressKind(`::ffff:${address}`)).toBe(addressKind(address));
        expect(addressKind(`64:ff9b::${address}`)).toBe(addressKind(address));
      }),
    );
  });
});

describe("a URL that people enter", () => {
  it.each(["https://api.example.se/v1", "https://192.0.2.1:8443/x?y=1", "https://[2001:db8::1]/"])("%s may be called", (url) => {
    expect(outboundUrl(url)?.protocol).toBe("https:");
  });

  it.each([
    "http://api.example.se/",
    "ftp://example.se/",
    "https://a:b@example.se/",
    "https://a@example.se",
    "x",
    "https://",
    "",
  ])("%s may not", (url) => {
    expect(outboundUrl(url)).toBeNull();
  });

  it("is in the clear only where that is said, and an address in another way of writing is the address", () => {
    expect(outboundUrl("http://10.1.1.1/", true)?.hostname).toBe("10.1.1.1");
    expect(outboundUrl("https://0x7f.1/")?.hostname).toBe("127.0.0.1");
  });
});
