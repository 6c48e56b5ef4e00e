import { type ActivityName, activities, activityNames } from "./activities.ts";
import { type FaultMeans, type FaultName, faults } from "./faults.ts";
import { settle } from "./settle.ts";
import type { World } from "./world.ts";

export type RoundOrder = {
  readonly fault: FaultName;
  readonly main: ActivityName;
  /** The moment is between nothing and this, milliseconds. */
  readonly longest: number;
};

/** One fault in the middle of people's work, and everything that was answered held against what is there. @returns what is wrong */
export async function playRound(world: World, means: FaultMeans, order: RoundOrder, random: () => number): Promise<string[]> {
  const { watch } = world;
  const ends = new AbortController();
  // Beside the main work somebody saves, and somebody does something else.
  const others = activityNames.filter((name) => name !== order.main && name !== "save");
  const beside = others[Math.floor(random() * others.length)];
  const names = new Set<ActivityName>([order.main, "save", ...(beside ? [beside] : [])]);
  watch.begin();
  const work = [...names].map((name) => activities[name](world, ends.signal, random));
  await new Promise((resolve) => setTimeout(resolve, random() * order.longest));
  let wrong: readonly string[];
  try {
    wrong = await faults[order.fault](world, means, random);
  } finally {
    ends.abort();
    await Promise.all(work);
    await watch.stop();
  }
  return [...wrong, ...(await settle(world))];
}
