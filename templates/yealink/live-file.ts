import type { KeyKind } from "../../domain/phone-key.ts";
import { type LiveAccount, type LiveFile, type LiveKey, LiveParameters, type LivePhone, registrarOf } from "../live/contract.ts";
import { macIn } from "../request-path.ts";
import { yealinkModels } from "./models.ts";

/** How a Yealink's files of another system are read: names of V7x and later; vendor reference, sections of accounts and keys. */

const kinds: Readonly<Record<string, KeyKind>> = {
  ...{ "0": "blank", "1": "conference", "2": "forward", "3": "transfer", "5": "dnd", "9": "pickup", "10": "park", "11": "dtmf" },
  ...{ "12": "voicemail", "13": "speedDial", "14": "speedDial", "15": "line", "16": "blf", "17": "url", "23": "pickup" },
  ...{ "27": "url", "43": "directory", "47": "directory", "61": "directory" },
};
const nothing = /^%(?:NULL|EMPTY)%$/i;

/** Null: it is none of a Yealink's. */
export function readYealinkFile(name: string, text: string): LiveFile | null {
  const rows = text.split(/\r?\n/);
  if (!/^#!version:/.test(rows[0] ?? "") && !rows.some((row) => /^\s*(?:account|linekey|memorykey|static)\.\S+\s*=/.test(row)))
    return null;
  const parameters: { name: string; value: string; line: number }[] = [];
  const unread: { line: number; text: string }[] = [];
  for (const [at, row] of rows.entries()) {
    if (row.trim() === "" || row.trimStart().startsWith("#")) continue;
    const equals = row.indexOf("=");
    if (equals < 1 || /^\s*(?:\[|include:)/.test(row)) unread.push({ line: at + 1, text: row.trim() });
    else {
      const value = row.slice(equals + 1).trim();
      parameters.push({ name: row.slice(0, equals).trim(), value: nothing.test(value) ? "" : value, line: at + 1 });
    }
  }
  const mac = macIn(name);
  const code = /y0{5,}\d+/.exec(name.toLowerCase())?.[0] ?? null;
  const coded = code === null ? [] : [...yealinkModels().values()].filter(({ files }) => files.yCode === code);
  const model = coded.length === 1 ? (coded[0]?.model ?? null) : null;
  return { vendor: "yealink", kind: mac === null ? "common" : "phone", name, mac, model, parameters, reads: [], unread };
}

/** What the parameters of one phone mean, those of its common files before its own. */
export function understandYealink(parameters: LiveFile["parameters"]): LivePhone {
  const said = new LiveParameters(parameters);
  const accounts = said.indexes(/^account\.(\d+)\./).flatMap((x) => accountOf(said, x) ?? []);
  const own = said.indexes(/^linekey\.(\d+)\./).flatMap((index) => keyOf(said, `linekey.${index}`, 0, index) ?? []);
  const modules = said.indexes(/^expansion_module\.(\d+)\.key\./);
  const attached = modules.flatMap((module) =>
    said
      .indexes(new RegExp(`^expansion_module\\.${module}\\.key\\.(\\d+)\\.`))
      .flatMap((index) => keyOf(said, `expansion_module.${module}.key.${index}`, module, index) ?? []),
  );
  const settings = settingsOf(said);
  // The old server's own address, passwords and roll-outs are not taken over; the codecs of each account stay the exchange's.
  said.pass(/^(?:static\.)?auto_provision\./, /^(?:static\.)?security\./, /^(?:static\.)?firmware\.url$/, /^overwrite_mode$/);
  said.pass(/^account\.\d+\.(?:codec\.|expires|.*\.expires$|.*_mode$|subscribe|display_mwi|.*retry_counts$|enable$)/);
  const used = Math.max(0, ...attached.map(({ place }) => place.module));
  return { accounts, keys: [...own, ...attached], settings, modules: used, used: said.used };
}

function accountOf(said: LiveParameters, x: number): LiveAccount | null {
  const field = (name: string) => said.text(`account.${x}.${name}`);
  const sipUser = field("user_name");
  const on = field("enable");
  const server = registrarOf(
    field("sip_server.1.address") ?? field("sip_server_host"),
    field("sip_server.1.port") ?? field("sip_server_port"),
  );
  const rest = {
    authUser: field("auth_name"),
    password: field("password"),
    label: field("label"),
    displayName: field("display_name"),
  };
  said.get(`account.${x}.sip_server.1.transport_type`);
  if (sipUser === null || x < 1 || on === "0") return null;
  return { position: x, sipUser, ...rest, registrar: server };
}

function keyOf(said: LiveParameters, prefix: string, module: number, index: number): LiveKey | null {
  const type = said.text(`${prefix}.type`);
  const value = said.text(`${prefix}.value`);
  const label = said.text(`${prefix}.label`);
  const account = Number(said.text(`${prefix}.line`) ?? 0);
  said.pass(new RegExp(`^${prefix.replaceAll(".", "\\.")}\\.(?:extension|pickup_value|xml_phonebook)$`));
  // A type that nobody here knows keeps its line in the report.
  const kind = kinds[type ?? "0"];
  if (kind === undefined) {
    const unknown = said.get(`${prefix}.type`);
    if (unknown) said.used.delete(unknown);
    return null;
  }
  if (kind === "blank" || index < 1) return null;
  const stands = kind === "url" || kind === "dtmf" || kind === "park";
  return {
    ...{ place: { module, index }, kind, label, account: account > 0 && account <= 34 ? account : kind === "line" ? index : 1 },
    ...{ number: stands ? null : value, value: stands ? value : null },
  };
}

const languages: Readonly<Record<string, string>> = {
  swedish: "sv",
  english: "en",
  danish: "da",
  norwegian: "nb",
  finnish: "fi",
  german: "de",
};

function settingsOf(said: LiveParameters): LivePhone["settings"] {
  const language = languages[(said.text("lang.gui") ?? "").toLowerCase().replace(/^[\d.]*|\..*$/g, "")];
  const ntp = said.text("local_time.ntp_server1");
  const waiting = said.text("call_waiting.enable");
  const clock = said.text("local_time.time_format");
  return [
    ...(language ? [{ name: "phone.language", value: language } as const] : []),
    ...(ntp ? [{ name: "phone.ntpServer", value: ntp } as const] : []),
    ...(waiting ? [{ name: "phone.callWaiting", value: waiting === "1" } as const] : []),
    ...(clock ? [{ name: "phone.clock24h", value: clock === "1" } as const] : []),
  ];
}
