import type { Command } from "commander";
import type { App } from "../app.ts";
import { addCommand } from "../command.ts";

export function register(program: Command, _app: App): void {
  addCommand(program, {
    usage: "serve",
    summary: "Serves phones and people: the production command. Refuses to start on unsafe settings, with the reason.",
    examples: ["serve", "KLYKA_SETTINGS=/etc/klyka.env klyka serve"],
    options: {},
    run: () => {},
  });
}
