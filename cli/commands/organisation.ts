import type { Command } from "commander";
import {
  CreateOrganisation,
  createOrganisation,
  listOrganisations,
  type Organisation,
  UpdateOrganisation,
  updateOrganisation,
} from "../../db/organisations.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup, text } from "../command.ts";
import { facts, table } from "../output.ts";
import { parseInput } from "../parse.ts";
import { resolveOrganisation } from "../resolve.ts";

export function register(program: Command, app: App): void {
  const group = addGroup(program, "organisation", "Organisations: the tenants.", ["organisation list"]);
  const language = text("--language <tag>", "language such as sv or en");
  const timeZone = text("--time-zone <zone>", "IANA time zone");
  addCommand(group, {
    usage: "add <title>",
    summary: "Creates an organisation.",
    examples: ['organisation add "Björkö Bygg AB"', 'organisation add "Björkö Bygg AB" --name bjorko'],
    options: { name: text("--name <name>", "short name; default made from the title"), language, timeZone },
    run: async ({ title }, options) => {
      const { db } = await app.store();
      const input = parseInput(CreateOrganisation, { ...options, title, name: options.name ?? nameFrom(title) });
      print(app, await createOrganisation(db, input, app.actor, app.io.now()));
    },
  });
  addCommand(group, {
    usage: "list",
    summary: "Lists the organisations.",
    examples: ["organisation list --json"],
    options: {},
    run: async () => {
      const all = await listOrganisations((await app.store()).db);
      app.print(all, () =>
        table(
          ["name", "title", "language", "time zone", "id"],
          all.map((one) => [one.name, one.title, one.language, one.timeZone, one.id]),
        ),
      );
    },
  });
  addCommand(group, {
    usage: "update <organisation>",
    summary: "Changes an organisation.",
    examples: ['organisation update bjorko --title "Björkö Bygg och Mark AB"'],
    options: { title: text("--title <title>", "new title"), name: text("--name <name>", "new short name"), language, timeZone },
    run: async ({ organisation }, options) => {
      const { db } = await app.store();
      const { id } = await resolveOrganisation(db, organisation);
      print(app, await updateOrganisation(db, parseInput(UpdateOrganisation, { id, ...options }), app.actor, app.io.now()));
    },
  });
}

function print(app: App, one: Organisation): void {
  app.print(one, () =>
    facts([
      ["name", one.name],
      ["title", one.title],
      ["language", one.language],
      ["time zone", one.timeZone],
      ["id", one.id],
    ]),
  );
}

/** `Björkö Bygg AB` → `bjorko-bygg-ab`. */
function nameFrom(title: string): string {
  const plain = title.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
}
