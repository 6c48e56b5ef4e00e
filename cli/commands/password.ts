import type { Command } from "commander";
import { z } from "zod";
import { featureSchemeOf } from "../../db/organisations.ts";
import { hashPassword } from "../../db/password-hash.ts";
import { getPerson } from "../../db/people.ts";
import { updateAdvanced } from "../../db/people-changes.ts";
import { generatePassword } from "../../db/secrets.ts";
import { setPassword } from "../../db/sign-in.ts";
import { rights } from "../../domain/rights.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup, flag, many } from "../command.ts";
import { facts } from "../output.ts";
import { parseInput } from "../parse.ts";
import { organisationOption as organisation, resolveOrganisation, resolveUser } from "../resolve.ts";
import { numberOf } from "./user.ts";

const Right = z.enum(rights);

/** How the first administrator comes in: everybody after that is let in from the browser. */
export function register(program: Command, app: App): void {
  const group = addGroup(program, "password", "Who may sign in, and what for.", ["password set 401 --right administrator"]);
  addCommand(group, {
    usage: "set <user>",
    summary:
      "Sets a password that the person changes at the next sign-in, and prints it this once. Rights are added to those there are.",
    examples: ["password set 401 --right administrator", 'password set "Anna Ek" --right operator --all-organisations'],
    options: {
      organisation,
      right: many("--right <right>", `${rights.join(", ")}; may be repeated`),
      allOrganisations: flag("--all-organisations", "as an operator: looks after every organisation"),
    },
    run: async ({ user: written }, { right, allOrganisations, ...options }) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const user = await resolveUser(db, organisationId, written);
      const password = generatePassword();
      const passwordHash = await hashPassword(password);
      await db.transaction(async (trx) => {
        const by = { organisationId, id: user.id };
        await setPassword(trx, { organisationId, userId: user.id, passwordHash, mustChange: true }, app.actor, app.io.now());
        const wanted = right.map((one) => parseInput(Right, one));
        if (wanted.length === 0 && !allOrganisations) return;
        const has = await getPerson(trx, by);
        const scheme = await featureSchemeOf(trx, organisationId);
        const input = {
          ...by,
          rights: [...new Set([...has.rights, ...wanted])],
          ...(allOrganisations ? { operates: "all" as const } : {}),
        };
        await updateAdvanced(trx, input, scheme, "all", app.actor, app.io.now());
      });
      const person = await getPerson(db, { organisationId, id: user.id });
      const name = numberOf(person, "primary") ?? person.username;
      app.print({ id: person.id, name: person.name, signIn: name, password, rights: person.rights }, () =>
        facts([
          ["name", person.name],
          ["signs in with", name ?? "nothing yet: give the person a primary number"],
          ["password", password],
          ["rights", person.rights.join(", ")],
        ]),
      );
    },
  });
}
