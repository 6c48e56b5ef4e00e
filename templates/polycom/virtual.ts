import type { PhoneModel } from "../model.ts";
import type {
  VirtualAccount,
  VirtualBoot,
  VirtualDirectory,
  VirtualPhonebook,
  VirtualRequest,
  VirtualResponse,
  VirtualState,
  VirtualVendor,
} from "../virtual/contract.ts";
import { type Contact, readBookPage, readDirectory, readParameters, readXml } from "./virtual-files.ts";
import { readKeys } from "./virtual-keys.ts";

/**
 * A virtual Polycom: asks in the order that a VVX 500 with 5.9.7 was seen to ask in, names itself as updater and then as
 * application, lays files over one another (leftmost wins, overrides on top) and reads them with a parser of its own.
 */
export const virtualPolycom: VirtualVendor = {
  vendor: "polycom",
  userAgent: (model, firmware, mac, stage = "application") => userAgent(model, firmware, mac, stage),
  boot,
};

const families: readonly (readonly [start: string, family: string])[] = [
  ["SPIP", "PolycomSoundPointIP"],
  ["SSIP", "PolycomSoundStationIP"],
  ["VVX", "PolycomVVX"],
  ["TRIO", "PolycomRealPresenceTrio"],
  ["EDGE", "PolyEdge"],
  ["CCX", "PolyCCX"],
];

/** A phone names its MAC only after it has been told to (`device.prov.tagSerialNo`); `mac` null = not yet. */
function userAgent(model: PhoneModel, firmware: string, mac: string | null, stage: "boot" | "application"): string {
  const family = families.find(([start]) => model.model.startsWith(start))?.[1] ?? "PolycomVVX";
  const token = model.identify.userAgent[0] ?? model.model;
  const serial = mac === null ? "" : ` (SN:${mac})`;
  return `FileTransport ${family}-${token}-UA/${firmware}${serial} Type/${stage === "boot" ? "Updater" : "Application"}`;
}

type Asker = {
  readonly context: VirtualBoot;
  readonly problems: string[];
  ask(method: VirtualRequest["method"], file: string, body?: string): Promise<VirtualResponse>;
};

async function boot(context: VirtualBoot): Promise<VirtualState> {
  const asker = newAsker(context);
  const { mac, memory } = context;
  const logs = memory.get("logs") !== "off";
  if (logs) await asker.ask("PUT", `${mac}-boot.log`, "0101000000|cfg  |4|00|updater started\n");
  const master = await readMaster(asker);
  if (master === null) return nothing(asker.problems);
  memory.set("logs", unwanted(master.get("LOG_FILE_DIRECTORY")) ? "off" : "on");
  const firmware = await takeFirmware(asker, master.get("APP_FILE_PATH") ?? "");
  const parameters = await readConfiguration(asker, master.get("CONFIG_FILES") ?? "");
  await asker.ask("GET", "000000000000-license.cfg");
  await asker.ask("GET", `${mac}-license.cfg`);
  if (!unwanted(master.get("CALL_LISTS_DIRECTORY"))) await asker.ask("GET", `${mac}-calls.xml`);
  const directory = await takeDirectory(asker);
  const phonebooks = [...directory.books, ...(await openPages(asker, parameters))];
  if (memory.get("logs") === "on") await sendLog(asker);
  return {
    accounts: readAccounts(parameters),
    keys: readKeys(context.model, context.modules, parameters, directory.contacts, asker.problems),
    language: parameters.get("lcl.ml.lang") ?? null,
    timeZone: readTimeZone(parameters),
    phonebooks,
    callerBooks: parameters.get("up.useDirectoryNames") === "1" ? [allContacts(directory.contacts)] : [],
    directory: readCorporateDirectory(parameters),
    provisioningUrl: folderUrl(inFlash(parameters, "device.prov.serverName")),
    firmware,
    problems: asker.problems,
  };
}

function nothing(problems: readonly string[]): VirtualState {
  const none = { accounts: [], keys: [], phonebooks: [], callerBooks: [], directory: null };
  return { ...none, language: null, timeZone: null, provisioningUrl: null, firmware: null, problems };
}

function newAsker(context: VirtualBoot): Asker {
  const { model, firmware, mac, memory } = context;
  return {
    context,
    problems: [],
    ask: (method, file, body) => {
      const stage = file.endsWith("-boot.log") ? "boot" : "application";
      const agent = userAgent(model, firmware, memory.get("serial") === "on" ? mac : null, stage);
      return context.fetch({ method, file, userAgent: agent, ...(body === undefined ? {} : { body: Buffer.from(body) }) });
    },
  };
}

/** Its own master file, else the one of twelve zeros. */
async function readMaster(asker: Asker): Promise<ReadonlyMap<string, string> | null> {
  for (const file of [`${asker.context.mac}.cfg`, "000000000000.cfg"]) {
    const { status, body } = await asker.ask("GET", file);
    if (status !== 200) continue;
    const root = readXml(body);
    if (typeof root !== "string" && root.tag === "APPLICATION") return root.attributes;
    asker.problems.push(`${file}: ${typeof root === "string" ? root : "no APPLICATION in it"}`);
  }
  asker.problems.push("no master file");
  return null;
}

function unwanted(directory: string | undefined): boolean {
  return directory?.startsWith("http://0.0.0.0") ?? false;
}

/**
 * The part number goes in front of the name; what is installed already is not fetched again. The version stands in the
 * name; one that does not say it changes nothing that is seen.
 *
 * @returns the version that is wanted, or the name where that says none; null: nothing is said
 */
async function takeFirmware(asker: Asker, path: string): Promise<string | null> {
  if (path === "") return null;
  const { model, memory, firmware } = asker.context;
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const version = /(\d+(?:\.\d+){2,3})\.sip\.ld$/.exec(path)?.[1] ?? null;
  if (memory.get("installed") === path || version === firmware) return version ?? path;
  const part = String(model.files.partNumber ?? "");
  const name = `${part === "" ? "" : `${part}.`}${path.slice(folder.length)}`;
  const { status } = await asker.ask("GET", `${folder}${name}`);
  if (status === 200) {
    memory.set("installed", path);
    if (version !== null) memory.set("firmware", version);
  } else if (status !== 503) asker.problems.push(`${name}: ${status}`);
  return version ?? path;
}

/** Server files from the left, the first value of a name counts; what was set on the phone or in its web page lies on top. */
async function readConfiguration(asker: Asker, list: string): Promise<ReadonlyMap<string, string>> {
  const { mac, model, memory } = asker.context;
  const layers: ReadonlyMap<string, string>[] = [];
  for (const name of list.split(",").map((entry) => entry.trim())) {
    if (name === "") continue;
    const file = name
      .replaceAll("[PHONE_MAC_ADDRESS]", mac)
      .replaceAll("[PHONE_PART_NUMBER]", String(model.files.partNumber ?? ""))
      .replaceAll("[PHONE_MODEL]", model.identify.userAgent[0]?.replace("_", "") ?? model.model);
    const { status, body } = await asker.ask("GET", file);
    if (status === 200) layers.push(readParameters(body, file, asker.problems));
    else asker.problems.push(`${file}: ${status}`);
  }
  const overrides: ReadonlyMap<string, string>[] = [];
  for (const file of [`${mac}-phone.cfg`, `${mac}-web.cfg`]) {
    const { status, body } = await asker.ask("GET", file);
    if (status === 200) overrides.push(readParameters(body, file, asker.problems));
  }
  const merged = new Map<string, string>();
  for (const layer of [...overrides, ...layers])
    for (const [name, value] of layer) if (!merged.has(name)) merged.set(name, value);
  if (inFlash(merged, "device.prov.tagSerialNo") === "1") memory.set("serial", "on");
  return merged;
}

/** A value in flash counts when both the file and the name say "set". */
function inFlash(parameters: ReadonlyMap<string, string>, name: string): string | null {
  const set = parameters.get("device.set") === "1" && parameters.get(`${name}.set`) === "1";
  return set ? (parameters.get(name) ?? null) : null;
}

/** The server's name is a folder: file names are put behind it. */
function folderUrl(server: string | null): string | null {
  return server === null || server.endsWith("/") ? server : `${server}/`;
}

/** The server's copy replaces the phone's; a phone that has none reads the seed, once. */
async function takeDirectory(asker: Asker): Promise<{ contacts: readonly Contact[]; books: VirtualPhonebook[] }> {
  const { mac, memory } = asker.context;
  const own = await asker.ask("GET", `${mac}-directory.xml`);
  const seed = own.status === 200 || memory.has("directory") ? null : await asker.ask("GET", "000000000000-directory.xml");
  const answer = own.status === 200 ? own : seed?.status === 200 ? seed : null;
  if (answer) memory.set("directory", Buffer.from(answer.body).toString("utf8"));
  const kept = memory.get("directory");
  const contacts = kept === undefined ? [] : readDirectory(Buffer.from(kept), "directory", asker.problems);
  const people = contacts.filter(({ speedDial }) => speedDial === null);
  const entries = people.map(({ name, contact }) => ({ name, numbers: [contact] }));
  return { contacts, books: entries.length === 0 ? [] : [{ name: "Contact Directory", entries }] };
}

/** Callers are looked up among all contacts, favourites too. */
function allContacts(contacts: readonly Contact[]): VirtualPhonebook {
  return { name: "Contact Directory", entries: contacts.map(({ name, contact }) => ({ name, numbers: [contact] })) };
}

/** Presses each soft key that opens a phonebook. */
async function openPages(asker: Asker, parameters: ReadonlyMap<string, string>): Promise<VirtualPhonebook[]> {
  const books: VirtualPhonebook[] = [];
  for (let n = 1; parameters.has(`softkey.${n}.action`); n++) {
    const url = parameters.get(`softkey.${n}.action`) ?? "";
    if (!/\/phonebook\/[^/]+$/.test(url) || parameters.get(`softkey.${n}.enable`) !== "1") continue;
    const page = await openPage(asker, url);
    if (page) books.push(page);
  }
  return books;
}

/** More parts than any book has; keeps a page that points at itself from going on for ever. */
const mostParts = 1000;

/** A book, through all its parts. A page that does not open is the page's trouble, not the boot's. */
async function openPage(asker: Asker, url: string, seen = new Set([url])): Promise<VirtualPhonebook | null> {
  try {
    const { status, body } = await asker.ask("GET", url);
    const page = status === 200 ? readBookPage(body, asker.problems) : null;
    if (status !== 200) asker.problems.push(`phonebook page: ${status}`);
    if (page === null) return null;
    const entries: VirtualPhonebook["entries"][number][] = [...page.entries];
    for (const part of page.parts) {
      if (seen.has(part) || seen.size >= mostParts) continue;
      entries.push(...((await openPage(asker, part, seen.add(part)))?.entries ?? []));
    }
    return { name: page.name, entries };
  } catch (error) {
    asker.problems.push(`phonebook page: ${error instanceof Error ? error.message : "no answer"}`);
  }
  return null;
}

/** The corporate directory is searched by name; who calls is not looked up there. */
function readCorporateDirectory(parameters: ReadonlyMap<string, string>): VirtualDirectory | null {
  if (parameters.get("feature.corporateDirectory.enabled") !== "1") return null;
  const said = (name: string) => parameters.get(`dir.corp.${name}`) ?? "";
  const attributes: { name: string; type: string }[] = [];
  for (let n = 1; said(`attribute.${n}.name`) !== ""; n++)
    attributes.push({ name: said(`attribute.${n}.name`), type: said(`attribute.${n}.type`) });
  const of = (type: string) => attributes.filter((one) => one.type === type).map(({ name }) => name);
  return {
    url: `${said("transport") === "TLS" ? "ldaps" : "ldap"}://${said("address").replace(/^ldaps?:\/\//, "")}:${said("port")}`,
    base: said("baseDN"),
    user: said("user"),
    password: said("password"),
    nameFilter: `(&${said("filterPrefix")}(${of("last_name")[0] ?? "sn"}=%))`,
    limit: 32,
    numberFilter: null,
    numbers: of("phone_number"),
  };
}

async function sendLog(asker: Asker): Promise<void> {
  const file = `${asker.context.mac}-app.log`;
  await asker.ask("HEAD", file);
  await asker.ask("PUT", file, "0101000010|app1 |4|00|configuration applied\n");
}

function readAccounts(parameters: ReadonlyMap<string, string>): VirtualAccount[] {
  const accounts: VirtualAccount[] = [];
  for (let position = 1; parameters.has(`reg.${position}.address`); position++) {
    const get = (name: string): string => parameters.get(`reg.${position}.${name}`) ?? "";
    accounts.push({
      position,
      label: get("label"),
      displayName: get("displayName"),
      user: get("address"),
      authUser: get("auth.userId"),
      password: get("auth.password"),
      server: withPort(get("server.1.address"), get("server.1.port")),
      transport: transports[get("server.1.transport")] ?? get("server.1.transport"),
      backup: get("server.2.address") === "" ? null : withPort(get("server.2.address"), get("server.2.port")),
    });
  }
  return accounts;
}

const transports: Readonly<Record<string, string>> = { UDPOnly: "udp", TCPOnly: "tcp", TLS: "tls", DNSnaptr: "dns" };

function withPort(host: string, port: string): string {
  return port === "" ? host : `${host}:${port}`;
}

/** `UTC+1, summer time from the last Sunday in month 3 to the last Sunday in month 10`: what the phone's clock will do. */
function readTimeZone(parameters: ReadonlyMap<string, string>): string | null {
  const sntp = (name: string): string | undefined => parameters.get(`tcpIpApp.sntp.${name}`);
  const offset = sntp("gmtOffset");
  if (offset === undefined) return null;
  const hours = Number(offset) / 3600;
  const zone = `UTC${hours < 0 ? "" : "+"}${hours}`;
  if (sntp("daylightSavings.enable") !== "1") return zone;
  const change = (which: string): string => {
    const day = sntp(`daylightSavings.${which}.dayOfWeek.lastInMonth`) === "1" ? "last" : "first";
    return `${day} Sunday of month ${sntp(`daylightSavings.${which}.month`) ?? "?"}`;
  };
  return `${zone}, summer time from the ${change("start")} to the ${change("stop")}`;
}
