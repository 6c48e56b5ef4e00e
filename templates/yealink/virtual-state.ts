import type { PhoneModel } from "../model.ts";
import type { VirtualAccount, VirtualDirectory, VirtualKey, VirtualPhonebook, VirtualState } from "../virtual/contract.ts";

/** A phone's settings as its flash holds them, by the vendor's names. */
export type Flash = ReadonlyMap<string, string>;

const transports = ["udp", "tcp", "tls", "dns"];

/** The vendor's type codes as the phone acts on them. */
const kinds: ReadonlyMap<string, string> = new Map([
  ["0", "blank"],
  ["1", "conference"],
  ["2", "forward"],
  ["3", "transfer"],
  ["5", "dnd"],
  ["9", "pickup"],
  ["10", "park"],
  ["11", "dtmf"],
  ["12", "voicemail"],
  ["13", "speedDial"],
  ["15", "line"],
  ["16", "blf"],
  ["17", "url"],
  ["22", "directory"],
  ["23", "pickup"],
  ["27", "url"],
  ["43", "directory"],
  ["47", "directory"],
  ["61", "directory"],
]);

/** What the phone has understood: accounts that are on, keys that do something. */
export function stateOf(
  flash: Flash,
  model: PhoneModel,
  modules: number,
  phonebooks: readonly VirtualPhonebook[],
  problems: readonly string[],
): VirtualState {
  const accounts = readAccounts(flash, model.accounts);
  return {
    accounts,
    keys: readKeys(flash, model, modules, accounts),
    language: flash.get("lang.gui") ?? null,
    timeZone: readTimeZone(flash),
    phonebooks,
    callerBooks: flash.get("directory.incoming_call_match_enable") === "0" ? [] : phonebooks,
    directory: readDirectory(flash),
    provisioningUrl: flash.get("static.auto_provision.server.url") ?? flash.get("auto_provision.server.url") ?? null,
    firmware: firmwareWanted(flash),
    problems,
  };
}

function readDirectory(flash: Flash): VirtualDirectory | null {
  const said = (name: string) => flash.get(`ldap.${name}`) ?? "";
  if (said("enable") !== "1" || said("host") === "") return null;
  return {
    url: `${said("tls_mode") === "2" ? "ldaps" : "ldap"}://${said("host")}:${said("port")}`,
    base: said("base"),
    user: said("user"),
    password: said("password"),
    nameFilter: said("name_filter"),
    limit: Number(said("max_hits")),
    numberFilter: said("call_in_lookup") === "1" ? said("number_filter") : null,
    numbers: said("numb_attr").split(" "),
  };
}

function readAccounts(flash: Flash, count: number): VirtualAccount[] {
  return numbers(count)
    .filter((x) => flash.get(`account.${x}.enable`) === "1")
    .map((position) => {
      const field = (name: string) => flash.get(`account.${position}.${name}`) ?? "";
      return {
        position,
        label: field("label"),
        displayName: field("display_name"),
        user: field("user_name"),
        authUser: field("auth_name"),
        password: field("password"),
        server: address(field("sip_server.1.address"), field("sip_server.1.port"), field("sip_server.1.transport_type")) ?? "",
        transport: transports[Number(field("sip_server.1.transport_type") || 0)] ?? "unknown",
        backup: address(field("sip_server.2.address"), field("sip_server.2.port"), field("sip_server.2.transport_type")),
      };
    });
}

/** Host, and the port where it is not the transport's own. */
function address(host: string, port: string, transport: string): string | null {
  if (host === "") return null;
  const usual = transport === "2" ? "5061" : transport === "3" ? "0" : "5060";
  return port === "" || port === usual ? host : `${host}:${port}`;
}

function readKeys(flash: Flash, model: PhoneModel, modules: number, accounts: readonly VirtualAccount[]): VirtualKey[] {
  const own = numbers(model.keys.total).map((index) => readKey(flash, 0, index, `linekey.${index}`, accounts));
  const facts = model.modules[0];
  const settable = numbers(facts?.total ?? 0).filter((index) => !facts?.unusable.includes(index));
  const attached = numbers(Math.min(modules, model.maxModules)).flatMap((module) =>
    settable.map((index) => readKey(flash, module, index, `expansion_module.${module}.key.${index}`, accounts)),
  );
  return [...own, ...attached].filter((key) => key.kind !== "blank");
}

function readKey(flash: Flash, module: number, index: number, prefix: string, accounts: readonly VirtualAccount[]): VirtualKey {
  // A key that nothing was said about is a line key as long as there are accounts.
  const factory = module === 0 && accounts.some(({ position }) => position === index) ? "15" : "0";
  const kind = kinds.get(flash.get(`${prefix}.type`) ?? factory) ?? "other";
  const text = flash.get(`${prefix}.value`) ?? null;
  const isValue = kind === "url" || kind === "dtmf";
  const account = Number(flash.get(`${prefix}.line`)) || (kind === "line" ? index : 1);
  const line = kind === "line" ? accounts.find(({ position }) => position === account)?.label : undefined;
  return {
    module,
    index,
    kind,
    label: flash.get(`${prefix}.label`) ?? line ?? text ?? "",
    number: isValue ? null : text,
    account,
    value: isValue ? text : null,
  };
}

function readTimeZone(flash: Flash): string | null {
  const offset = flash.get("local_time.time_zone");
  if (offset === undefined) return null;
  if (flash.get("local_time.summer_time") !== "1") return `UTC${offset === "0" ? "" : offset}`;
  return `UTC${offset === "0" ? "" : offset}, summer ${flash.get("local_time.start_time")}–${flash.get("local_time.end_time")}`;
}

/** The version at the end of an image's name: `T46U(T43U)-108.86.0.90.rom`. */
export function firmwareWanted(flash: Flash): string | null {
  const url = flash.get("static.firmware.url") ?? flash.get("firmware.url");
  if (url === undefined) return null;
  const file = url.slice(url.lastIndexOf("/") + 1);
  return /-(\d+\.\d+\.\d+\.\d+)(?:(?:\(|%28)\d+(?:\)|%29))?\.rom$/i.exec(file)?.[1] ?? file;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}
