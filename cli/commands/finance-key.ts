import type { Command } from "commander";
import { createFinanceKey, listFinanceKeys, revokeFinanceKey } from "../../db/finance-keys.ts";
import { Title } from "../../db/organisations.ts";
import { DomainError } from "../../domain/errors.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup } from "../command.ts";
import { namedKey, printKeys, printNewKey, printRevoked } from "../keys.ts";
import { parseInput } from "../parse.ts";

export function register(program: Command, app: App): void {
  const group = addGroup(program, "finance-key", "Keys with which a billing system hands in invoices, usage and payments.", [
    "finance-key list",
  ]);
  addCommand(group, {
    usage: "add <name>",
    summary: "Creates a key and prints its token, this once: it is stored nowhere.",
    examples: ['finance-key add "Faktureringen"'],
    options: {},
    run: async ({ name }) => {
      const { db } = await app.store();
      const input = { name: parseInput(Title, name) };
      printNewKey(app, await createFinanceKey(db, input, app.actor, app.io.now()));
    },
  });
  addCommand(group, {
    usage: "list",
    summary: "Lists the keys, with when each was last used (to the hour).",
    examples: ["finance-key list"],
    options: {},
    run: async () => {
      const { db } = await app.store();
      printKeys(app, await listFinanceKeys(db));
    },
  });
  addCommand(group, {
    usage: "revoke <key>",
    summary: "Makes a key void, by its name or id: the next request with it is refused.",
    examples: ['finance-key revoke "Faktureringen"'],
    options: {},
    run: async ({ key }) => {
      const { db } = await app.store();
      const found = namedKey(await listFinanceKeys(db), key);
      if (!found) throw new DomainError("finance_key_not_found", { key });
      await revokeFinanceKey(db, found.id, app.actor, app.io.now());
      printRevoked(app, found);
    },
  });
}
