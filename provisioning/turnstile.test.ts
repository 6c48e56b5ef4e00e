import { describe, expect, it } from "vitest";
import { PressureGauge } from "./pressure.ts";
import { Turnstile, type TurnstileKind } from "./turnstile.ts";

function work(millis: number): void {
  const until = performance.now() + millis;
  while (performance.now() < until);
}

/** Lets `count` requests in at once, each a millisecond of work; what they were is noted as they are done. */
function crowd(turnstile: Turnstile, kinds: readonly TurnstileKind[], done: string[], millis = 1): Promise<void> {
  return new Promise((resolve) => {
    let left = kinds.length;
    for (const kind of kinds)
      turnstile.enter(kind, () => {
        work(millis);
        done.push(kind);
        left -= 1;
        if (left === 0) resolve();
      });
  });
}

describe("the turnstile for requests of phones", () => {
  it("lets a request that is alone be answered at once, in the same turn of the loop", () => {
    const done: string[] = [];
    expect(new Turnstile(new PressureGauge()).enter("strangers", () => void done.push("now"))).toBe(true);
    expect(done).toEqual(["now"]);
  });

  it("lets configuration go before firmware before strangers, and each in the order in which they came", async () => {
    const turnstile = new Turnstile(new PressureGauge());
    const done: string[] = [];
    // The first takes the whole of this turn: all others wait.
    await Promise.all([
      crowd(turnstile, ["configuration"], done, 20),
      crowd(turnstile, ["strangers", "strangers", "firmware", "configuration", "strangers", "configuration"], done),
    ]);
    expect(done).toEqual(["configuration", "configuration", "configuration", "firmware", "strangers", "strangers", "strangers"]);
    expect([turnstile.waiting, turnstile.wait]).toEqual([0, 0]);
  });

  it("gives the loop back in between, so that everything else goes on meanwhile", async () => {
    const turnstile = new Turnstile(new PressureGauge());
    const done: string[] = [];
    let turns = 0;
    let counting = true;
    const count = () => {
      turns += 1;
      if (counting) setImmediate(count);
    };
    setImmediate(count);
    await crowd(turnstile, Array(60).fill("configuration"), done);
    counting = false;
    expect(done).toHaveLength(60);
    expect(turns).toBeGreaterThan(3);
  });

  it("hears no more strangers than may wait, and lets configuration in all the same", async () => {
    const gauge = new PressureGauge();
    const turnstile = new Turnstile(gauge);
    turnstile.enter("configuration", () => work(10));
    const heard: string[] = [];
    const entered = Array.from({ length: 2_500 }, () => turnstile.enter("strangers", () => void heard.push("strangers")));
    expect(entered.filter(Boolean)).toHaveLength(2_000);
    expect(gauge.turnedAwaySoFar).toEqual({ configuration: 0, people: 0, firmware: 0, strangers: 500 });
    await new Promise<void>((resolve) => {
      const first = () => {
        heard.push("configuration");
        resolve();
      };
      expect(turnstile.enter("configuration", first)).toBe(true);
    });
    expect(heard[0]).toBe("configuration");
  });
});
