import type { Command } from "commander";
import type { App } from "./app.ts";

type Register = (program: Command, app: App) => void;
type Group = { readonly names: readonly string[]; readonly load: () => Promise<{ readonly register: Register }> };

/**
 * Every command group and the file it lives in. Only the group that is asked for is loaded, so that
 * `klyka recognise` starts without a database driver.
 */
export const groups: readonly Group[] = [
  { names: ["serve"], load: () => import("./commands/serve.ts") },
  { names: ["settings"], load: () => import("./commands/settings.ts") },
  { names: ["models"], load: () => import("./commands/models.ts") },
  { names: ["recognise"], load: () => import("./commands/recognise.ts") },
];
