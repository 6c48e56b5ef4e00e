import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Appearance, type Home, homeNetwork, learned, mostNetworks, strangeness } from "./hold.ts";

const home: Home = { networks: ["198.51.100.0/24"], program: "yealink", model: "T46U", firmware: "108.87.0.15" };
const same: Appearance = { network: "198.51.100.0/24", program: "yealink", model: "T46U", firmware: "108.87.0.15" };
const nowhere = { declared: null, colleagues: false } as const;

describe("a phone that asks", () => {
  it("as before is not strange, nor where a request does not say what asks", () => {
    expect(strangeness(home, same, nowhere, "strict")).toEqual([]);
    const silent = { network: same.network, program: null, model: null, firmware: null };
    expect(strangeness(home, silent, nowhere, "strict")).toEqual([]);
  });

  it("from another network, with another program, model or older firmware is strange, each named", () => {
    const seen = { network: "203.0.113.0/24", program: "other:curl", model: "T54W", firmware: "108.86.0.90" };
    expect(strangeness(home, seen, nowhere, "hold")).toEqual(["network", "program", "model", "firmware"]);
  });

  it.each([
    ["108.87.0.16", []],
    ["108.87.0.15", []],
    ["108.87.0.9", ["firmware"]],
    ["108.86.255.255", ["firmware"]],
  ])("with firmware %s is strange when it is older: %j", (firmware, reasons) => {
    expect(strangeness(home, { ...same, firmware }, nowhere, "hold")).toEqual(reasons);
  });

  it("is believed on an address out of the provider's pool, in a declared network or among colleagues, but not by the strict", () => {
    const near = { ...same, network: "198.51.7.0/24" };
    const far = { ...same, network: "203.0.113.0/24" };
    expect(strangeness(home, near, nowhere, "hold")).toEqual([]);
    expect(strangeness(home, far, { declared: "organisation", colleagues: false }, "hold")).toEqual([]);
    expect(strangeness(home, far, { declared: null, colleagues: true }, "hold")).toEqual([]);
    for (const around of [nowhere, { declared: "organisation", colleagues: true } as const])
      expect(strangeness(home, near, around, "strict")).toEqual(["network"]);
    expect(strangeness(home, far, { declared: "site", colleagues: false }, "strict")).toEqual([]);
  });

  it("on another private network is somewhere else, however near its number", () => {
    const inside = { ...home, networks: ["10.20.1.0/24"] };
    expect(strangeness(inside, { ...same, network: "10.20.2.0/24" }, nowhere, "hold")).toEqual(["network"]);
  });
});

describe("the network of an address", () => {
  it.each([
    ["198.51.100.77", "198.51.100.0/24"],
    ["2001:db8:1:2ff::9", "2001:db8:1:200::/56"],
    ["::ffff:198.51.100.77", "198.51.100.0/24"],
    ["127.9.0.1", "127.0.0.0/8"],
    ["nothing", "nothing"],
  ])("%s counts to %s", (address, network) => {
    expect(homeNetwork(address)).toBe(network);
  });
});

describe("what is remembered of a phone", () => {
  const network = fc.integer({ min: 0, max: 30 }).map((n) => `198.51.${n}.0/24`);
  const said = fc.option(fc.constantFrom("1.0", "2.0", "3.0"));
  const appearance = fc.record({ network, program: fc.constant("snom"), model: fc.constant(null), firmware: said });

  it("makes whatever was believed last no longer strange, within bounds", () => {
    fc.assert(
      fc.property(fc.array(appearance, { minLength: 1, maxLength: 40 }), (list) => {
        let known: Home | null = null;
        for (const seen of list) {
          known = learned(known, seen);
          expect(known.networks.length).toBeLessThanOrEqual(mostNetworks);
          expect(strangeness(known, seen, nowhere, "strict")).toEqual([]);
          expect(learned(known, seen)).toBe(known);
        }
      }),
    );
  });
});
