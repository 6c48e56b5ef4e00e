import { firmwareSegment } from "../../domain/firmware.ts";
import type { BootstrapPlan, Plan } from "../../domain/plan.ts";
import type { FileRole, RenderedFile, RenderedLine, RenderWarning } from "../contract.ts";
import type { PhoneModel } from "../model.ts";
import { booksFile, directoryUrl, ldap } from "./books.ts";
import { identities } from "./identities.ts";
import { functionKeys } from "./keys.ts";
import { snomModel } from "./models.ts";
import { builtIn, type Parameter, setting } from "./parameter.ts";
import { override } from "./raw.ts";
import { administration, provisioning, regional, telephony } from "./settings.ts";
import { contentType, declaration, elementLine, encodeLines } from "./xml.ts";

/**
 * The files of one phone. A phone asks for `model`, then for `phone`; the latter is whole by itself, so that a phone
 * whose URL names one file (`{mac}`) comes up the same.
 */
export const fileRoles = ["model", "phone", "firmware", "books"] as const;

type Lines = { readonly lines: readonly RenderedLine[]; readonly warnings: readonly RenderWarning[] };

/** `snomD785-firmware.xml`: named by `firmware_status`. */
export function firmwareFile(model: string): string {
  return `${phoneType(model)}-firmware.xml`;
}

/** The name under which a phone of this model asks: `snom` and the model, with or without its D. */
export function phoneType(model: string): string {
  const type = snomModel(model)?.files.phoneType;
  return typeof type === "string" ? type : `snom${model}`;
}

export function fileName(role: FileRole, phone: { readonly mac: string; readonly model: string }): string {
  if (role === "firmware") return firmwareFile(phone.model);
  if (role === "books") return booksFile;
  const type = phoneType(phone.model);
  return role === "model" ? `${type}.htm` : `${type}-${phone.mac.toUpperCase()}.htm`;
}

export function render(role: FileRole, plan: Plan): RenderedFile | null {
  const made = linesOf(role, plan);
  return made && asFile(made);
}

export function explain(role: FileRole, plan: Plan): readonly RenderedLine[] | null {
  return linesOf(role, plan)?.lines ?? null;
}

function asFile({ lines, warnings }: Lines): RenderedFile {
  return { contentType, body: encodeLines(lines.map(({ text }) => text)), warnings };
}

function linesOf(role: FileRole, plan: Plan): Lines | null {
  const model = snomModel(plan.phone.modelId);
  if (model === null) return null;
  if (role === "model") return modelLines(plan, model);
  if (role === "phone") return phoneLines(plan, model);
  if (role === "firmware") return plan.firmware && { lines: firmwareLines(plan, plan.firmware), warnings: [] };
  if (role === "books") return plan.directories.length < 2 ? null : { lines: bookLines(plan), warnings: [] };
  return null;
}

/** Nothing secret but the address: what every phone of the model would get. */
function modelLines(plan: Plan, model: PhoneModel): Lines {
  const parameters = [...regional(plan.settings, model), ...provisioning(plan, model, firmwareFile(model.model))];
  const names = new Set(parameters.map(({ name }) => name));
  const { parameters: own, warnings } = override(
    parameters,
    plan.raw.filter(({ name }) => names.has(name)),
  );
  return { lines: settingsLines(own, null), warnings };
}

function phoneLines(plan: Plan, model: PhoneModel): Lines {
  const { parameters, warnings } = override(
    [
      ...provisioning(plan, model, firmwareFile(model.model)),
      ...regional(plan.settings, model),
      ...administration(plan),
      ...telephony(plan),
      ...ldap(plan),
      ...identities(plan, model),
    ],
    plan.raw,
  );
  return { lines: settingsLines(parameters, functionKeys(plan, model)), warnings };
}

/** @param keys null = a file without function keys, which leaves them as they are */
function settingsLines(parameters: readonly Parameter[], keys: readonly Parameter[] | null): readonly RenderedLine[] {
  const block = (name: string, content: readonly Parameter[], e = "") => [
    plain(`<${name}${e}>`),
    ...content.map(parameterLine),
    plain(`</${name}>`),
  ];
  return [
    plain(declaration),
    plain("<settings>"),
    // e="2": references to characters above 255 are allowed.
    ...block("phone-settings", parameters, ' e="2"'),
    ...(keys === null ? [] : block("functionKeys", keys, ' e="2"')),
    plain("</settings>"),
    plain(""),
  ];
}

function parameterLine({ name, attributes, value, origin }: Parameter): RenderedLine {
  return { text: elementLine(name, attributes, value), origin };
}

function plain(text: string): RenderedLine {
  return { text, origin: null };
}

/**
 * The image keeps the name that the vendor gave it: phones refuse others. Where the way to it leads through a small one,
 * that is what the phone fetches, and reads in its query where the whole one lies.
 */
function firmwareLines(plan: Plan, firmware: NonNullable<Plan["firmware"]>): readonly RenderedLine[] {
  const addressOf = (file: string) => `${plan.provisioning.url}firmware/${firmwareSegment(file)}`;
  const { file, through } = firmware;
  const url = through === null ? addressOf(file) : `${addressOf(through)}?chained_url=${encodeURIComponent(addressOf(file))}`;
  const image = parameterLine({ name: "firmware", attributes: { perm: "" }, value: url, origin: firmware.origin });
  return [plain(declaration), plain("<firmware-settings>"), image, plain("</firmware-settings>"), plain("")];
}

/** The minibrowser's menu of books. */
function bookLines(plan: Plan): readonly RenderedLine[] {
  const items = plan.directories.flatMap((directory) => [
    plain("<MenuItem>"),
    { text: elementLine("Name", {}, directory.name), origin: directory.origin },
    { text: elementLine("URL", {}, directoryUrl(plan, directory)), origin: directory.origin },
    plain("</MenuItem>"),
  ]);
  return [plain(declaration), plain("<SnomIPPhoneMenu>"), ...items, plain("</SnomIPPhoneMenu>"), plain("")];
}

/** Seconds after which a phone that has just been given its address shall ask there. */
const comeBackAtOnce = 30;
/** Seconds after which a phone that nobody has claimed asks again. */
const comeBackLater = 3600;

/**
 * How an unproven phone looks, and where it shall ask next. The timer is the one way to bring a phone back that both
 * firmware 8 and 10 have; that 30 seconds are obeyed is not verified on a phone. The phone's own file switches it off.
 */
export function bootstrap(role: FileRole, plan: BootstrapPlan): RenderedFile | null {
  if (role !== "model" && role !== "phone") return null;
  const model = plan.modelId === null ? null : snomModel(plan.modelId);
  const timer = plan.askAgainNow ? comeBackAtOnce : comeBackLater;
  const parameters = [
    setting("setting_server", plan.provisioningUrl, builtIn, "RW"),
    setting("update_policy", "settings_only", builtIn),
    setting("settings_refresh_timer", String(timer), builtIn),
    ...regional(plan.settings, model),
  ];
  return asFile({ lines: settingsLines(parameters, null), warnings: [] });
}
