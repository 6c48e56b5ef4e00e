import type { KeyKind } from "../../domain/phone-key.ts";
import { type LiveAccount, type LiveFile, type LiveKey, LiveParameters, type LivePhone, registrarOf } from "../live/contract.ts";
import { resolved, scanAttributes, withoutComments } from "../live/scan.ts";
import { macIn } from "../request-path.ts";
import { readAction } from "./virtual-keys.ts";

/** How a Polycom's files of another system are read: attributes wherever they stand; vendor reference, sections of files and keys. */

/** Null: it is none of a Polycom's. */
export function readPolycomFile(name: string, text: string): LiveFile | null {
  const bare = withoutComments(text);
  const mac = macIn(name);
  const base = { vendor: "polycom", name, mac, model: null, reads: [], unread: [] } as const;
  if (/<directory\b/.test(bare) && /<item_list\b/.test(bare)) return { ...base, kind: "directory", parameters: contacts(bare) };
  const parameters = scanAttributes(bare);
  if (/<APPLICATION\b/i.test(bare)) return { ...base, kind: "master", parameters: [], reads: filesOf(parameters) };
  const known = parameters.some(({ name: one }) =>
    /^(?:reg\.\d+\.|voIpProt\.|attendant\.|lineKey\.|tcpIpApp\.|device\.|msg\.mwi\.|lcl\.)/.test(one),
  );
  return known ? { ...base, kind: mac === null ? "common" : "phone", parameters } : null;
}

function filesOf(parameters: LiveFile["parameters"]): string[] {
  const listed = parameters.filter(({ name }) => /^CONFIG_FILES/.test(name)).flatMap(({ value }) => value.split(","));
  return listed.map((one) => one.trim()).filter((one) => one !== "");
}

const mostContacts = 2000;

/** Contacts as parameters: `contact.<n>.ct` … so that what nobody understands stands in the report as everything else does. */
function contacts(text: string): LiveFile["parameters"] {
  const found: { name: string; value: string; line: number }[] = [];
  let line = 1;
  let at = 0;
  for (let number = 1; number <= mostContacts; number++) {
    const open = text.indexOf("<item>", at);
    const close = open < 0 ? -1 : text.indexOf("</item>", open);
    if (close < 0) break;
    line += text.slice(at, open).split("\n").length - 1;
    at = open;
    for (const field of text.slice(open, close).matchAll(/<(fn|ln|lb|ct|sd|rt|dc|ad|ar|bw|bb)>([^<]{0,300})<\/\1>/g))
      found.push({ name: `contact.${number}.${field[1]}`, value: resolved(field[2] ?? "").trim(), line });
    line += text.slice(at, close).split("\n").length - 1;
    at = close;
  }
  return found;
}

/** What the parameters of one phone mean. @param onPhone keys of the phone itself, @param onModule of each module: keys run through */
export function understandPolycom(parameters: LiveFile["parameters"], onPhone: number, onModule: number): LivePhone {
  const said = new LiveParameters(parameters);
  const accounts = said.indexes(/^reg\.(\d+)\.address$/).flatMap((x) => accountOf(said, x) ?? []);
  const all = said.text("lineKey.reassignment.enabled") === "1" ? flexible(said, onPhone + 6 * onModule) : inTurn(said, accounts);
  const keys = all.flatMap((key, at): LiveKey[] => {
    if (key === null) return [];
    const beyond = at - onPhone;
    if (beyond < 0 || onPhone === 0) return [{ ...key, place: { module: 0, index: at + 1 } }];
    if (onModule === 0) return [];
    return [{ ...key, place: { module: 1 + Math.floor(beyond / onModule), index: 1 + (beyond % onModule) } }];
  });
  const settings = settingsOf(said);
  said.pass(
    /^(?:device\.|log\.|prov\.|upload\.|apps\.|sec\.|feature\.|voice\.codecPref|voIpProt\.server\.\d+\.expires|up\.)/,
    /^contact\.\d+\.(?:fn|ln|rt|dc|ad|ar|bw|bb)$/,
  );
  said.pass(/^reg\.\d+\.(?:lineKeys|type|server\.\d+\.(?:expires|transport|register)|callsPerLineKey|.*\.expires)$/, /^efk\./);
  const modules = Math.max(0, ...keys.map(({ place }) => place.module));
  return { accounts, keys, settings, modules: Math.min(6, modules), used: said.used };
}

function accountOf(said: LiveParameters, x: number): LiveAccount | null {
  const field = (name: string) => said.text(`reg.${x}.${name}`);
  const address = field("address");
  const [sipUser = "", domain = null] = address?.replace(/^sips?:/, "").split("@") ?? [];
  const rest = {
    authUser: field("auth.userId"),
    password: field("auth.password"),
    label: field("label"),
    displayName: field("displayName"),
  };
  const host = field("server.1.address") ?? domain ?? said.text("voIpProt.server.1.address");
  const port = field("server.1.port") ?? said.text("voIpProt.server.1.port");
  if (sipUser === "" || x < 1) return null;
  return { position: x, sipUser, ...rest, registrar: registrarOf(host, port) };
}

type Keyed = Omit<LiveKey, "place">;
const key = (kind: KeyKind, of: Partial<Keyed> = {}): Keyed => ({
  kind,
  number: null,
  value: null,
  label: null,
  account: 1,
  ...of,
});

/** Every key says its category; the n-th that watches takes the n-th entry of the list. */
function flexible(said: LiveParameters, total: number): (Keyed | null)[] {
  let watchedSoFar = 0;
  const last = Math.max(0, ...said.indexes(/^lineKey\.(\d+)\.category$/));
  return Array.from({ length: Math.min(last, Math.max(total, last), 400) }, (_, at) => {
    const category = (said.text(`lineKey.${at + 1}.category`) ?? "").toLowerCase();
    const index = Number(said.text(`lineKey.${at + 1}.index`) ?? 0);
    if (category === "line") return key("line", { account: index || 1, label: said.text(`reg.${index}.line.1.label`) });
    if (category === "blf") return watched(said, ++watchedSoFar);
    if (category === "speeddial") return favourite(said, index);
    return category === "efk" ? macro(said, index) : null;
  });
}

/** Lines, then watched people, then favourites by their numbers. */
function inTurn(said: LiveParameters, accounts: readonly LiveAccount[]): (Keyed | null)[] {
  const lines = accounts.flatMap(({ position }) => {
    const taken = Math.min(Number(said.text(`reg.${position}.lineKeys`) ?? 1) || 1, 34);
    return Array.from({ length: taken }, () => key("line", { account: position }));
  });
  const people = said.indexes(/^attendant\.resourceList\.(\d+)\.address$/).map((n) => watched(said, n));
  const dialled = said
    .indexes(/^contact\.(\d+)\.sd$/)
    .map((n) => Number(said.text(`contact.${n}.sd`)))
    .filter((n) => n > 0)
    .sort((a, b) => a - b)
    .map((n) => favourite(said, n));
  return [...lines, ...people, ...dialled];
}

function watched(said: LiveParameters, n: number): Keyed | null {
  const address = said.text(`attendant.resourceList.${n}.address`);
  const label = said.text(`attendant.resourceList.${n}.label`);
  said.get(`attendant.resourceList.${n}.type`);
  const number = address?.replace(/^sips?:/, "").split("@")[0];
  return number ? key("blf", { number, label }) : null;
}

function favourite(said: LiveParameters, index: number): Keyed | null {
  const n = said.indexes(/^contact\.(\d+)\.sd$/).find((one) => Number(said.text(`contact.${one}.sd`)) === index);
  if (n === undefined) return null;
  const contact = said.text(`contact.${n}.ct`);
  const label =
    said.text(`contact.${n}.lb`) ?? [said.text(`contact.${n}.fn`), said.text(`contact.${n}.ln`)].filter(Boolean).join(" ");
  if (!contact) return null;
  return contact.startsWith("!")
    ? null
    : key("speedDial", { number: contact.replace(/^sips?:/, "").split("@")[0] ?? null, label: label || null });
}

function macro(said: LiveParameters, n: number): Keyed | null {
  const get = (name: string) => said.text(`efk.efklist.${n}.${name}`);
  const action = readAction(get("action.string") ?? "", (get("mname") ?? "").replace(/\d+$/, ""));
  if (!action) return null;
  const kind = (
    ["speedDial", "park", "transfer", "conference", "dnd", "forward", "directory", "voicemail", "url", "dtmf", "pickup"] as const
  ).find((one) => one === action.kind);
  const slot = kind === "park";
  return kind
    ? key(kind, { number: slot ? null : action.number, value: slot ? action.number : action.value, label: get("label") })
    : null;
}

function settingsOf(said: LiveParameters): LivePhone["settings"] {
  const language = /swedish/i.test(said.text("lcl.ml.lang") ?? "") ? "sv" : null;
  const ntp = said.text("tcpIpApp.sntp.address");
  return [
    ...(language ? [{ name: "phone.language", value: language } as const] : []),
    ...(ntp ? [{ name: "phone.ntpServer", value: ntp } as const] : []),
  ];
}
