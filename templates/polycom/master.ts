import { create } from "xmlbuilder2";
import type { Origin, PlanFirmware, Sourced } from "../../domain/plan.ts";
import type { RenderedLine } from "../contract.ts";
import { nameOfRole } from "./file-names.ts";
import { builtIn } from "./settings.ts";
import { clean, declaration } from "./xml.ts";

/** Replaced by the phone itself, where the asker's MAC address is not known. */
const macVariable = "[PHONE_MAC_ADDRESS]";
/** An address that nothing can be put to (as sipXcom does it). */
const nowhere = "http://0.0.0.0";

/**
 * The master file: which firmware, which files, where to put what. The leftmost file wins, so the phone's own stands
 * first. Names are relative: the phone asks for them where it found this file, with the same proof.
 */
export function masterLines(mac: string | null, firmware: PlanFirmware | null, uploads: Sourced<boolean>): RenderedLine[] {
  const logs = uploads.value ? "" : nowhere;
  const attributes: readonly (readonly [name: string, value: string, origin: Origin])[] = [
    ["APP_FILE_PATH", firmware ? `firmware/${firmware.file}` : "", firmware?.origin ?? builtIn],
    ["CONFIG_FILES", `${nameOfRole("phone", mac ?? macVariable)}, ${nameOfRole("shared", "")}`, builtIn],
    ["MISC_FILES", "", builtIn],
    ["LOG_FILE_DIRECTORY", logs, uploads.origin],
    ["OVERRIDES_DIRECTORY", "", builtIn],
    ["CONTACTS_DIRECTORY", "", builtIn],
    ["LICENSE_DIRECTORY", "", builtIn],
    ["CALL_LISTS_DIRECTORY", logs, uploads.origin],
  ];
  const element = create({ version: "1.0", encoding: "UTF-8" }).ele(
    "APPLICATION",
    Object.fromEntries(attributes.map(([name, value]) => [name, clean(value).replaceAll("&", "&amp;")])),
  );
  // A width of one character puts every attribute on a line of its own.
  const [, root = "", ...lines] = element.end({ prettyPrint: true, width: 1 }).split("\n");
  return [
    { text: declaration, origin: null },
    { text: root, origin: null },
    ...lines.map((text, at) => ({ text, origin: attributes[at]?.[2] ?? null })),
  ];
}
