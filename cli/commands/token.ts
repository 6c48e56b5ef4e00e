import type { Command } from "commander";
import {
  createOrganisationToken,
  listOrganisationTokens,
  readOrganisationToken,
  revokeOrganisationToken,
} from "../../db/organisation-tokens.ts";
import { Title } from "../../db/organisations.ts";
import type { Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup } from "../command.ts";
import { facts, table } from "../output.ts";
import { parseInput } from "../parse.ts";
import { phonesUrlOf } from "../public-url.ts";
import { organisationOption as organisation, resolveOrganisation } from "../resolve.ts";

export function register(program: Command, app: App): void {
  const group = addGroup(
    program,
    "token",
    "Organisation tokens: a path for DHCP that says whose a phone is, and proves nothing.",
    ["token list"],
  );
  addCommand(group, {
    usage: "add <name>",
    summary: "Creates a token and prints the address to put into DHCP option 66 or 160.",
    examples: ['token add "Huvudkontoret"'],
    options: { organisation },
    run: async ({ name }, options) => {
      const { db, keyring } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const input = { organisationId, name: parseInput(Title, name) };
      const made = await createOrganisationToken(db, keyring, input, app.actor, app.io.now());
      show(app, { id: made.id, name: made.name, url: await urlOf(app, organisationId, made.token) });
    },
  });
  addCommand(group, {
    usage: "list",
    summary: "Lists an organisation's tokens, without the tokens themselves.",
    examples: ["token list"],
    options: { organisation },
    run: async (_, options) => {
      const { db } = await app.store();
      const tokens = await listOrganisationTokens(db, (await resolveOrganisation(db, options.organisation)).id);
      app.print(tokens, () =>
        table(
          ["name", "created", "id"],
          tokens.map((one) => [one.name, one.createdAt, one.id]),
        ),
      );
    },
  });
  addCommand(group, {
    usage: "show <token>",
    summary: "Prints a token's address again.",
    examples: ['token show "Huvudkontoret"'],
    options: { organisation },
    run: async ({ token }, options) => {
      const { db, keyring } = await app.store();
      const found = await resolve(db, options.organisation, token);
      const secret = await readOrganisationToken(db, keyring, { organisationId: found.organisationId, id: found.id });
      show(app, { id: found.id, name: found.name, url: await urlOf(app, found.organisationId, secret) });
    },
  });
  addCommand(group, {
    usage: "revoke <token>",
    summary: "Makes a token void.",
    examples: ['token revoke "Huvudkontoret"'],
    options: { organisation },
    run: async ({ token }, options) => {
      const { db } = await app.store();
      const { id, organisationId, name } = await resolve(db, options.organisation, token);
      await revokeOrganisationToken(db, { organisationId, id }, app.actor, app.io.now());
      app.print({ revoked: id }, () => `${name} is void\n`);
    },
  });
}

async function resolve(db: Db, written: string | undefined, token: string) {
  const { id: organisationId } = await resolveOrganisation(db, written);
  const found = (await listOrganisationTokens(db, organisationId)).find((one) => one.id === token || one.name === token);
  if (!found) throw new DomainError("input_invalid", { field: "token", reason: "there is none of that name", value: token });
  return found;
}

async function urlOf(app: App, organisationId: string, token: string): Promise<string> {
  const { db } = await app.store();
  return `${await phonesUrlOf(db, organisationId, app.settings().settings)}/o/${token}/`;
}

function show(app: App, one: { readonly id: string; readonly name: string; readonly url: string }): void {
  app.print(one, () =>
    facts([
      ["name", one.name],
      ["address", one.url],
      ["id", one.id],
    ]),
  );
}
