import { z } from "zod";
import { loadCatalogue } from "../catalogue.ts";
import type { PhoneModel } from "../model.ts";
import { findModel } from "./find-model.ts";
import { usualFirmware } from "./firmware.ts";
import { bootFleet, tellFleet } from "./fleet.ts";
import { boxGlyphs, paint, plainGlyphs } from "./glyphs.ts";
import { nextMac, readMac, virtualMac } from "./mac.ts";
import type { VirtualPage } from "./page.ts";
import { type BootReport, type PhoneSetup, type VirtualPhone, virtualPhone } from "./phone.ts";
import { drawPicture } from "./picture.ts";
import { drawScreen, type ScreenView } from "./screen.ts";
import { tftpAddress } from "./tftp-port.ts";
import { virtualVendor } from "./vendors.ts";

const Count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** The options of `klyka virtual-phone`, as commander hands them over: strings, or the defaults. */
export const VirtualPhoneOptions = z.object({
  /** Any usual spelling; a fleet takes several, parted by commas, or `all`. */
  model: z.string().min(1),
  server: z.string().min(1),
  tftp: z.boolean().default(false),
  mac: z
    .string()
    .transform((text, context) => {
      const mac = readMac(text);
      if (mac === null) context.addIssue({ code: "custom", message: "must be 12 hex digits, with or without separators" });
      return mac ?? z.NEVER;
    })
    .optional(),
  modules: Count(0, 6).default(0),
  firmware: z.string().min(1).optional(),
  /** Whatever image it flashes, it never comes back. Of a fleet: of so many percent of the phones. */
  firmwareFails: z.union([z.boolean(), Count(1, 100)]).default(false),
  fleet: Count(1, 100_000).optional(),
  atOnce: Count(1, 5000).default(64),
  page: Count(1, 99).default(1),
  /** A key to press after the boot: `0/3`, or `3` on the phone itself. */
  press: z
    .string()
    .regex(/^(?:\d{1,2}\/)?\d{1,3}$/, "must be a key as 0/3")
    .optional(),
  /** What to choose on the page that the key opens, 1 = the first. */
  choose: Count(1, 99).optional(),
  /** A number that calls: the name that the phone shows. */
  call: z
    .string()
    .regex(/^[0-9+*# ()-]{2,40}$/, "must be a number")
    .transform((number) => number.replace(/[ ()-]/g, ""))
    .optional(),
  /** Text to type in the directory that the phone searches. */
  search: z.string().min(1).max(60).optional(),
  svg: z.string().min(1).optional(),
  json: z.boolean().default(false),
  verbose: z.boolean().default(false),
});
export type VirtualPhoneOptions = z.infer<typeof VirtualPhoneOptions>;

/** Where the command writes. `writeFile` is for the picture. */
export type VirtualPhoneIo = {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly writeFile: (path: string, text: string) => Promise<void>;
  readonly colour: boolean;
  readonly utf8: boolean;
};

/** What a terminal can show: colour on a TTY without NO_COLOR, boxes and å ä ö where the locale is UTF-8. */
export function terminalOf(
  tty: boolean,
  env: Readonly<Record<string, string | undefined>>,
): Pick<VirtualPhoneIo, "colour" | "utf8"> {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "UTF-8";
  return { colour: tty && !env.NO_COLOR && env.TERM !== "dumb", utf8: /utf-?8/i.test(locale) };
}

/** Options of the command line to checked ones, or the sentences that say what to change. */
export function parseVirtualPhoneOptions(raw: unknown): { options: VirtualPhoneOptions } | { problems: readonly string[] } {
  const parsed = VirtualPhoneOptions.safeParse(raw);
  if (parsed.success) return { options: parsed.data };
  return { problems: parsed.error.issues.map(({ path, message }) => `--${path.join(".")}: ${message}`) };
}

/**
 * Boots one virtual phone and draws it, or a fleet and counts it. Exit code: 0 = programmed, 1 = came up without an account
 * or with problems, 2 = the options make no sense.
 */
export async function runVirtualPhone(options: VirtualPhoneOptions, io: VirtualPhoneIo): Promise<number> {
  const models = modelsOf(options.model, options.fleet !== undefined);
  if ("problem" in models) return refuse(io, models.problem);
  const server = await serverOf(options);
  if (server === null)
    return refuse(io, `--server: ${options.server} is no address; write http://host:port/, https://… or tftp://…`);
  if (options.fleet !== undefined) return runFleet(options, models.models, server, io);
  const [model] = models.models;
  if (!model) return refuse(io, "--model: the catalogue is empty");
  if (options.modules > model.maxModules) return refuse(io, `--modules: ${model.name} takes ${model.maxModules} at most`);
  const phone = await phoneOf(options, model, server, 0);
  const report = await phone.boot();
  await show(options, { ...phone.setup, firmware: report.firmware }, report, io);
  if (options.press !== undefined) await press(phone, report, options.press, options.choose, io);
  if (options.call !== undefined) await call(phone, report, options.call, io);
  if (options.search !== undefined) await searchFor(phone, report, options.search, io);
  return report.state.accounts.length > 0 && report.state.problems.length === 0 ? 0 : 1;
}

function refuse(io: VirtualPhoneIo, problem: string): number {
  io.err(`${problem}\n`);
  return 2;
}

function modelsOf(names: string, several: boolean): { models: readonly PhoneModel[] } | { problem: string } {
  const catalogue = loadCatalogue();
  if (several && names.trim().toLowerCase() === "all") return { models: catalogue };
  const found: PhoneModel[] = [];
  for (const name of several ? names.split(",") : [names]) {
    const one = findModel(catalogue, name);
    if (one.model === null) {
      const hint = one.suggestions.length > 0 ? ` Did you mean ${one.suggestions.join(", ")}?` : " See `klyka models`.";
      return { problem: `--model: no phone is called ${name.trim()}.${hint}` };
    }
    found.push(one.model);
  }
  return { models: found };
}

/** The first address to ask. A bare host is completed; `--tftp` finds the TFTP port of a web address. */
async function serverOf({ server, tftp }: VirtualPhoneOptions): Promise<string | null> {
  const text = /^[a-z]+:\/\//i.test(server) ? server : `${tftp ? "tftp" : "http"}://${server}`;
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (tftp && ["http:", "https:"].includes(url.protocol)) return tftpAddress(url);
  return ["http:", "https:", "tftp:"].includes(url.protocol) ? url.href : null;
}

async function phoneOf(options: VirtualPhoneOptions, model: PhoneModel, server: string, number: number): Promise<VirtualPhone> {
  const vendor = await virtualVendor(model.vendor);
  const mac = options.mac === undefined ? virtualMac(model, number) : nextMac(options.mac, number);
  const firmware = options.firmware ?? usualFirmware(model);
  const modules = Math.min(options.modules, model.maxModules);
  return virtualPhone({ model, vendor, mac, firmware, firmwareFails: fails(options, number), modules, server });
}

/** Of a fleet the phones that new firmware ends are spread evenly over it. */
function fails({ firmwareFails }: VirtualPhoneOptions, number: number): boolean {
  const percent = typeof firmwareFails === "number" ? firmwareFails : firmwareFails ? 100 : 0;
  return Math.floor(((number + 1) * percent) / 100) > Math.floor((number * percent) / 100);
}

async function runFleet(
  options: VirtualPhoneOptions,
  models: readonly PhoneModel[],
  server: string,
  io: VirtualPhoneIo,
): Promise<number> {
  const phones: VirtualPhone[] = [];
  for (let at = 0; at < (options.fleet ?? 0); at++) {
    const model = models[at % models.length];
    if (model) phones.push(await phoneOf(options, model, server, at));
  }
  const step = Math.max(1, Math.floor(phones.length / 10));
  const summary = await bootFleet(phones, options.atOnce, ({ done, failed, of }) => {
    if (!options.json && done % step === 0) io.err(`${done} of ${of}${failed > 0 ? `, ${failed} with problems` : ""}\n`);
  });
  io.out(options.json ? `${JSON.stringify(summary)}\n` : tellFleet(summary));
  return summary.failed === 0 ? 0 : 1;
}

async function show(options: VirtualPhoneOptions, setup: PhoneSetup, report: BootReport, io: VirtualPhoneIo): Promise<void> {
  const view = viewOf(options, setup, report);
  if (options.svg !== undefined) await io.writeFile(options.svg, drawPicture(view));
  if (options.json) {
    const { name } = setup.model;
    io.out(`${JSON.stringify({ model: name, mac: setup.mac, ...withoutSecrets(report) })}\n`);
    return;
  }
  if (options.verbose)
    for (const { method, url, status, bytes } of report.requests) io.err(`${method} ${url} ${status} ${bytes}\n`);
  io.out(paint(drawScreen(view, io.utf8 ? boxGlyphs : plainGlyphs), { colour: io.colour, ascii: !io.utf8 }));
}

/** Presses a key that opens a page, and says what the phone's browser shows then. */
async function press(
  phone: VirtualPhone,
  { state }: BootReport,
  place: string,
  choose: number | undefined,
  io: VirtualPhoneIo,
): Promise<void> {
  const [index = 0, module = 0] = place.split("/").map(Number).reverse();
  const key = state.keys.find((one) => one.module === module && one.index === index);
  if (key?.kind !== "url" || key.value === null) return void io.err(`--press: key ${place} opens no page\n`);
  const page = await phone.open(key.value);
  const chosen = choose === undefined ? undefined : page?.choices[choose - 1];
  tellPage(chosen ? await phone.open(chosen.url) : page, io);
}

/** Somebody calls: what does the phone show? */
async function call(phone: VirtualPhone, { state }: BootReport, number: string, io: VirtualPhoneIo): Promise<void> {
  const name = await phone.callerName(state, number);
  io.out(name === null ? `${number} calls: the phone shows the number alone.\n` : `${number} calls: the phone shows ${name}.\n`);
}

/** Types a text in the directory that the phone searches, and says who is found. */
async function searchFor(phone: VirtualPhone, { state }: BootReport, text: string, io: VirtualPhoneIo): Promise<void> {
  if (state.directory === null) return void io.out("The phone has no directory to search in.\n");
  const found = await phone.search(state, text);
  const lines = found.map(({ name, numbers }) => `  ${name}: ${numbers.join(", ")}`);
  io.out(`${found.length} found for ${text}\n${lines.map((line) => `${line}\n`).join("")}`);
}

function tellPage(page: VirtualPage | null, io: VirtualPhoneIo): void {
  if (page === null) return void io.out("The phone shows nothing: its page was not answered.\n");
  const choices = page.choices.map(({ label }, at) => `  ${at + 1} ${label}`);
  io.out(`${[page.title, ...page.lines.map((line) => `  ${line}`), ...choices].join("\n")}\n`);
}

/** A module of the first kind that the model takes, as often as asked. */
function viewOf(options: VirtualPhoneOptions, setup: PhoneSetup, { state }: BootReport): ScreenView {
  const [kind] = setup.model.modules;
  const modules = Array.from({ length: kind ? setup.modules : 0 }, () => kind?.name ?? "");
  return { model: setup.model, mac: setup.mac, firmware: setup.firmware, state, modules, page: options.page };
}

/** The passwords that the phone has learnt, and the address with its token, are not for the screen. */
function withoutSecrets({ state, requests, rounds, firmware, dead }: BootReport): object {
  const accounts = state.accounts.map(({ password, ...shown }) => ({ ...shown, password: password === "" ? "" : "(set)" }));
  const provisioningUrl = state.provisioningUrl === null ? null : "(set)";
  // Keys that ask the server hold the phone's token.
  const keys = state.keys.map((key) => ({ ...key, value: key.value?.replace(/\/p\/[^/]+\//, "/p/***/") ?? null }));
  const directory = state.directory && { ...state.directory, password: "(set)" };
  return { state: { ...state, accounts, keys, directory, provisioningUrl }, requests, rounds, firmware, dead };
}
