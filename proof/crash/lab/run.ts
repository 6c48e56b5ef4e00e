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

/** Plays rounds in a process whose mounts nobody else sees. */
export async function labRuns(order: LabOrder, say: (line: string) => void): Promise<LabOutcome> {
  return Outcome.parse(JSON.parse(await runApart(join(import.meta.dirname, "main.ts"), order, say)));
}
