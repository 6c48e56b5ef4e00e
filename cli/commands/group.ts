import type { Command } from "commander";
import { deleteResponseGroup } from "../../db/response-group-deletion.ts";
import {
  CreateResponseGroup,
  createResponseGroup,
  listResponseGroups,
  type ResponseGroup,
  UpdateResponseGroup,
  updateResponseGroup,
} from "../../db/response-groups.ts";
import { displayNumber } from "../../domain/numbers.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup, flag, text } from "../command.ts";
import { facts, table } from "../output.ts";
import { parseInput } from "../parse.ts";
import { organisationOption as organisation, resolveGroup, resolveOrganisation } from "../resolve.ts";
import { clearable } from "./user.ts";

export function register(program: Command, app: App): void {
  const group = addGroup(program, "group", "Response groups: a main number or a group that answers.", ["group list"]);
  const number = text("--number <number>", "the group's number");
  const extension = text("--extension <digits>", "short internal number");
  addCommand(group, {
    usage: "add <name>",
    summary: "Creates a group.",
    examples: ['group add "Växeln" --number "08-465 004 00" --extension 400'],
    options: { organisation, number, extension },
    run: async ({ name }, { organisation: written, ...rest }) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, written);
      print(
        app,
        await createResponseGroup(
          db,
          parseInput(CreateResponseGroup, { organisationId, name, ...rest }),
          app.actor,
          app.io.now(),
        ),
      );
    },
  });
  addCommand(group, {
    usage: "list",
    summary: "Lists an organisation's groups.",
    examples: ["group list"],
    options: { organisation },
    run: async (_, options) => {
      const { db } = await app.store();
      const groups = await listResponseGroups(db, (await resolveOrganisation(db, options.organisation)).id);
      app.print(groups, () =>
        table(
          ["name", "number", "extension", "id"],
          groups.map((one) => [one.name, one.e164 && displayNumber(one.e164), one.extension, one.id]),
        ),
      );
    },
  });
  addCommand(group, {
    usage: "update <group>",
    summary: "Changes a group. An empty value clears.",
    examples: ['group update "Växeln" --name "Kundtjänst"'],
    options: { organisation, name: text("--name <name>", "new name"), number, extension },
    run: async ({ group: written }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const { id } = await resolveGroup(db, organisationId, written);
      const changes = { name: options.name, number: clearable(options.number), extension: clearable(options.extension) };
      const input = parseInput(UpdateResponseGroup, { organisationId, id, ...changes });
      print(app, await updateResponseGroup(db, input, app.actor, app.io.now()));
    },
  });
  addCommand(group, {
    usage: "delete <group>",
    summary: "Deletes a group that no calls lead to. Keys that follow it are kept, and reported as misfits.",
    examples: ['group delete "Växeln"'],
    options: { organisation, leaveKeys: flag("--leave-keys", "also when keys or shown numbers would lead nowhere") },
    run: async ({ group: written }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const { id, name } = await resolveGroup(db, organisationId, written);
      await deleteResponseGroup(db, { organisationId, id, agreed: options.leaveKeys }, app.actor, app.io.now());
      app.print({ deleted: id }, () => `${name} is deleted\n`);
    },
  });
}

function print(app: App, one: ResponseGroup): void {
  app.print(one, () =>
    facts([
      ["name", one.name],
      ["number", one.e164 && displayNumber(one.e164)],
      ["extension", one.extension],
      ["id", one.id],
    ]),
  );
}
