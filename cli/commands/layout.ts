import type { Command } from "commander";
import { CreateLayout, createLayout, deleteLayout, listLayouts, renameLayout } from "../../db/layouts.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup } from "../command.ts";
import { facts, table } from "../output.ts";
import { parseInput } from "../parse.ts";
import { organisationOption as organisation, resolveLayout, resolveOrganisation } from "../resolve.ts";

export function register(program: Command, app: App): void {
  const group = addGroup(program, "layout", "Layouts: keys that many phones share. A phone's own keys lie on top.", [
    "layout list",
    'key list --layout "Receptionen"',
  ]);
  addCommand(group, {
    usage: "add <name>",
    summary: "Creates a layout; its keys are set with `key set --layout`.",
    examples: ['layout add "Receptionen"'],
    options: { organisation },
    run: async ({ name }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const layout = await createLayout(db, parseInput(CreateLayout, { organisationId, name }), app.actor, app.io.now());
      app.print(layout, () =>
        facts([
          ["name", layout.name],
          ["id", layout.id],
        ]),
      );
    },
  });
  addCommand(group, {
    usage: "list",
    summary: "Lists an organisation's layouts.",
    examples: ["layout list"],
    options: { organisation },
    run: async (_, options) => {
      const { db } = await app.store();
      const layouts = await listLayouts(db, (await resolveOrganisation(db, options.organisation)).id);
      app.print(layouts, () =>
        table(
          ["name", "id"],
          layouts.map((one) => [one.name, one.id]),
        ),
      );
    },
  });
  addCommand(group, {
    usage: "rename <layout> <name>",
    summary: "Renames a layout.",
    examples: ['layout rename "Receptionen" "Reception"'],
    options: { organisation },
    run: async ({ layout, name }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const { id } = await resolveLayout(db, organisationId, layout);
      const renamed = await renameLayout(db, { organisationId, id, name }, app.actor, app.io.now());
      app.print(renamed, () =>
        facts([
          ["name", renamed.name],
          ["id", renamed.id],
        ]),
      );
    },
  });
  addCommand(group, {
    usage: "delete <layout>",
    summary: "Deletes a layout; the phones that have it keep their own keys.",
    examples: ['layout delete "Receptionen"'],
    options: { organisation },
    run: async ({ layout }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const { id, name } = await resolveLayout(db, organisationId, layout);
      await deleteLayout(db, { organisationId, id }, app.actor, app.io.now());
      app.print({ deleted: id }, () => `${name} is deleted\n`);
    },
  });
}
