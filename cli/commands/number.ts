import type { Command } from "commander";
import { mobileProfiles, SetUserNumber, setUserNumber, userNumberKinds } from "../../db/user-numbers.ts";
import { findUser } from "../../db/users.ts";
import { DomainError } from "../../domain/errors.ts";
import { displayNumber } from "../../domain/numbers.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup, choice } from "../command.ts";
import { facts, table } from "../output.ts";
import { parseInput } from "../parse.ts";
import { everyUser, organisationOption as organisation, resolveOrganisation, resolveUser } from "../resolve.ts";

export function register(program: Command, app: App): void {
  const group = addGroup(program, "number", "Telephone numbers of users.", ["number list", 'number find "08-465 004 01"']);
  const kind = choice("--kind <kind>", "which of the user's numbers (default primary)", userNumberKinds);
  addCommand(group, {
    usage: "set <user> <number>",
    summary: "Gives a user a number. Numbers are unique over all organisations.",
    examples: ['number set "Anna Ek" "08-465 004 01"', 'number set "Anna Ek" "070-174 06 05" --kind mobile --mobile-profile mex'],
    options: { organisation, kind, mobileProfile: choice("--mobile-profile <profile>", "for a mobile number", mobileProfiles) },
    run: ({ user, number }, options) => set(app, user, { ...options, number }),
  });
  addCommand(group, {
    usage: "clear <user>",
    summary: "Takes a number away from a user.",
    examples: ['number clear "Anna Ek" --kind mobile'],
    options: { organisation, kind },
    run: ({ user }, options) => set(app, user, { ...options, number: null }),
  });
  addCommand(group, {
    usage: "list",
    summary: "Lists the numbers in use, with whose they are.",
    examples: ["number list"],
    options: { organisation },
    run: async (_, options) => {
      const { db } = await app.store();
      const users = await everyUser(db, (await resolveOrganisation(db, options.organisation)).id);
      const numbers = users.flatMap((user) => user.numbers.map((one) => ({ ...one, userId: user.id, name: user.name })));
      app.print(numbers, () =>
        table(
          ["number", "kind", "user"],
          numbers.map((one) => [displayNumber(one.e164), one.kind, one.name]),
        ),
      );
    },
  });
  addCommand(group, {
    usage: "find <number>",
    summary: "Says whose a number is.",
    examples: ['number find "+46 8 465 004 01"'],
    options: { organisation },
    run: async ({ number }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const user = await findUser(db, { organisationId, number });
      if (!user) throw new DomainError("number_not_found", { number });
      app.print(user, () =>
        facts([
          ["user", user.name],
          ["id", user.id],
        ]),
      );
    },
  });
}

async function set(
  app: App,
  user: string,
  {
    organisation: written,
    kind,
    ...rest
  }: { organisation: string | undefined; kind: string | undefined; number: string | null; mobileProfile?: string | undefined },
): Promise<void> {
  const { db } = await app.store();
  const { id: organisationId } = await resolveOrganisation(db, written);
  const { id: userId, name } = await resolveUser(db, organisationId, user);
  const input = parseInput(SetUserNumber, { organisationId, userId, kind: kind ?? "primary", ...rest });
  const numbers = await setUserNumber(db, input, app.actor, app.io.now());
  app.print(numbers, () =>
    facts([["user", name], ...numbers.map((one): [string, string] => [one.kind, displayNumber(one.e164)])]),
  );
}
