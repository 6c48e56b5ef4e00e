import type { KeyKind } from "../../domain/phone-key.ts";
import { type LiveAccount, type LiveFile, type LiveKey, LiveParameters, type LivePhone, registrarOf } from "../live/contract.ts";
import { scanElements, withoutComments } from "../live/scan.ts";
import { macIn } from "../request-path.ts";
import { modelByMac, snomModel } from "./models.ts";

/** How a Snom's files of another system are read: XML, and the older lines `name!: value`; vendor reference, sections of files and keys. */

const containers =
  /^(?:settings|phone-settings|functionKeys|tbook|dialplan|gui-languages|web-languages|firmware-settings|html|pre|body|head|title)$/;
const line = /^\s*([A-Za-z_][\w-]{0,80}?)(?:\[(\d{1,4})\]|(\d{1,3}))?\s?([!&$*]?)\s?:\s?(.*)$/;
/** Settings that there is one of for each identity. */
const ofIdentity = /^(?:user|keepalive|codec)_/;

/** Null: it is none of a Snom's. */
export function readSnomFile(name: string, text: string): LiveFile | null {
  const xml = /<(?:settings|phone-settings|functionKeys|firmware-settings)\b/.test(text);
  const lined = !xml && /^\s*(?:user_name|user_host|setting_server|fkey|language)\d*[!&$*]?\s?:/m.test(text);
  if (!xml && !lined) return null;
  const mac = macIn(name) ?? macIn(/<!--[^>]{0,200}-->/.exec(text.slice(0, 2000))?.[0] ?? "");
  const type = /snom[-_ ]?(d?c?\d{2,3}[a-z]?)/i.exec(name)?.[1]?.toUpperCase() ?? null;
  const named = type === null ? null : (snomModel(type) ?? snomModel(`D${type}`));
  const model = named?.model ?? (mac === null ? null : modelByMac(mac));
  const unread: { line: number; text: string }[] = [];
  const parameters = xml
    ? scanElements(withoutComments(text)).filter(({ name: tag }) => !containers.test(tag))
    : lines(text, unread);
  return { vendor: "snom", kind: mac === null ? "common" : "phone", name, mac, model, parameters, reads: [], unread };
}

function lines(text: string, unread: { line: number; text: string }[]): LiveFile["parameters"] {
  return text.split(/\r?\n/).flatMap((row, at) => {
    const bare = row.replace(/<[^<>]{1,200}>/g, "").trim();
    if (bare === "" || bare.startsWith("#")) return [];
    const found = line.exec(bare);
    if (!found) {
      unread.push({ line: at + 1, text: bare });
      return [];
    }
    const [, name = "", bracketed, digits, , value = ""] = found;
    const index =
      bracketed ??
      (digits !== undefined && (name === "fkey" || name === "fkey_label" || name === "fkey_context" || ofIdentity.test(name))
        ? digits
        : null);
    const whole = index === null ? `${name}${digits ?? ""}` : `${name}[${index}]`;
    return [{ name: whole, value: value.trim(), line: at + 1 }];
  });
}

/** What the parameters of one phone mean. @param onPhone keys of the phone itself, @param onModule of each module: keys run through */
export function understandSnom(parameters: LiveFile["parameters"], onPhone: number, onModule: number): LivePhone {
  const said = new LiveParameters(parameters);
  const accounts = said.indexes(/^user_name\[(\d+)\]$/).flatMap((x) => accountOf(said, x) ?? []);
  const keys = said.indexes(/^fkey\[(\d+)\]$/).flatMap((index) => keyOf(said, index, onPhone, onModule) ?? []);
  const settings = settingsOf(said);
  said.pass(
    /^(?:setting_server|update_policy|firmware|admin_mode_password|http_pass|http_user|settings_refresh_timer|pnp_config)/,
  );
  said.pass(/^user_(?:expiry|active|dp_str|server_type|srtp|savp|full_sdp_answer|mailbox|codec\w*)\[\d+\]$/);
  const modules = Math.max(0, ...keys.map(({ place }) => place.module));
  return { accounts, keys, settings, modules, used: said.used };
}

function accountOf(said: LiveParameters, x: number): LiveAccount | null {
  const field = (name: string) => said.text(`user_${name}[${x}]`);
  const sipUser = field("name");
  const on = field("active");
  const rest = { authUser: field("pname"), password: field("pass"), label: field("idle_text"), displayName: field("realname") };
  const [hop = null] = field("outbound")?.split(",") ?? [];
  const registrar = registrarOf(field("host") ?? hop, null);
  if (sipUser === null || x < 1 || on === "off") return null;
  return { position: x, sipUser, ...rest, registrar };
}

const events: Readonly<Record<string, KeyKind>> = {
  ...{ F_TRANSFER: "transfer", F_CONFERENCE: "conference", F_DND: "dnd", F_REDIRECT: "forward", F_ADR_BOOK: "directory" },
  ...{ F_DIRECTORY_SEARCH: "directory", F_RETRIEVE: "voicemail" },
};
const types: Readonly<Record<string, KeyKind>> = {
  ...{ line: "line", blf: "blf", dest: "blf", speed: "speedDial", orbit: "park", transfer: "transfer", conference: "conference" },
  ...{ redirect: "forward", url: "url", dtmf: "dtmf" },
};

function keyOf(said: LiveParameters, at: number, onPhone: number, onModule: number): LiveKey | null {
  const parameter = said.get(`fkey[${at}]`);
  if (!parameter) return null;
  const [, type = "", value = ""] = /^(\S*)\s*(.*)$/.exec(parameter.value) ?? [];
  if (type === "" || type === "none") return null;
  const kind = type === "keyevent" ? events[value] : types[type];
  const beyond = at - onPhone;
  const place =
    beyond < 0
      ? { module: 0, index: at + 1 }
      : onModule > 0
        ? { module: 1 + Math.floor(beyond / onModule), index: 1 + (beyond % onModule) }
        : null;
  if (kind === undefined || place === null || place.module > 6) {
    said.used.delete(parameter);
    return null;
  }
  const label = parameter.attributes?.label ?? said.text(`fkey_label[${at}]`);
  const context = Number(parameter.attributes?.context ?? said.text(`fkey_context[${at}]`) ?? 1);
  const stands = kind === "url" || kind === "dtmf";
  const number = type === "keyevent" || kind === "line" || stands ? null : watched(value);
  const slot = kind === "park";
  return {
    ...{ place, kind, label: label || null, account: context >= 1 && context <= 34 ? context : 1 },
    ...{ number: slot ? null : number || null, value: stands ? value : slot ? number || null : null },
  };
}

/** `<sip:102@host>|*8` and `102|*8` both watch 102. */
function watched(value: string): string {
  const user = /sips?:([^@;>]*)/.exec(value)?.[1] ?? value.split("|")[0] ?? "";
  try {
    return decodeURIComponent(user.trim());
  } catch {
    return user.trim();
  }
}

const languages: Readonly<Record<string, string>> = {
  svenska: "sv",
  swedish: "sv",
  english: "en",
  deutsch: "de",
  dansk: "da",
  norsk: "nb",
  suomi: "fi",
};

function settingsOf(said: LiveParameters): LivePhone["settings"] {
  const language = languages[(said.text("language") ?? "").toLowerCase().replace(/[^a-z].*$/, "")];
  const ntp = said.text("ntp_server");
  const waiting = said.text("call_waiting");
  return [
    ...(language ? [{ name: "phone.language", value: language } as const] : []),
    ...(ntp ? [{ name: "phone.ntpServer", value: ntp } as const] : []),
    ...(waiting ? [{ name: "phone.callWaiting", value: waiting !== "off" } as const] : []),
  ];
}
