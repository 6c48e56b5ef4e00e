import type { Command } from "commander";
import { deliveryState } from "../../db/deliveries.ts";
import { rotateDigestSecret } from "../../db/digest-secrets.ts";
import { listWindows } from "../../db/first-contact.ts";
import { listPhoneAccounts, readPhonePasswords } from "../../db/phones.ts";
import { loadStandingFacts } from "../../db/standings.ts";
import { readPhoneToken, rotatePhoneToken } from "../../db/tokens.ts";
import { formatPlace } from "../../domain/phone-key.ts";
import type { Misfit, Plan } from "../../domain/plan.ts";
import { standingAt, standingOf } from "../../domain/standing.ts";
import { standingWords } from "../../domain/standing-words.ts";
import type { App } from "../app.ts";
import { addCommand } from "../command.ts";
import { facts, table } from "../output.ts";
import { phonesUrlOf } from "../public-url.ts";
import { resolvePhone } from "../resolve.ts";
import { originText, phoneFiles, recordReveal, reveal } from "./files.ts";
import { maskPlan } from "./plan-of-phone.ts";

/** One phone: what is known of it, its plan, and the secrets that somebody at the phone needs. */
export function registerShow(group: Command, app: App): void {
  addCommand(group, {
    usage: "show <mac>",
    summary: "Shows one phone: state, accounts, windows, last contact.",
    examples: ["phone show 80:5e:c0:12:34:56"],
    options: {},
    run: async ({ mac }) => {
      const { db } = await app.store();
      const phone = await resolvePhone(db, mac);
      const { id, organisationId } = phone;
      const accounts = await listPhoneAccounts(db, { organisationId, id });
      const delivery = await deliveryState(db, id);
      const windows = await listWindows(db, { organisationId, phoneId: id, now: app.io.now() });
      const known = (await loadStandingFacts(db, [id])).get(id);
      const standing = known ? standingAt(standingOf(known.facts), app.io.now()) : null;
      app.print({ ...phone, accounts, delivery, standing, windows }, () =>
        facts([
          ["mac", phone.mac],
          ["model", phone.vendor && `${phone.vendor} ${phone.model}`],
          ["label", phone.label],
          ["state", phone.state],
          ["modules", phone.modules.join(", ")],
          ["accounts", accounts.map((one) => `${one.position}: ${one.sipUser}`).join(", ")],
          ["delivery", delivery?.state],
          ["standing", standing && `${standing.reason}: ${standingWords[standing.reason].name[app.language]}`],
          ["last contact", delivery?.lastContact && `${delivery.lastContact.at} from ${delivery.lastContact.address}`],
          ["window", windows.map((one) => `${one.state} until ${one.closesAt}`).join(", ")],
          ["id", id],
        ]),
      );
    },
  });
  addCommand(group, {
    usage: "plan <mac>",
    summary: "Shows the plan: accounts, keys and settings in neutral words, each with its origin, and what does not fit.",
    examples: ["phone plan 80:5e:c0:12:34:56", "phone plan 80:5e:c0:12:34:56 --json"],
    options: { reveal },
    run: async ({ mac }, options) => {
      const files = await phoneFiles(app, mac);
      if (options.reveal) await recordReveal(app, files.phone, "plan");
      const plan = options.reveal ? files.plan : maskPlan(files.plan);
      app.print(plan, () => planText(plan));
    },
  });
  registerSecrets(group, app);
}

function registerSecrets(group: Command, app: App): void {
  addCommand(group, {
    usage: "url <mac>",
    summary: "Prints the phone's own provisioning address, which proves it. That it was shown is written to the audit log.",
    examples: ["phone url 80:5e:c0:12:34:56"],
    options: {},
    run: async ({ mac }) => {
      const { db, keyring } = await app.store();
      const { id, organisationId } = await resolvePhone(db, mac);
      const token = await readPhoneToken(db, keyring, { organisationId, id }, app.actor, app.io.now());
      const url = `${await phonesUrlOf(db, organisationId, app.settings().settings)}/p/${token}/`;
      app.print({ url }, () => `${url}\n`);
    },
  });
  addCommand(group, {
    usage: "rotate-digest <mac>",
    summary:
      "Gives the phone a new HTTP digest password; the old one stays valid until the new one is used. See `phone passwords`.",
    examples: ["phone rotate-digest 80:5e:c0:12:34:56"],
    options: {},
    run: async ({ mac }) => {
      const { db, keyring } = await app.store();
      const { id, organisationId } = await resolvePhone(db, mac);
      await rotateDigestSecret(db, keyring, { organisationId, id }, app.actor, app.io.now());
      app.print({ rotated: true }, () => facts([["digest password", "new; the old one is valid until it is used"]]));
    },
  });
  addCommand(group, {
    usage: "rotate-token <mac>",
    summary: "Gives the phone a fresh token; the old one holds until the new one is used.",
    examples: ["phone rotate-token 80:5e:c0:12:34:56"],
    options: {},
    run: async ({ mac }) => {
      const { db, keyring } = await app.store();
      const { id, organisationId } = await resolvePhone(db, mac);
      await rotatePhoneToken(db, keyring, { organisationId, id }, app.actor, app.io.now());
      app.print({ rotated: id }, () => "a fresh token waits in the phone's files\n");
    },
  });
  addCommand(group, {
    usage: "passwords <mac>",
    summary: "Shows the passwords of the phone's own pages and its digest credentials. That is written to the audit log.",
    examples: ["phone passwords 80:5e:c0:12:34:56"],
    options: {},
    run: async ({ mac }) => {
      const { db, keyring } = await app.store();
      const { id, organisationId } = await resolvePhone(db, mac);
      const passwords = await readPhonePasswords(db, keyring, { organisationId, id }, app.actor, app.io.now());
      app.print(passwords, () =>
        facts([
          ["administrator", passwords.admin],
          ["user", passwords.user],
          ["digest user", passwords.digestUser],
          ["digest secret", passwords.digestSecret],
        ]),
      );
    },
  });
}

function planText(plan: Plan): string {
  const accounts = table(
    ["account", "label", "name", "sip user", "registrar", "transport", "from"],
    plan.accounts.map((one) => [
      one.position,
      one.label,
      one.displayName,
      one.sipUser,
      `${one.registrar.host}${one.registrar.port === null ? "" : `:${one.registrar.port}`}`,
      one.transport,
      originText(one.origin),
    ]),
  );
  const keys = table(
    ["key", "kind", "label", "number", "follows", "account", "from"],
    plan.keys.map((one) => [
      formatPlace(one.place),
      one.kind,
      one.label,
      one.page === null ? (one.number ?? one.value) : `asks ${one.page}`,
      one.follows && `${one.follows.kind} ${one.follows.name}`,
      one.account,
      originText(one.origin),
    ]),
  );
  const books = table(
    ["phonebook", "from"],
    [
      ...plan.directories.map((one) => [one.name, originText(one.origin)]),
      ...(plan.ldap ? [[`searches ${plan.ldap.host}:${plan.ldap.port}`, originText(plan.ldap.origin)]] : []),
    ],
  );
  const settings = table(
    ["setting", "value", "from"],
    Object.entries(plan.settings).map(([name, one]) => [name, String(one.value), originText(one.origin)]),
  );
  const raw = table(
    ["parameter", "value", "from"],
    plan.raw.map((one) => [one.name, one.value, originText(one.origin)]),
  );
  const parts = [accounts, keys, ...(plan.directories.length > 0 ? [books] : []), settings];
  if (plan.raw.length > 0) parts.push(raw);
  if (plan.misfits.length > 0) parts.push(misfitText(plan.misfits));
  return parts.join("\n");
}

function misfitText(misfits: readonly Misfit[]): string {
  return table(
    ["does not fit", "label", "reason", "from"],
    misfits.map((one) => [
      one.what === "key" && one.place ? `key ${formatPlace(one.place)}` : `account ${one.position}`,
      one.label,
      one.reason,
      originText(one.origin),
    ]),
  );
}
