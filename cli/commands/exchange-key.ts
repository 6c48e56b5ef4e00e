import type { Command } from "commander";
import { createExchangeKey, listExchangeKeys, revokeExchangeKey } from "../../db/exchange-keys.ts";
import { Title } from "../../db/organisations.ts";
import { DomainError } from "../../domain/errors.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup } from "../command.ts";
import { namedKey, printKeys, printNewKey, printRevoked } from "../keys.ts";
import { parseInput } from "../parse.ts";
import { organisationOption as organisation, resolveOrganisation } from "../resolve.ts";

export function register(program: Command, app: App): void {
  const group = addGroup(
    program,
    "exchange-key",
    "Keys with which an exchange asks what happens to a call, and fetches what callers hear.",
    ["exchange-key list"],
  );
  addCommand(group, {
    usage: "add <name>",
    summary: "Creates a key and prints its token, this once: it is stored nowhere.",
    examples: ['exchange-key add "Växeln i Malmö"'],
    options: { organisation },
    run: async ({ name }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const input = { organisationId, name: parseInput(Title, name) };
      printNewKey(app, await createExchangeKey(db, input, app.actor, app.io.now()));
    },
  });
  addCommand(group, {
    usage: "list",
    summary: "Lists an organisation's keys, with when each was last used (to the hour).",
    examples: ["exchange-key list"],
    options: { organisation },
    run: async (_, options) => {
      const { db } = await app.store();
      printKeys(app, await listExchangeKeys(db, (await resolveOrganisation(db, options.organisation)).id));
    },
  });
  addCommand(group, {
    usage: "revoke <key>",
    summary: "Makes a key void, by its name or id: the next request with it is refused.",
    examples: ['exchange-key revoke "Växeln i Malmö"'],
    options: { organisation },
    run: async ({ key }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const found = namedKey(await listExchangeKeys(db, organisationId), key);
      if (!found) throw new DomainError("exchange_key_not_found", { key });
      await revokeExchangeKey(db, { organisationId, id: found.id }, app.actor, app.io.now());
      printRevoked(app, found);
    },
  });
}
