import type { Command } from "commander";
import { listNodes } from "../../db/nodes.ts";
import type { App } from "../app.ts";
import { addCommand } from "../command.ts";
import { table } from "../output.ts";

export function register(program: Command, app: App): void {
  addCommand(program, {
    usage: "nodes",
    summary: "Lists the server processes on this database: which are heard, how far behind they are, and how wrong their clocks.",
    examples: ["nodes", "nodes --json"],
    options: {},
    run: async () => {
      const { db } = await app.store();
      const nodes = await listNodes(db, app.io.now());
      app.print(nodes, () =>
        table(
          ["node", "state", "version", "started", "heard", "behind", "clock ahead", "listeners"],
          nodes.map((one) => [
            ...[one.name, one.state, one.version, one.startedAt, one.beatAt],
            ...[`${one.behind} changes`, `${one.clockAhead} ms`],
            one.listeners.map(({ name, port }) => `${name}:${port}`).join(" "),
          ]),
        ),
      );
    },
  });
}
