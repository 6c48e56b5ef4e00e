import type { Command } from "commander";
import {
  CreateSipAccount,
  createSipAccount,
  deleteSipAccount,
  listSipAccounts,
  readSipSecret,
  type SipAccount,
  UpdateSipAccount,
  updateSipAccount,
} from "../../db/sip-accounts.ts";
import type { Db } from "../../db/types.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup, flag, text } from "../command.ts";
import { facts, table } from "../output.ts";
import { parseHostPort, parseInput } from "../parse.ts";
import { everyUser, organisationOption as organisation, resolveAccount, resolveOrganisation, resolveUser } from "../resolve.ts";
import { clearable } from "./user.ts";

const fields = {
  user: text("--user <user>", "whose it is; the phone shows the name"),
  label: text("--label <text>", "what the phone shows instead of the user's name"),
  authUser: text("--auth-user <name>", "name for authentication, when not the SIP user"),
  registrar: text("--registrar <host[:port]>", "when not the organisation's setting exchange.registrar"),
};

export function register(program: Command, app: App): void {
  const group = addGroup(program, "account", "SIP accounts, which phones register with.", ["account list"]);
  addCommand(group, {
    usage: "add <sipUser>",
    summary: "Creates an account. Its secret is generated; --secret-stdin reads the one that the exchange already has.",
    examples: ["account add 401 --user 401", "account add 401 --user 401 --secret-stdin < secret.txt"],
    options: { organisation, ...fields, secretStdin: flag("--secret-stdin", "read the secret from standard input") },
    run: async ({ sipUser }, { organisation: written, secretStdin, ...rest }) => {
      const { db, keyring } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, written);
      const secret = secretStdin ? await readSecret(app) : undefined;
      const input = parseInput(CreateSipAccount, { organisationId, sipUser, secret, ...(await named(db, organisationId, rest)) });
      print(app, await createSipAccount(db, keyring, input, app.actor, app.io.now()));
    },
  });
  addCommand(group, {
    usage: "list",
    summary: "Lists accounts, without their secrets.",
    examples: ["account list"],
    options: { organisation },
    run: async (_, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const accounts = await listSipAccounts(db, { organisationId });
      const names = new Map((await everyUser(db, organisationId)).map((user) => [user.id, user.name]));
      app.print(accounts, () =>
        table(
          ["sip user", "user", "label", "registrar", "id"],
          accounts.map((one) => [one.sipUser, names.get(one.userId ?? ""), one.label, one.registrar?.host, one.id]),
        ),
      );
    },
  });
  addCommand(group, {
    usage: "update <account>",
    summary: "Changes an account. An empty value clears.",
    examples: ["account update 401 --label Växeln", "account update 401 --secret-stdin < secret.txt"],
    options: {
      organisation,
      ...fields,
      sipUser: text("--sip-user <name>", "new SIP user"),
      secretStdin: flag("--secret-stdin", "read a new secret from standard input"),
    },
    run: async ({ account }, { organisation: written, secretStdin, sipUser, ...rest }) => {
      const { db, keyring } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, written);
      const { id } = await resolveAccount(db, organisationId, account);
      const secret = secretStdin ? await readSecret(app) : undefined;
      const input = parseInput(UpdateSipAccount, {
        organisationId,
        id,
        sipUser,
        secret,
        ...(await named(db, organisationId, rest)),
      });
      print(app, await updateSipAccount(db, keyring, input, app.actor, app.io.now()));
    },
  });
  addCommand(group, {
    usage: "secret <account>",
    summary: "Shows an account's secret. That it was shown is written to the audit log.",
    examples: ["account secret 401"],
    options: { organisation },
    run: async ({ account }, options) => {
      const { db, keyring } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const { id, sipUser } = await resolveAccount(db, organisationId, account);
      const secret = await readSipSecret(db, keyring, { organisationId, id }, app.actor, app.io.now());
      app.print({ id, sipUser, secret }, () => `${secret}\n`);
    },
  });
  addCommand(group, {
    usage: "delete <account>",
    summary: "Deletes an account; phones that have it lose it.",
    examples: ["account delete 401"],
    options: { organisation },
    run: async ({ account }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const { id, sipUser } = await resolveAccount(db, organisationId, account);
      await deleteSipAccount(db, { organisationId, id }, app.actor, app.io.now());
      app.print({ deleted: id }, () => `Account ${sipUser} is deleted\n`);
    },
  });
}

type Written = { readonly [K in keyof typeof fields]: string | undefined };

async function named(db: Db, organisationId: string, written: Written) {
  const { user, registrar } = written;
  return {
    userId: user ? (await resolveUser(db, organisationId, user)).id : clearable(user),
    label: clearable(written.label),
    authUser: clearable(written.authUser),
    registrar: registrar ? parseHostPort(registrar, "--registrar") : clearable(registrar),
  };
}

/** From standard input, so that it stands in no list of processes and no history. */
async function readSecret(app: App): Promise<string> {
  let secret = "";
  for await (const chunk of app.io.stdin) secret += String(chunk);
  return secret.trim();
}

function print(app: App, one: SipAccount): void {
  app.print(one, () =>
    facts([
      ["sip user", one.sipUser],
      ["auth user", one.authUser],
      ["label", one.label],
      ["registrar", one.registrar && `${one.registrar.host}${one.registrar.port ? `:${one.registrar.port}` : ""}`],
      ["id", one.id],
    ]),
  );
}
