import { compareVersions } from "../../domain/firmware.ts";
import { loadModels } from "../catalogue.ts";
import type { ImageName } from "../firmware-name.ts";
import type { PhoneModel } from "../model.ts";

/** `3111-48450-001.sip.ld`, `3111-48450-001.5.9.7.4477.sip.ld`, `sip.ld`, `2345-12500-001.bootrom.ld`. */
const shape = /^(?:(\d{4}-\d{5}-\d{3})\.)?(?:(\d+(?:\.\d+){2,3})\.)?(sip|bootrom|updater|dect)\.ld$/i;

/**
 * Reads the name of a Polycom image; null: it is none. The makers' names are the same for every version, so the version
 * is put into ours: phones of two versions can be served at once. A part number is put in front by the phone itself.
 *
 * @param version what an archive's name or its `sip.ver` says
 */
export function readImageName(given: string, version: string | null): ImageName | null {
  const name = given.trim().replace(/^(\d{4}-\d{5}-\d{3}\.)\1/, "$1");
  const found = shape.exec(name);
  if (!found) return null;
  const [, part = null, inName = null, of = "sip"] = found;
  const firmwareVersion = inName ?? version;
  const kind = of.toLowerCase() === "sip" ? "phone" : "updater";
  const ours = [part, firmwareVersion, `${of.toLowerCase()}.ld`].filter((piece) => piece !== null).join(".");
  const models = modelsOf(part).filter((model) => kind === "updater" || canRun(model, firmwareVersion));
  return {
    ...{ vendor: "polycom", name: ours, kind, firmwareVersion, models: models.map(({ model }) => model) },
    contradiction: inName !== null && version !== null && inName !== version ? version : null,
    marks: { version: firmwareVersion, products: part === null ? [] : [part] },
  };
}

/** `Polycom_UC_Software_5_9_7_4477_release_sig_split.zip` is version 5.9.7.4477; null: the name tells none. */
export function versionInArchiveName(name: string): string | null {
  const found = /(?<!\d)(\d{1,2})[._](\d{1,2})[._](\d{1,2})(?:[._](\d{3,6}))?(?!\d)/.exec(name);
  return found?.slice(1).filter(Boolean).join(".") ?? null;
}

/** A split image is one part's; a combined one every part's whose phones are known to take it under its plain name. */
function modelsOf(part: string | null): readonly PhoneModel[] {
  const models = loadModels("polycom");
  if (part !== null) return models.filter(({ firmware }) => firmware.family.includes(part));
  return models.filter(({ firmware }) => firmware.pattern !== null && new RegExp(firmware.pattern, "i").test("sip.ld"));
}

/** Old models end at a release; what is newer is not for them. */
function canRun({ firmware }: PhoneModel, version: string | null): boolean {
  if (version === null || firmware.last === undefined) return true;
  const digits = firmware.last.split(".").length;
  return compareVersions(version.split(".").slice(0, digits).join("."), firmware.last) <= 0;
}
