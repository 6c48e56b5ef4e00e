import type { Command } from "commander";
import { acknowledgeAlarm, listAlarms } from "../../db/alarms.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup, flag, text } from "../command.ts";
import { table } from "../output.ts";
import { parseWhole } from "../parse.ts";
import { resolveOrganisation } from "../resolve.ts";

export function register(program: Command, app: App): void {
  const group = addGroup(program, "alarms", "Alarms: what somebody should look at.", ["alarms list"]);
  addCommand(group, {
    usage: "list",
    isDefault: true,
    summary: "Lists alarms that nobody has acknowledged.",
    examples: ["alarms list", "alarms list --all --json"],
    options: {
      organisation: text("--organisation <name>", "only this organisation's"),
      all: flag("--all", "acknowledged ones too"),
      limit: text("--limit <count>", "at most so many (default 100)"),
    },
    run: async (_, { organisation, all, limit }) => {
      const { db } = await app.store();
      const organisationId = organisation === undefined ? null : (await resolveOrganisation(db, organisation)).id;
      const most = parseWhole(limit ?? "100", "--limit", 1, 10_000);
      const alarms = await listAlarms(db, { organisationId, open: all ? undefined : true, limit: most });
      app.print(alarms, () =>
        table(
          ["last", "alarm", "mac", "address", "count", "detail", "id"],
          alarms.map((one) => [one.lastAt, one.kind, one.mac, one.address, one.count, one.detail, one.id]),
        ),
      );
    },
  });
  addCommand(group, {
    usage: "acknowledge <id>",
    summary: "Marks an alarm as seen to.",
    examples: ["alarms acknowledge 0195c1f0-0000-7000-8000-000000000000"],
    options: {},
    run: async ({ id }) => {
      const { db } = await app.store();
      await acknowledgeAlarm(db, { organisationId: null, id }, app.actor, app.io.now());
      app.print({ acknowledged: id }, () => "acknowledged\n");
    },
  });
}
