import type { Command } from "commander";
import type { App } from "./app.ts";

type Register = (program: Command, app: App) => void;
type Group = { readonly names: readonly string[]; readonly load: () => Promise<{ readonly register: Register }> };

/**
 * Every command group and the file it lives in. Only the group that is asked for is loaded, so that
 * `klyka recognise` starts without a database driver.
 */
export const groups: readonly Group[] = [
  { names: ["demo"], load: () => import("./commands/demo.ts") },
  { names: ["serve"], load: () => import("./commands/serve.ts") },
  { names: ["organisation"], load: () => import("./commands/organisation.ts") },
  { names: ["site"], load: () => import("./commands/site.ts") },
  { names: ["network"], load: () => import("./commands/network.ts") },
  { names: ["user"], load: () => import("./commands/user.ts") },
  { names: ["password"], load: () => import("./commands/password.ts") },
  { names: ["number"], load: () => import("./commands/number.ts") },
  { names: ["account"], load: () => import("./commands/account.ts") },
  { names: ["group"], load: () => import("./commands/group.ts") },
  { names: ["contact"], load: () => import("./commands/contact.ts") },
  { names: ["layout"], load: () => import("./commands/layout.ts") },
  { names: ["key"], load: () => import("./commands/key.ts") },
  { names: ["setting"], load: () => import("./commands/setting.ts") },
  { names: ["phone"], load: () => import("./commands/phone.ts") },
  { names: ["fleet"], load: () => import("./commands/fleet.ts") },
  { names: ["dhcp"], load: () => import("./commands/dhcp.ts") },
  { names: ["token"], load: () => import("./commands/token.ts") },
  { names: ["exchange-key"], load: () => import("./commands/exchange-key.ts") },
  { names: ["retention"], load: () => import("./commands/retention.ts") },
  { names: ["finance-key"], load: () => import("./commands/finance-key.ts") },
  { names: ["import", "export"], load: () => import("./commands/csv.ts") },
  { names: ["import-files"], load: () => import("./commands/import-files.ts") },
  { names: ["models"], load: () => import("./commands/models.ts") },
  { names: ["recognise"], load: () => import("./commands/recognise.ts") },
  { names: ["virtual-phone"], load: () => import("./commands/virtual-phone.ts") },
  { names: ["alarms"], load: () => import("./commands/alarms.ts") },
  { names: ["nodes"], load: () => import("./commands/nodes.ts") },
  { names: ["audit"], load: () => import("./commands/audit.ts") },
  { names: ["secrets"], load: () => import("./commands/secrets.ts") },
  { names: ["backup", "restore", "backup-key"], load: () => import("./commands/backup.ts") },
  { names: ["move"], load: () => import("./commands/move.ts") },
  { names: ["settings"], load: () => import("./commands/settings.ts") },
  { names: ["doctor"], load: () => import("./commands/doctor.ts") },
];
