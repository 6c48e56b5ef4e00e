import type { Command } from "commander";
import { listAudit } from "../../db/audit.ts";
import type { App } from "../app.ts";
import { addCommand, text } from "../command.ts";
import { table } from "../output.ts";
import { parseWhole } from "../parse.ts";
import { resolveOrganisation } from "../resolve.ts";

export function register(program: Command, app: App): void {
  addCommand(program, {
    usage: "audit",
    summary: "Lists what people changed, newest first.",
    examples: ["audit", "audit --action user.updated --limit 20 --json"],
    options: {
      organisation: text("--organisation <name>", "only this organisation's"),
      action: text("--action <action>", "only this action"),
      limit: text("--limit <count>", "at most so many (default 50)"),
    },
    run: async (_, { organisation, action, limit }) => {
      const { db } = await app.store();
      const organisationId = organisation === undefined ? null : (await resolveOrganisation(db, organisation)).id;
      const entries = await listAudit(db, { organisationId, action, limit: parseWhole(limit ?? "50", "--limit", 1, 10_000) });
      app.print(entries, () =>
        table(
          ["at", "who", "did", "to", "before", "after"],
          entries.map((one) => [
            one.at,
            one.actor.name,
            one.action,
            `${one.subject.kind} ${one.subject.id}`,
            JSON.stringify(one.before),
            JSON.stringify(one.after),
          ]),
        ),
      );
    },
  });
}
