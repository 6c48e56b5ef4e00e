import type { Command } from "commander";
import { CreateSite, createSite, listSites, renameSite } from "../../db/sites.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup } from "../command.ts";
import { facts, table } from "../output.ts";
import { parseInput } from "../parse.ts";
import { organisationOption as organisation, resolveOrganisation, resolveSite } from "../resolve.ts";

export function register(program: Command, app: App): void {
  const group = addGroup(program, "site", "Sites: the places where an organisation's phones stand.", ["site list"]);
  addCommand(group, {
    usage: "add <name>",
    summary: "Creates a site.",
    examples: ['site add "Huvudkontoret"'],
    options: { organisation },
    run: async ({ name }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const site = await createSite(db, parseInput(CreateSite, { organisationId, name }), app.actor, app.io.now());
      app.print(site, () =>
        facts([
          ["name", site.name],
          ["id", site.id],
        ]),
      );
    },
  });
  addCommand(group, {
    usage: "list",
    summary: "Lists an organisation's sites.",
    examples: ["site list"],
    options: { organisation },
    run: async (_, options) => {
      const { db } = await app.store();
      const sites = await listSites(db, (await resolveOrganisation(db, options.organisation)).id);
      app.print(sites, () =>
        table(
          ["name", "id"],
          sites.map((one) => [one.name, one.id]),
        ),
      );
    },
  });
  addCommand(group, {
    usage: "rename <site> <name>",
    summary: "Renames a site.",
    examples: ['site rename "Huvudkontoret" "Kontoret i Visby"'],
    options: { organisation },
    run: async ({ site, name }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const { id } = await resolveSite(db, organisationId, site);
      const renamed = await renameSite(db, { organisationId, id, name }, app.actor, app.io.now());
      app.print(renamed, () =>
        facts([
          ["name", renamed.name],
          ["id", renamed.id],
        ]),
      );
    },
  });
}
