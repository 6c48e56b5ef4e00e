import type { PhoneModel } from "../model.ts";
import type { VirtualKey } from "../virtual/contract.ts";
import type { Contact } from "./virtual-files.ts";

/** What a virtual Polycom shows on its keys, from its parameters and its contact directory. */

type Parameters = ReadonlyMap<string, string>;
type Understood = Omit<VirtualKey, "module" | "index">;

/** The keys that do something, in reading order. */
export function readKeys(
  model: PhoneModel,
  modules: number,
  parameters: Parameters,
  contacts: readonly Contact[],
  problems: string[],
): VirtualKey[] {
  const perModule = model.modules[0]?.total ?? 0;
  const total = model.keys.total + modules * perModule;
  const phone = { parameters, contacts, problems };
  const flexible = parameters.get("lineKey.reassignment.enabled") === "1";
  const understood = flexible ? flexibleKeys(phone, total) : defaultKeys(phone, total);
  return understood.flatMap((key, at) => (key === null ? [] : [{ ...placeOf(at, model.keys.total, perModule), ...key }]));
}

function placeOf(at: number, onPhone: number, perModule: number): { module: number; index: number } {
  if (at < onPhone) return { module: 0, index: at + 1 };
  const beyond = at - onPhone;
  return { module: Math.floor(beyond / perModule) + 1, index: (beyond % perModule) + 1 };
}

type Phone = { readonly parameters: Parameters; readonly contacts: readonly Contact[]; readonly problems: string[] };

/** Every key says its category; the n-th that watches takes the n-th entry of the list. */
function flexibleKeys(phone: Phone, total: number): (Understood | null)[] {
  const seen = { watched: 0, lines: new Map<number, number>() };
  return Array.from({ length: total }, (_, at) => {
    const category = (phone.parameters.get(`lineKey.${at + 1}.category`) ?? "Unassigned").toLowerCase();
    const index = Number(phone.parameters.get(`lineKey.${at + 1}.index`) ?? "0");
    switch (category) {
      case "line":
        seen.lines.set(index, (seen.lines.get(index) ?? 0) + 1);
        return lineKey(phone, index, seen.lines.get(index) ?? 1);
      case "blf":
        seen.watched++;
        return watchedKey(phone, seen.watched);
      case "speeddial":
        return favouriteKey(phone, index);
      case "efk":
        return phone.parameters.get("feature.EFKLineKey.enabled") === "1"
          ? macroKey(phone, index)
          : missing(phone, `key ${at + 1}`);
      default:
        return null;
    }
  });
}

/** Lines, then watched people, then favourites by their numbers. */
function defaultKeys(phone: Phone, total: number): (Understood | null)[] {
  const keys: (Understood | null)[] = [];
  for (let position = 1; phone.parameters.has(`reg.${position}.address`); position++) {
    const taken = Number(phone.parameters.get(`reg.${position}.lineKeys`) ?? "1");
    for (let line = 1; line <= taken; line++) keys.push(lineKey(phone, position, line));
  }
  for (let entry = 1; phone.parameters.has(`attendant.resourceList.${entry}.address`); entry++)
    keys.push(watchedKey(phone, entry));
  const favourites = phone.contacts.map(({ speedDial }) => speedDial).filter((index) => index !== null);
  for (const index of favourites.sort((a, b) => a - b)) keys.push(favouriteKey(phone, index));
  return keys.slice(0, total);
}

function missing({ problems }: Phone, what: string): null {
  problems.push(`${what} points to nothing`);
  return null;
}

function lineKey(phone: Phone, position: number, line: number): Understood | null {
  if (!phone.parameters.has(`reg.${position}.address`)) return missing(phone, `line ${position}`);
  const own =
    phone.parameters.get("up.cfgUniqueLineLabel") === "1"
      ? phone.parameters.get(`reg.${position}.line.${line}.label`)
      : undefined;
  const label = own ?? phone.parameters.get(`reg.${position}.label`) ?? "";
  return { kind: "line", label, number: null, account: position, value: null };
}

function watchedKey(phone: Phone, entry: number): Understood | null {
  const address = phone.parameters.get(`attendant.resourceList.${entry}.address`);
  if (address === undefined) return missing(phone, `watched entry ${entry}`);
  const label = phone.parameters.get(`attendant.resourceList.${entry}.label`) || address;
  return { kind: "blf", label, number: address, account: 1, value: null };
}

function favouriteKey(phone: Phone, index: number): Understood | null {
  const contact = phone.contacts.find(({ speedDial }) => speedDial === index);
  if (!contact) return missing(phone, `favourite ${index}`);
  if (!contact.contact.startsWith("!"))
    return { kind: "speedDial", label: contact.label, number: contact.contact, account: 1, value: null };
  const name = contact.contact.slice(1);
  const macro = macroNumbers(phone.parameters).find((n) => phone.parameters.get(`efk.efklist.${n}.mname`) === name);
  const key = macro === undefined ? null : macroKey(phone, macro);
  return key && { ...key, label: contact.label };
}

function macroNumbers(parameters: Parameters): number[] {
  const numbers: number[] = [];
  for (let n = 1; parameters.has(`efk.efklist.${n}.mname`); n++) numbers.push(n);
  return numbers;
}

function macroKey(phone: Phone, n: number): Understood | null {
  const get = (name: string): string => phone.parameters.get(`efk.efklist.${n}.${name}`) ?? "";
  const on = phone.parameters.get("feature.enhancedFeatureKeys.enabled") === "1" && phone.parameters.get("efk.version") === "2";
  if (!on || get("status") !== "1") return missing(phone, `macro ${n}`);
  const action = readAction(get("action.string"), get("mname").replace(/\d+$/, ""));
  return action === null ? missing(phone, `macro ${n}`) : { ...action, label: get("label"), account: 1 };
}

const ownKeys: Readonly<Record<string, string>> = {
  Transfer: "transfer",
  Conference: "conference",
  DoNotDisturb: "dnd",
  Divert: "forward",
  Directories: "directory",
  Messages: "voicemail",
};

const calls = ["speedDial", "groupLogin", "diversion", "voicemail", "pickup", "dnd"];

/** What an action string does. Calls and transfers of several kinds look alike; there the macro's name tells. */
export function readAction(action: string, name: string): Pick<VirtualKey, "kind" | "number" | "value"> | null {
  if (action.length > 100) return null;
  if (/^https?:\/\//.test(action))
    return name === "directory" ? { kind: "directory", number: null, value: null } : { kind: "url", number: null, value: action };
  const own = /^\$F(\w+)\$$/.exec(action)?.[1];
  if (own !== undefined) return own in ownKeys ? { kind: ownKeys[own] ?? "", number: null, value: null } : null;
  const typed = /^(.*)\$T(invite|refer|dtmf)\$$/.exec(action);
  const digits = typed?.[1] ?? "";
  if (digits === "" || /\$/.test(digits.replaceAll("$Cp1$", ""))) return null;
  if (typed?.[2] === "dtmf") return { kind: "dtmf", number: null, value: digits.replaceAll("$Cp1$", ",") };
  if (typed?.[2] === "refer") return { kind: name === "park" ? "park" : "transfer", number: digits, value: null };
  return { kind: calls.includes(name) ? name : "speedDial", number: digits, value: null };
}
