import type { Command } from "commander";
import { CreateUser, createUser, deleteUser, listUsers, UpdateUser, type User, updateUser } from "../../db/users.ts";
import { displayNumber } from "../../domain/numbers.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup, text } from "../command.ts";
import { facts, table } from "../output.ts";
import { parseInput } from "../parse.ts";
import { everyUser, organisationOption as organisation, resolveOrganisation, resolveUser } from "../resolve.ts";

export function register(program: Command, app: App): void {
  const group = addGroup(program, "user", "Users: people with a number.", [
    "user list",
    'user update "Anna Ek" --last-name Ekblad',
  ]);
  addCommand(group, {
    usage: "add <firstName> <lastName>",
    summary: "Creates a user.",
    examples: ['user add Anna Ek --number "08-465 004 01" --extension 401'],
    options: {
      organisation,
      number: text("--number <number>", "primary number: a fixed number"),
      extension: text("--extension <digits>", "short internal number"),
      email: text("--email <address>", "e-mail"),
    },
    run: async ({ firstName, lastName }, { number, extension, email, ...options }) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const input = parseInput(CreateUser, { organisationId, firstName, lastName, primaryNumber: number, extension, email });
      print(app, await createUser(db, input, app.actor, app.io.now()));
    },
  });
  addCommand(group, {
    usage: "list [search]",
    summary: "Lists users, by last name.",
    examples: ["user list", "user list ek --json"],
    options: { organisation },
    run: async ({ search }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const users = search === undefined ? await everyUser(db, organisationId) : await listUsers(db, { organisationId, search });
      app.print(users, () =>
        table(
          ["name", "number", "mobile", "extension", "e-mail", "id"],
          users.map((one) => [one.name, numberOf(one, "primary"), numberOf(one, "mobile"), one.extension, one.email, one.id]),
        ),
      );
    },
  });
  addCommand(group, {
    usage: "show <user>",
    summary: "Shows one user. A user is named by id, number, extension, e-mail or full name.",
    examples: ['user show "Anna Ek"', "user show 401"],
    options: { organisation },
    run: async ({ user }, options) => {
      const { db } = await app.store();
      const { id } = await resolveOrganisation(db, options.organisation);
      print(app, await resolveUser(db, id, user));
    },
  });
  addCommand(group, {
    usage: "update <user>",
    summary: "Changes a user. Exactly the phones that show what changed get new files. An empty value clears.",
    examples: ['user update "Anna Ek" --last-name Ekblad', 'user update 401 --extension ""'],
    options: {
      organisation,
      firstName: text("--first-name <name>", "new first name"),
      lastName: text("--last-name <name>", "new last name"),
      extension: text("--extension <digits>", "new short number"),
      email: text("--email <address>", "new e-mail"),
    },
    run: async ({ user }, { extension, email, firstName, lastName, ...options }) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const { id } = await resolveUser(db, organisationId, user);
      const changes = { firstName, lastName, extension: clearable(extension), email: clearable(email) };
      print(app, await updateUser(db, parseInput(UpdateUser, { organisationId, id, ...changes }), app.actor, app.io.now()));
    },
  });
  addCommand(group, {
    usage: "delete <user>",
    summary: "Deletes a user. Keys that follow the user are kept, and reported as misfits.",
    examples: ['user delete "Anna Ek"'],
    options: { organisation },
    run: async ({ user }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const { id, name } = await resolveUser(db, organisationId, user);
      await deleteUser(db, { organisationId, id }, app.actor, app.io.now());
      app.print({ deleted: id }, () => `${name} is deleted\n`);
    },
  });
}

/** Absent leaves, an empty text clears. */
export function clearable(value: string | undefined): string | null | undefined {
  return value === "" ? null : value;
}

export function numberOf(user: User, kind: User["numbers"][number]["kind"]): string | null {
  const number = user.numbers.find((one) => one.kind === kind);
  return number ? displayNumber(number.e164) : null;
}

function print(app: App, one: User): void {
  app.print(one, () =>
    facts([
      ["name", one.name],
      ["primary number", numberOf(one, "primary")],
      ["secondary number", numberOf(one, "secondary")],
      ["mobile number", numberOf(one, "mobile")],
      ["extension", one.extension],
      ["e-mail", one.email],
      ["id", one.id],
    ]),
  );
}
