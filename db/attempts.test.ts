import { describe, expect, test } from "vitest";
import { countTry, forgetTries, purgeTries, type Tried } from "./attempts.ts";
import { testDatabases } from "./testing/databases.ts";

const now = new Date("2026-03-02T08:00:00.000Z");
const at = (second: number) => new Date(now.getTime() + second * 1000);
const most = (tries: number) => (tried: readonly Tried[]) => tried.find(({ count }) => count > tries)?.until ?? null;

describe.each(testDatabases())("tries on $name", ({ connect }) => {
  test("of many at the same moment go on as many as may, and no more", async () => {
    const db = await connect();
    const keys = [
      { key: "pair", per: 60_000 },
      { key: "address", per: 60_000 },
    ];
    const seconds = await Promise.all(
      Array.from({ length: 25 }, (_, n) => countTry(db, n % 2 === 0 ? keys : keys.toReversed(), most(7), now)),
    );
    expect(seconds.filter((wait) => wait === null)).toHaveLength(7);
    expect(new Set(seconds)).toEqual(new Set([null, 60]));
  });

  test("that are refused count no further, neither under that key nor under the others", async () => {
    const db = await connect();
    const pair = { key: "pair", per: 60_000 };
    const address = { key: "address", per: 60_000 };
    const byPair = ([, one]: readonly Tried[]) => (one && one.count > 1 ? one.until : null);
    expect(await countTry(db, [address, pair], byPair, now)).toBeNull();
    expect(await countTry(db, [address, pair], byPair, at(20))).toBe(40);
    expect(await db("attempt").orderBy("key").pluck("count")).toEqual([1, 1]);
  });

  test("begin anew when their time is over, or when they are forgotten", async () => {
    const db = await connect();
    const one = [{ key: "pair", per: 60_000 }];
    expect(await countTry(db, one, most(1), now)).toBeNull();
    expect(await countTry(db, one, most(1), at(59))).toBe(1);
    expect(await countTry(db, one, most(1), at(60))).toBeNull();
    await forgetTries(db, ["pair"]);
    expect(await countTry(db, one, most(1), at(61))).toBeNull();
    expect([await purgeTries(db, at(120)), await purgeTries(db, at(121))]).toEqual([0, 1]);
  });
});
