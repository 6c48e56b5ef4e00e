import { createHash } from "node:crypto";
import type { VirtualBoot, VirtualPhonebook, VirtualState, VirtualVendor } from "../virtual/contract.ts";
import { type ConfigLine, readBootFile, readConfigFile } from "./virtual-file.ts";
import { readPhonebook } from "./virtual-phonebook.ts";
import { firmwareWanted, stateOf } from "./virtual-state.ts";

/** What one boot carries along. */
type Run = VirtualBoot & { readonly flash: Map<string, string>; readonly problems: string[] };

/** A Yealink of firmware V81 or newer: boot file, common file, own file; then firmware, books and uploads. */
export const virtualYealink: VirtualVendor = {
  vendor: "yealink",

  userAgent(model, firmware, mac) {
    const pairs = mac.match(/../g)?.join(":") ?? mac;
    return `Yealink ${model.identify.userAgent[0]} ${firmware} ${pairs}`;
  },

  async boot(context): Promise<VirtualState> {
    const run: Run = { ...context, flash: remembered(context.memory), problems: [] };
    await readFiles(run);
    context.memory.set("settings", JSON.stringify([...run.flash]));
    await fetchFirmware(run);
    const books = await fetchPhonebooks(run);
    await upload(run);
    return stateOf(run.flash, run.model, run.modules, books, run.problems);
  },
};

function remembered(memory: ReadonlyMap<string, string>): Map<string, string> {
  const kept: unknown = JSON.parse(memory.get("settings") ?? "[]");
  return new Map(Array.isArray(kept) ? kept.map(([name, value]): [string, string] => [String(name), String(value)]) : []);
}

/** A boot file that is there decides alone; without one the phone asks for its common file and its own. */
async function readFiles(run: Run): Promise<void> {
  for (const file of [`${run.mac}.boot`, "y000000000000.boot"]) {
    const answer = await get(run, file);
    if (answer === "failed") return;
    if (answer) return readIncludes(run, file, answer);
  }
  const found = [await readConfig(run, `${run.model.files.yCode}.cfg`), await readConfig(run, `${run.mac}.cfg`)];
  if (!found.includes(true)) run.problems.push("No configuration was found on the server.");
  if (run.flash.get("static.auto_provision.custom.protect") === "1") await readConfig(run, `${run.mac}-local.cfg`, isDynamic);
}

async function readIncludes(run: Run, name: string, bytes: Uint8Array): Promise<void> {
  const { includes, overwrite, problems } = readBootFile(name, bytes, run.model.model);
  run.problems.push(...problems);
  if (overwrite) {
    run.flash.clear();
    for (const key of [...run.memory.keys()]) if (key.startsWith("md5 ")) run.memory.delete(key);
  }
  for (const file of includes) await readConfig(run, file);
}

/** Only these are in the file that the phone itself wrote. */
function isDynamic({ name }: ConfigLine): boolean {
  return !name.startsWith("static.");
}

/** Fetches and applies a file; one that has not changed since last time is left alone. True when there is such a file. */
async function readConfig(run: Run, name: string, filter: (line: ConfigLine) => boolean = () => true): Promise<boolean> {
  const answer = await get(run, name);
  if (!answer || answer === "failed") return false;
  const digest = createHash("md5").update(answer).digest("hex");
  if (run.memory.get(`md5 ${name}`) === digest) return true;
  const { lines, problems } = readConfigFile(name, answer);
  run.problems.push(...problems);
  for (const line of lines.filter(filter)) apply(run.flash, line);
  run.memory.set(`md5 ${name}`, digest);
  return true;
}

function apply(flash: Map<string, string>, { name, value }: ConfigLine): void {
  // One name, several users: `admin:…` does not replace `user:…`.
  const slot = name.endsWith("security.user_password") ? `${name} ${value.split(":")[0]}` : name;
  if (value === "") return;
  if (value === "%NULL%") flash.delete(slot);
  else flash.set(slot, value === "%EMPTY%" ? "" : value);
}

/** The file's bytes; null: there is none; `failed`: the server is in trouble, and the phone gives up for now. */
async function get(run: Run, file: string): Promise<Uint8Array | null | "failed"> {
  const { status, body } = await run.fetch({ method: "GET", file });
  if (status === 200) return body;
  if (status < 500) return null;
  run.problems.push(`The server answered ${status} for ${file}.`);
  return "failed";
}

/** An image of another version than the running one is fetched and, in this phone's way, flashed. A busy server is asked later. */
async function fetchFirmware(run: Run): Promise<void> {
  const url = run.flash.get("static.firmware.url");
  const wanted = firmwareWanted(run.flash);
  if (url === undefined || wanted === null || wanted === (run.memory.get("firmware") ?? run.firmware)) return;
  const { status, body } = await run.fetch({ method: "GET", file: url });
  if (status === 200 && body.byteLength > 0) run.memory.set("firmware", wanted);
  else if (status !== 503) run.problems.push(`The firmware ${wanted} could not be fetched.`);
}

async function fetchPhonebooks(run: Run): Promise<VirtualPhonebook[]> {
  const books: VirtualPhonebook[] = [];
  if (run.flash.get("features.remote_phonebook.enable") !== "1") return books;
  for (const x of [1, 2, 3, 4, 5]) {
    const url = run.flash.get(`remote_phonebook.data.${x}.url`);
    if (url === undefined) continue;
    const name = run.flash.get(`remote_phonebook.data.${x}.name`) ?? "";
    const answer = await get(run, url);
    const book = answer && answer !== "failed" ? readPhonebook(name, answer) : null;
    if (book) books.push(book);
    else run.problems.push(`The phonebook ${name || x} could not be read.`);
  }
  return books;
}

/**
 * What the user changed on the phone (`local` in the phone's memory, as configuration lines) and the phone's own contacts
 * go to the server, each once until it changes.
 */
async function upload(run: Run): Promise<void> {
  const { flash, memory, mac } = run;
  const local = memory.get("local");
  if (flash.get("static.auto_provision.custom.sync") === "1" && local !== undefined)
    await put(run, flash.get("static.auto_provision.custom.sync.path"), `${mac}-local.cfg`, `#!version:1.0.0.1\n${local}\n`);
  if (flash.get("static.auto_provision.local_contact.backup.enable") === "1")
    await put(run, flash.get("static.auto_provision.local_contact.backup.path"), `${mac.toUpperCase()}-contact.xml`, noContacts);
}

const noContacts = '<?xml version="1.0" encoding="UTF-8"?>\n<root_contact></root_contact>\n';

/** What a phone remembers that has told its server before what is on it: it tells it again only when it changes. */
export function toldBefore(mac: string): ReadonlyMap<string, string> {
  return new Map([[`sent ${mac.toUpperCase()}-contact.xml`, noContacts]]);
}

async function put(run: Run, path: string | undefined, name: string, text: string): Promise<void> {
  if (run.memory.get(`sent ${name}`) === text) return;
  const { status } = await run.fetch({ method: "PUT", file: `${path ?? ""}${name}`, body: new TextEncoder().encode(text) });
  if (status >= 200 && status < 300) run.memory.set(`sent ${name}`, text);
  else run.problems.push(`The server did not take ${name}: ${status}.`);
}
