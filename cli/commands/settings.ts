import type { Command } from "commander";
import type { App } from "../app.ts";
import { addCommand } from "../command.ts";
import { table } from "../output.ts";

export function register(program: Command, app: App): void {
  addCommand(program, {
    usage: "settings",
    summary: "Lists the settings of the process: value, where it comes from, and what it means.",
    examples: ["settings", "settings --json"],
    options: {},
    run: () => {
      const { rows, unknown } = app.settings();
      app.print({ settings: rows, unknown }, () => {
        const listing = table(
          ["setting", "value", "from", "meaning"],
          rows.map((row) => [row.name, row.value, row.source, row.meaning]),
        );
        const misspelt = unknown.map((name) => `${name} is set but means nothing: is it misspelt?\n`).join("");
        return listing + misspelt;
      });
    },
  });
}
