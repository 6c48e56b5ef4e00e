import type { Command } from "commander";
import { z } from "zod";
import { listRetention, runRetention, setRetention } from "../../db/retention.ts";
import { retentionJobs, retentionRules } from "../../domain/retention.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup } from "../command.ts";
import { table } from "../output.ts";
import { parseInput } from "../parse.ts";

const Job = z.enum(retentionJobs);
/** `90`, or `usual`. */
const Amount = z.union([z.literal("usual").transform(() => null), z.coerce.number().pipe(z.int())]);

export function register(program: Command, app: App): void {
  const group = addGroup(program, "retention", "How long things are kept before they are erased.", ["retention list"]);
  addCommand(group, {
    usage: "list",
    summary: "Lists each period, what would be erased now, and what was erased last.",
    examples: ["retention list"],
    options: {},
    run: async () => {
      const { db } = await app.store();
      const list = await listRetention(db, app.io.now());
      app.print(list, () =>
        table(
          ["what", "kept", "erased now", "last erased"],
          list.map(({ job, amount, usual, due, removedAt, removed }) => [
            job,
            `${amount} ${retentionRules[job].unit}${usual ? "" : ` (usual ${retentionRules[job].usual})`}`,
            `${due} rows`,
            removedAt === null ? "never" : `${removedAt}: ${removed} rows`,
          ]),
        ),
      );
    },
  });
  addCommand(group, {
    usage: "set <what> <amount>",
    summary: "Sets a period, in the unit that `retention list` shows; `usual` takes it back.",
    examples: ["retention set messages 30", "retention set messages usual"],
    options: {},
    run: async ({ what, amount }) => {
      const { db } = await app.store();
      const input = { job: parseInput(Job, what), amount: parseInput(Amount, amount) };
      await setRetention(db, input, app.actor, app.io.now());
      app.print(
        input,
        () => `${input.job}: ${input.amount ?? retentionRules[input.job].usual} ${retentionRules[input.job].unit}\n`,
      );
    },
  });
  addCommand(group, {
    usage: "run",
    summary: "Erases now what has been kept long enough; the server does it every hour by itself.",
    examples: ["retention run"],
    options: {},
    run: async () => {
      const { db } = await app.store();
      const fault = (error: unknown) => {
        throw error;
      };
      const removed = await runRetention(db, app.io.now(), fault, null, app.actor);
      const rows = [...removed].map(([job, count]) => ({ job, count }));
      app.print(rows, () =>
        table(
          ["what", "erased"],
          rows.map(({ job, count }) => [job, `${count} rows`]),
        ),
      );
    },
  });
}
