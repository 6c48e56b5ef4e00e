import type { PhoneModel } from "../model.ts";
import type { VirtualBoot, VirtualDirectory, VirtualState, VirtualVendor } from "../virtual/contract.ts";
import { readAccounts } from "./virtual-accounts.ts";
import { asDirectory, browse } from "./virtual-books.ts";
import { readKeys } from "./virtual-keys.ts";
import { SettingStore } from "./virtual-store.ts";
import { type Element, readXml } from "./virtual-xml.ts";

/** How a Snom starts: the file of its model, then its own, each a list of further files or settings; later ones win. */
export const virtualSnom: VirtualVendor = { vendor: "snom", userAgent, boot };

function typeOf(model: PhoneModel): string {
  return model.identify.userAgent[0] ?? `snom${model.model}`;
}

/** `boot`: the downloader of firmware, which names no MAC. */
function userAgent(model: PhoneModel, firmware: string, mac: string, stage: "boot" | "application" = "application"): string {
  const type = typeOf(model);
  const major = Number(firmware.split(".")[0]);
  const inside =
    stage === "boot"
      ? `${type} ${firmware}`
      : major >= 10
        ? `${type}-SIP ${firmware} 2010.12-00001-gd311851f1 (Feb 25 2019 - 14:19:43) ${mac.toUpperCase()} SXM:0 UXM:0 UXMC:0`
        : major >= 7
          ? `${type}-SIP ${firmware} 1.1.5-IFX-05.01.12 ${mac.toUpperCase()}`
          : `${type}-SIP ${firmware}; ${type} jffs2 v3.36; ${type} linux 3.38`;
  return `Mozilla/4.0 (compatible; ${inside})`;
}

async function boot(context: VirtualBoot): Promise<VirtualState> {
  const { model, mac, memory } = context;
  const settings = new SettingStore(memory);
  const problems: string[] = [];
  const type = typeOf(model);
  for (const file of [`${type}.htm`, `${type}-${mac.toUpperCase()}.htm`]) await load(file, context, settings, problems);
  settings.save();
  const firmware = await wantedFirmware(context, settings, problems);
  const { keys, problems: keyProblems } = readKeys(settings, model, context.modules);
  const home = settings.text("setting_server");
  const urls = [...keys.map(({ value }) => value ?? ""), urlIn(settings.text("dkey_directory"))];
  const browsed = await browse(
    urls.filter((url) => url !== ""),
    home,
    context.fetch,
  );
  return {
    accounts: readAccounts(settings, model),
    keys: keys.map((key) => asDirectory(key, browsed.bookUrls)),
    language: settings.text("language") || null,
    timeZone: settings.text("timezone") || null,
    phonebooks: browsed.phonebooks,
    // The minibrowser's pages are shown and forgotten.
    callerBooks: [],
    directory: readDirectory(settings),
    provisioningUrl: home || null,
    firmware,
    problems: [...problems, ...keyProblems, ...browsed.problems],
  };
}

/** Lists may name lists; no phone has been seen to go deeper than this. */
const deepest = 3;

/** A missing file is no fault: a phone goes on with the next. */
async function load(file: string, context: VirtualBoot, settings: SettingStore, problems: string[], depth = 0): Promise<void> {
  const { status, body } = await context.fetch({ method: "GET", file });
  if (status === 404) return;
  const name = file.slice(file.lastIndexOf("/") + 1);
  const root = status === 200 ? readXml(body) : null;
  if (root === null) problems.push(status === 200 ? `${name} is not XML` : `${name} was answered ${status}`);
  else if (root.name !== "setting-files") take(root, settings, problems);
  else if (depth < deepest)
    for (const { attributes } of root.children.filter((child) => child.name === "file"))
      await load(attributes.url ?? "", context, settings, problems, depth + 1);
}

/** One block of settings, or `<settings>` around several. Blocks that this phone draws nothing from are passed over. */
function take(block: Element, settings: SettingStore, problems: string[]): void {
  switch (block.name) {
    case "settings":
      for (const inner of block.children) take(inner, settings, problems);
      return;
    case "phone-settings":
    case "functionKeys":
    case "function-keys":
    case "firmware-settings":
      if (settings.text("update_policy") !== "never_update") for (const setting of block.children) settings.put(setting);
      return;
    case "tbook":
    case "phone-book":
    case "dialplan":
    case "certificates":
    case "gui-languages":
    case "web-languages":
    case "uploads":
      return;
    default:
      problems.push(`a file holds <${block.name}>, which the phone does not know`);
  }
}

/** With `auto_update` the phone fetches the file that names the image, and takes the image when it is another. */
async function wantedFirmware(context: VirtualBoot, settings: SettingStore, problems: string[]): Promise<string | null> {
  const status = settings.text("firmware_status");
  if (settings.text("update_policy") !== "auto_update" || status === "") return null;
  await load(status, context, settings, problems);
  const image = settings.text("firmware");
  const version = /-(\d+(?:\.\d+)+)-SIP/.exec(decodeURIComponent(image))?.[1] ?? null;
  if (image === "" || version === null || version === context.firmware) return version;
  if (await flash(image, context, problems)) context.memory.set("firmware", version);
  return version;
}

/** A small image says in its query where the whole one lies: the phone fetches both. False: not now. */
async function flash(image: string, context: VirtualBoot, problems: string[]): Promise<boolean> {
  const userAgentOfLoader = userAgent(context.model, context.firmware, context.mac, "boot");
  const chained = URL.canParse(image) ? new URL(image).searchParams.get("chained_url") : null;
  for (const file of chained === null ? [image] : [image, chained]) {
    const { status } = await context.fetch({ method: "GET", file, userAgent: userAgentOfLoader });
    if (status !== 200 && status !== 503) problems.push(`the firmware image was answered ${status}`);
    if (status !== 200) return false;
  }
  return true;
}

function readDirectory(settings: SettingStore): VirtualDirectory | null {
  const said = (name: string) => settings.text(`ldap_${name}`);
  if (said("server") === "") return null;
  return {
    url: `${said("over_tls") === "on" ? "ldaps" : "ldap"}://${said("server")}:${said("port")}`,
    base: said("base"),
    user: said("username"),
    password: said("password"),
    nameFilter: said("search_filter"),
    limit: Number(said("max_hits")),
    numberFilter: said("number_filter") || null,
    numbers: said("number_attributes").split(" "),
  };
}

function urlIn(action: string): string {
  return action.startsWith("url ") ? action.slice("url ".length) : "";
}
