import { expect, it } from "vitest";
import { AtMost } from "./at-most.ts";

it("so many are in at once and no more, in the order of coming, whether their work goes well or not", async () => {
  const places = new AtMost(3);
  const went: number[] = [];
  let [inside, most] = [0, 0];
  const work = (n: number) => async () => {
    inside += 1;
    most = Math.max(most, inside);
    went.push(n);
    for (let turn = 0; turn < n % 4; turn++) await Promise.resolve();
    inside -= 1;
    if (n % 5 === 0) throw new Error("no");
    return n;
  };
  const all = await Promise.allSettled(Array.from({ length: 40 }, (_, n) => places.run(work(n))));
  expect([most, inside]).toEqual([3, 0]);
  expect(went).toEqual(Array.from({ length: 40 }, (_, n) => n));
  expect(all.filter(({ status }) => status === "rejected")).toHaveLength(8);
  expect(await places.run(work(1))).toBe(1);
});
