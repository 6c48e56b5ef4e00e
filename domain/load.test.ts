import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comeAgainAfter, isServed, loadKinds } from "./load.ts";

const pressures = fc.record({
  wait: fc.double({ min: 0, max: 1e5, noNaN: true }),
  rate: fc.double({ min: 0, max: 1e5, noNaN: true }),
});

describe("who is served when there is too much to do", () => {
  it("is configuration before people before firmware before strangers, whatever the pressure", () => {
    fc.assert(
      fc.property(pressures, (pressure) => {
        const served = loadKinds.map((kind) => isServed(kind, pressure));
        // Nobody goes before who stands before: once somebody is not served, nobody behind is.
        if (pressure.rate >= 50) expect(served).toEqual([...served].sort((a, b) => Number(b) - Number(a)));
      }),
    );
  });

  it("never gets less pressed by waiting longer, nor by more who ask", () => {
    fc.assert(
      fc.property(pressures, pressures, fc.constantFrom(...loadKinds), (one, other, kind) => {
        const more = { wait: Math.max(one.wait, other.wait), rate: Math.max(one.rate, other.rate) };
        if (isServed(kind, more)) expect(isServed(kind, one)).toBe(true);
      }),
    );
  });

  it("is everybody in an empty house, also when its loop stands still for a moment", () => {
    for (const kind of loadKinds) expect(isServed(kind, { wait: 1_900, rate: 3 })).toBe(true);
  });

  it("are told different times to come again, the same asker always the same", () => {
    const names = Array.from({ length: 1_000 }, (_, n) => (0x001565000000 + n * 7).toString(16).padStart(12, "0"));
    const times = names.map((name) => comeAgainAfter("configuration", name));
    expect(times).toEqual(names.map((name) => comeAgainAfter("configuration", name)));
    expect([Math.min(...times), Math.max(...times)]).toEqual([5, 24]);
    const same = [...Map.groupBy(times, (time) => time).values()];
    const most = Math.max(...same.map((list) => list.length));
    expect(most).toBeLessThan(names.length / 10);
    expect(comeAgainAfter("configuration", "a", 7_900)).toBe(comeAgainAfter("configuration", "a") + 7);
  });
});
