import { join, resolve } from "node:path";
import type { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { readSettingsFile } from "./settings-file.ts";
import { type Definition, definitions } from "./settings-table.ts";
import { type SettingProblem, type SettingRule, schemas } from "./settings-values.ts";

export type SettingKey = keyof typeof definitions;
type ValueOf<K extends SettingKey> = (typeof definitions)[K] extends Definition<infer T> ? T : never;
type Optional =
  | "databaseUrl"
  | "node"
  | "publicUrl"
  | "portalUrl"
  | "smtpUrl"
  | "mailFrom"
  | "financeFolder"
  | "smsProvider"
  | "smsUrl"
  | "smsUser"
  | "smsSecret"
  | "smsFrom"
  | "appIos"
  | "appAndroid"
  | "softphoneWindows"
  | "softphoneMac"
  | "softphoneLinux"
  | "operatorName"
  | "operatorUrl"
  | "operatorSecret"
  | "sipUser"
  | "sipSecret"
  | "sipCa"
  | "managementToken"
  | "snmpCommunity"
  | "snmpUser"
  | "snmpAuthKey"
  | "snmpPrivKey"
  | "store"
  | "storeKey"
  | "storeSecret"
  | "backupPassphrase"
  | "tlsCert"
  | "tlsKey";

/** Checked values. Paths are absolute; optional ones are null when unset. */
export type Settings = {
  readonly [K in SettingKey]: K extends Optional ? ValueOf<K> | null : ValueOf<K>;
};

export type SettingSource = "environment" | "file" | "default";
/** One line of `klyka settings`; `value` is masked where it can hold a secret. */
export type SettingRow = {
  readonly name: string;
  readonly value: string | null;
  readonly source: SettingSource;
  readonly meaning: string;
};
export type LoadedSettings = {
  readonly settings: Settings;
  readonly rows: readonly SettingRow[];
  /** Names in the environment that begin with KLYKA_ and mean nothing: most likely misspelt. */
  readonly unknown: readonly string[];
};

/**
 * Reads settings; the environment wins over the file that `KLYKA_SETTINGS` names.
 * Throws `settings_invalid` with every problem at once (detail: `names`, `rules`, `values`, side by side).
 *
 * @param mode demo takes loopback and unprivileged ports where nothing else is said
 */
export function loadSettings(env: Readonly<Record<string, string | undefined>>, mode: "production" | "demo"): LoadedSettings {
  const known = new Set<string>(Object.values(definitions).map((one) => one.name));
  const file = readSettingsFile(env.KLYKA_SETTINGS, known);
  const problems: SettingProblem[] = [...file.problems];
  const rows: SettingRow[] = [];
  const parsed: Record<string, unknown> = {};
  for (const [key, definition] of Object.entries(definitions)) {
    const found = lookUp(definition, env, file.values, mode);
    rows.push({
      name: definition.name,
      value: shown(definition, found.value),
      source: found.source,
      meaning: definition.meaning,
    });
    if (found.value === null) {
      parsed[key] = null;
      continue;
    }
    const result = definition.schema.safeParse(found.value);
    if (result.success) parsed[key] = result.data;
    else problems.push({ name: definition.name, rule: ruleOf(result.error), value: shown(definition, found.value) ?? "" });
  }
  if (problems.length > 0) throw invalid(problems);
  const settings = withPaths(parsed as Settings);
  const own = new Set(["KLYKA_SETTINGS", ...known]);
  const unknown = Object.keys(env).filter((name) => name.startsWith("KLYKA_") && !own.has(name));
  return { settings, rows, unknown };
}

function lookUp(
  definition: Definition<unknown>,
  env: Readonly<Record<string, string | undefined>>,
  file: ReadonlyMap<string, string>,
  mode: "production" | "demo",
): { value: string | null; source: SettingSource } {
  const fromEnv = env[definition.name];
  if (fromEnv !== undefined && fromEnv !== "") return { value: fromEnv, source: "environment" };
  const fromFile = file.get(definition.name);
  if (fromFile !== undefined && fromFile !== "") return { value: fromFile, source: "file" };
  return { value: (mode === "demo" ? definition.demo : undefined) ?? definition.default, source: "default" };
}

function shown(definition: Definition<unknown>, value: string | null): string | null {
  if (value !== null && definition.secret) return "(hidden)";
  // A password in an address where none belongs is refused, and told of: not with the password.
  return value?.replace(/\/\/[^/@\s]*@/g, "//(hidden)@") ?? null;
}

/** The schemas give the rule's code as their message; everything else is a wrong value of that kind. */
function ruleOf(error: z.ZodError): SettingRule {
  const message = error.issues[0]?.message;
  return isRule(message) ? message : "text";
}

function isRule(text: string | undefined): text is SettingRule {
  return text !== undefined && Object.hasOwn(schemas, text);
}

function withPaths(settings: Settings): Settings {
  const data = resolve(settings.data);
  return {
    ...settings,
    data,
    keyFile: settings.keyFile ? resolve(settings.keyFile) : join(data, "secret.key"),
    financeFolder: settings.financeFolder && resolve(settings.financeFolder),
    tlsCert: settings.tlsCert && resolve(settings.tlsCert),
    tlsKey: settings.tlsKey && resolve(settings.tlsKey),
    sipCa: settings.sipCa && resolve(settings.sipCa),
    phonesCa: settings.phonesCa.map((path) => resolve(path)),
    outboundCa: settings.outboundCa.map((path) => resolve(path)),
  };
}

function invalid(problems: readonly SettingProblem[]): DomainError {
  return new DomainError("settings_invalid", {
    names: problems.map((one) => one.name),
    rules: problems.map((one) => one.rule),
    values: problems.map((one) => one.value),
  });
}
