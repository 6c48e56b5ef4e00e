import { join } from "node:path";
import { z } from "zod";
import type { LabOrder, LabOutcome } from "./lab.ts";
import { runApart } from "./namespace.ts";

const Count = z.number();
const Outcome = z.strictObject({
  rounds: z.record(z.string(), Count),
  failures: z.array(z.strictObject({ fault: z.string().nullable(), line: z.string() })),
  ...{ saved: Count, refused: Count, doubt: Count, asked: Count, served: Count },
  notes: z.array(z.string()),
});
const sums = ["saved", "refused", "doubt", "asked", "served"] as const;

/**
 * Plays rounds in processes whose mounts nobody else sees.
 *
 * @param houses among how many processes the rounds are dealt out, each with worlds of its own; their moments follow from the
 *   order's seed, one after the other
 */
export async function labRuns(order: LabOrder, say: (line: string) => void, houses = 1): Promise<LabOutcome> {
  const shares = Array.from({ length: houses }, (_, at) => ({
    ...order,
    seed: (order.seed + at) % 2 ** 32,
    folder: join(order.folder, `house-${at + 1}`),
    rounds: Math.floor((order.rounds + houses - 1 - at) / houses),
  }));
  const played = shares
    .filter(({ rounds }) => rounds > 0)
    .map(async (share) => Outcome.parse(JSON.parse(await runApart(join(import.meta.dirname, "main.ts"), share, say))));
  return together(await Promise.all(played));
}

function together(outcomes: readonly LabOutcome[]): LabOutcome {
  const rounds: Record<string, number> = {};
  for (const [fault, count] of outcomes.flatMap((one) => Object.entries(one.rounds)))
    rounds[fault] = (rounds[fault] ?? 0) + count;
  const [saved, refused, doubt, asked, served] = sums.map((name) => outcomes.reduce((sum, one) => sum + one[name], 0));
  return {
    rounds,
    failures: outcomes.flatMap((one) => one.failures),
    ...{ saved: saved ?? 0, refused: refused ?? 0, doubt: doubt ?? 0, asked: asked ?? 0, served: served ?? 0 },
    notes: [...new Set(outcomes.flatMap((one) => one.notes))],
  };
}
