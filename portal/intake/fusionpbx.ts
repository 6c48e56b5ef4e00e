import { readMac } from "../../domain/mac.ts";
import type { KeyKind } from "../../domain/phone-key.ts";
import { type VendorId, vendorIds } from "../../domain/plan.ts";
import { allModels } from "../../templates/index.ts";
import { type LiveAccount, type LiveKey, registrarOf } from "../../templates/live/contract.ts";
import type { Table } from "./exchange-rows.ts";
import {
  type Found,
  type FoundAccount,
  type FoundPhone,
  type FoundUser,
  type Note,
  nameParts,
  shownLine,
  shownText,
} from "./found.ts";

/**
 * Devices, their lines and keys, and extensions of a FusionPBX: from CSV files of its export pages, or tables of its dump.
 * Columns as its schema of 5.x names them, with the names that older releases had.
 */

type Row = { readonly file: string; readonly line: number; readonly get: (...names: string[]) => string };
type Kind = "devices" | "lines" | "keys" | "settings" | "extensions" | "users" | "domains";

/** Which of its tables this is, by name or columns; null: none. */
export function fusionKind({ name, rows }: Table): Kind | null {
  const byName = {
    v_devices: "devices",
    v_device_lines: "lines",
    v_device_keys: "keys",
    v_device_profile_keys: "keys",
    v_device_settings: "settings",
    v_device_profile_settings: "settings",
    v_domains: "domains",
    v_extensions: "extensions",
    v_users: "users",
  } as const;
  if (name !== null) return Object.entries(byName).find(([one]) => one === name)?.[1] ?? null;
  const has = (...columns: string[]) => columns.every((one) => rows[0]?.cells.has(one));
  if (has("device_key_id") || has("device_key_type") || has("profile_key_id")) return "keys";
  if (has("device_setting_name") || has("profile_setting_name")) return "settings";
  if (has("line_number") && (has("server_address") || has("user_id"))) return "lines";
  if (has("device_address") || has("device_mac_address")) return "devices";
  if (has("extension", "effective_caller_id_name") || has("extension", "number_alias")) return "extensions";
  return null;
}

export function readFusion(tables: readonly (readonly [Kind, Table])[]): Found {
  const rowsOf = (kind: Kind): Row[] =>
    tables
      .filter(([one]) => one === kind)
      .flatMap(([, { file, rows }]) =>
        rows.map(({ line, cells }) => ({
          file,
          line,
          get: (...names: string[]) => names.map((name) => cells.get(name) ?? "").find(Boolean) ?? "",
        })),
      );
  const notes: Note[] = [];
  const note = (row: Row, code: Note["code"], text: string) =>
    void notes.push({ file: row.file, line: row.line, code, text: shownText(text), mac: null });
  const [domain, others] = domainsOf([...rowsOf("devices"), ...rowsOf("extensions")], rowsOf("domains"));
  const ours = (row: Row) => domain === null || row.get("domain_uuid") === "" || row.get("domain_uuid") === domain;
  for (const row of [...rowsOf("devices"), ...rowsOf("extensions")].filter((one) => !ours(one)))
    note(
      row,
      "other_domain",
      `${others.get(row.get("domain_uuid")) ?? row.get("domain_uuid")}: ${row.get("device_address", "device_mac_address", "extension")}`,
    );
  for (const row of rowsOf("settings").filter(
    (one) => ours(one) && one.get("device_setting_enabled", "profile_setting_enabled") !== "false",
  ))
    note(
      row,
      "not_understood",
      shownLine(
        row.get("device_setting_subcategory", "profile_setting_name", "device_setting_name"),
        row.get("device_setting_value", "profile_setting_value"),
      ),
    );
  const lines = Map.groupBy(rowsOf("lines"), deviceOf);
  const keys = Map.groupBy(rowsOf("keys"), ownerOfKey);
  const devices = rowsOf("devices").filter(ours);
  const owners = new Set(rowsOf("devices").flatMap((row) => [...idsOf(row), profileOf(row)]));
  for (const row of rowsOf("keys").filter((one) => ours(one) && !owners.has(ownerOfKey(one)) && keyField(one, "type") !== ""))
    note(
      row,
      "key_unfit",
      `${keyField(row, "category")} ${keyField(row, "id")}: ${keyField(row, "type")} ${keyField(row, "value")}`,
    );
  const extensions = rowsOf("extensions").filter((row) => ours(row) && row.get("enabled") !== "false");
  const passwords = new Map(extensions.map((row) => [row.get("extension"), row.get("password")]));
  const phones = devices.flatMap((row) => phoneOf(row, lines, keys, passwords, notes) ?? []);
  const onPhones = new Set(phones.flatMap(({ said }) => said?.accounts.map(({ sipUser }) => sipUser) ?? []));
  const accounts = extensions.flatMap((row): FoundAccount[] => {
    const sipUser = row.get("extension");
    if (sipUser === "" || onPhones.has(sipUser)) return [];
    const rest = {
      authUser: null,
      label: null,
      displayName: nameOf(row),
      registrar: registrarOf(row.get("user_context") || null, null),
    };
    return [{ position: 0, sipUser, password: row.get("password") || null, ...rest, file: row.file, line: row.line }];
  });
  return { users: extensions.flatMap((row) => userOf(row, notes) ?? []), accounts, phones, notes };
}

const deviceOf = (row: Row) => row.get("device_uuid", "device_address", "device_mac_address").toLowerCase();

/** Where the keys of a profile stand, by the devices that have it. */
const profileOf = (row: Row) => row.get("device_profile_uuid").toLowerCase();
const ownerOfKey = (row: Row) => deviceOf(row) || profileOf(row);
const idsOf = (row: Row) => [
  ...new Set(
    [
      row.get("device_uuid"),
      row.get("device_address", "device_mac_address"),
      readMac(row.get("device_address", "device_mac_address")) ?? "",
    ]
      .map((one) => one.toLowerCase())
      .filter((one) => one !== ""),
  ),
];

/** A profile's keys are called otherwise than a device's. */
const keyField = (row: Row, name: "id" | "category" | "type" | "line" | "value" | "extension" | "label") =>
  row.get(`device_key_${name}`, `profile_key_${name}`);

/**
 * A dump holds all customers of that exchange, and short numbers begin anew in each: the one with most is taken over, the
 * others are named.
 *
 * @returns the one, null where there is no other; the names of all
 */
function domainsOf(rows: readonly Row[], named: readonly Row[]): readonly [string | null, ReadonlyMap<string, string>] {
  const names = new Map(named.map((row) => [row.get("domain_uuid"), row.get("domain_name")]));
  const counts = Map.groupBy(
    rows.filter((row) => row.get("domain_uuid") !== ""),
    (row) => row.get("domain_uuid"),
  );
  const [most, second] = [...counts].sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1));
  return [second && most ? most[0] : null, names];
}

function phoneOf(
  row: Row,
  lines: ReadonlyMap<string, readonly Row[]>,
  keys: ReadonlyMap<string, readonly Row[]>,
  passwords: ReadonlyMap<string, string>,
  notes: Note[],
): FoundPhone | null {
  const written = row.get("device_address", "device_mac_address");
  const mac = readMac(written);
  const vendor = vendorOf(row);
  const note = (code: Note["code"], text: string) =>
    void notes.push({ file: row.file, line: row.line, code, text: shownText(text), mac });
  if (mac === null || vendor === null) {
    note("row_unfit", `${written} ${row.get("device_vendor", "device_template")}`);
    return null;
  }
  const belongs = (all: ReadonlyMap<string, readonly Row[]>) => idsOf(row).flatMap((id) => all.get(id) ?? []);
  const accounts = belongs(lines).flatMap((line) => accountOf(line, passwords) ?? []);
  const said = [...(keys.get(profileOf(row)) ?? []), ...belongs(keys)];
  const firsts = new Map(said.map((key) => [keyField(key, "category"), said.some((one) => isZero(one, key)) ? 0 : 1]));
  const all = said.flatMap(
    (key) =>
      keyOf(
        key,
        firsts.get(keyField(key, "category")) ?? 1,
        (text) => void notes.push({ file: key.file, line: key.line, code: "key_unfit", text: shownText(text), mac }),
      ) ?? [],
  );
  // A key of the device's own stands in the place of its profile's.
  const own = [...new Map(all.map((key) => [`${key.place.module}/${key.place.index}`, key])).values()];
  const modules = Math.max(0, ...own.map(({ place }) => place.module));
  const label = row.get("device_label") || row.get("device_description");
  return {
    mac,
    vendor,
    model: modelOf(row, vendor),
    label,
    file: row.file,
    parameters: [],
    said: { accounts, keys: own, settings: [], modules },
  };
}

function vendorOf(row: Row): VendorId | null {
  const words = `${row.get("device_vendor")} ${row.get("device_template")}`.toLowerCase().replace(/\bpoly\b/g, "polycom");
  return vendorIds.find((one) => words.includes(one)) ?? null;
}

function modelOf(row: Row, vendor: VendorId): string | null {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const candidates = [row.get("device_model"), row.get("device_template").split("/").at(-1) ?? ""].map(plain).filter(Boolean);
  return allModels().find((model) => model.vendor === vendor && candidates.includes(plain(model.model)))?.model ?? null;
}

function accountOf(row: Row, passwords: ReadonlyMap<string, string>): LiveAccount | null {
  const sipUser = row.get("user_id");
  const position = Number(row.get("line_number"));
  if (sipUser === "" || !Number.isInteger(position) || position < 1 || position > 34 || row.get("enabled") === "false")
    return null;
  return {
    ...{ position, sipUser, authUser: row.get("auth_id") || null, label: row.get("label") || null },
    password: row.get("password") || passwords.get(sipUser) || null,
    displayName: row.get("display_name") || null,
    registrar: registrarOf(row.get("server_address") || null, row.get("sip_port") || null),
  };
}

/** The makes' own words, as FusionPBX keeps them. */
const kinds: Readonly<Record<string, KeyKind>> = {
  ...{
    "1": "conference",
    "2": "forward",
    "3": "transfer",
    "5": "dnd",
    "9": "pickup",
    "10": "park",
    "11": "dtmf",
    "12": "voicemail",
  },
  ...{ "13": "speedDial", "14": "speedDial", "15": "line", "16": "blf", "17": "url", "27": "url" },
  ...{
    line: "line",
    blf: "blf",
    dest: "blf",
    speed: "speedDial",
    speed_dial: "speedDial",
    "speed dial": "speedDial",
    park: "park",
  },
  ...{ orbit: "park", dtmf: "dtmf", url: "url", transfer: "transfer", conference: "conference", dnd: "dnd", redirect: "forward" },
};

/** Some number the keys of a device from 0 on. */
const isZero = (one: Row, key: Row) =>
  keyField(one, "category") === keyField(key, "category") && Number(keyField(one, "id")) === 0;

/** @param first the number of the first key */
function keyOf(row: Row, first: number, unfit: (text: string) => void): LiveKey | null {
  const type = keyField(row, "type").toLowerCase();
  const category = keyField(row, "category").toLowerCase();
  const index = keyField(row, "id") === "" ? Number.NaN : Number(keyField(row, "id"));
  const module =
    category === "line" || category === ""
      ? 0
      : Number(/^expansion(?:-(\d))?$/.exec(category)?.[1] ?? (category === "expansion" ? 1 : -1));
  const kind = kinds[type];
  const value = keyField(row, "value") || keyField(row, "extension");
  if (type === "0" || type === "none" || type === "") return null;
  if (kind === undefined || module < 0 || !Number.isInteger(index) || index < first || index > 400) {
    unfit(`${category} ${keyField(row, "id")}: ${type} ${value}`);
    return null;
  }
  const stands = kind === "url" || kind === "dtmf" || kind === "park";
  const account = Number(keyField(row, "line") || 1);
  return {
    ...{ place: { module, index: index - first + 1 }, kind, label: keyField(row, "label") || null },
    account: account >= 1 && account <= 34 ? account : 1,
    ...{ number: stands || kind === "line" ? null : value || null, value: stands ? value || null : null },
  };
}

function nameOf(row: Row): string | null {
  const both = [row.get("directory_first_name"), row.get("directory_last_name")].filter(Boolean).join(" ");
  return both || row.get("effective_caller_id_name") || row.get("description") || null;
}

function userOf(row: Row, notes: Note[]): FoundUser | null {
  const extension = row.get("extension");
  const name = nameParts(nameOf(row));
  if (extension === "") return null;
  if (name === null) {
    notes.push({ file: row.file, line: row.line, code: "name_missing", text: extension, mac: null });
    return null;
  }
  const email = row.get("voicemail_mail_to", "user_email").split(/[,;]/)[0]?.trim() || null;
  return { extension, ...name, email, file: row.file, line: row.line };
}
