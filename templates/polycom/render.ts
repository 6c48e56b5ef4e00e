import type { Plan, PlanFirmware } from "../../domain/plan.ts";
import type { FileRole, RenderedFile, RenderedLine, RenderWarning } from "../contract.ts";
import type { PhoneModel } from "../model.ts";
import { accountParameters, srtpParameters } from "./accounts.ts";
import { favouriteLines, favouriteWarnings } from "./directory.ts";
import { bookWarnings, keyParameters } from "./key-parameters.ts";
import { layOutKeys } from "./keys.ts";
import { ldapParameters } from "./ldap.ts";
import { masterLines } from "./master.ts";
import { modelOf } from "./models.ts";
import { serverParameters } from "./provisioning-server.ts";
import { overridden, rawParameters, rawWarnings } from "./raw.ts";
import { deviceSet, inFlash, sharedParameters } from "./settings.ts";
import { type Parameter, parameterLines } from "./xml.ts";

type Rendering = { readonly lines: readonly RenderedLine[]; readonly warnings: readonly RenderWarning[] };

/** A file of the plan's phone as bytes, or null when a phone of this model has no such file. */
export function render(role: FileRole, plan: Plan): RenderedFile | null {
  const rendering = renderRole(role, plan);
  return rendering === null ? null : toFile(rendering.lines, rendering.warnings);
}

/** The same file line by line. */
export function explain(role: FileRole, plan: Plan): readonly RenderedLine[] | null {
  return renderRole(role, plan)?.lines ?? null;
}

/** Lines to bytes. */
export function toFile(lines: readonly RenderedLine[], warnings: readonly RenderWarning[]): RenderedFile {
  const body = Buffer.from(lines.map(({ text }) => text).join("\n"));
  return { contentType: "text/xml; charset=utf-8", body, warnings };
}

function renderRole(role: FileRole, plan: Plan): Rendering | null {
  const model = modelOf(plan.phone.modelId);
  if (!model) return null;
  switch (role) {
    case "master":
      return { lines: masterLines(plan.phone.mac, applicationFile(plan.firmware, model), plan.settings.uploads), warnings: [] };
    case "phone":
      return phoneFile(plan, model);
    case "shared":
      return { lines: parameterLines(sharedFileParameters(plan, model)), warnings: [] };
    case "directory":
      return directory(plan, model);
    default:
      return null;
  }
}

function phoneFile(plan: Plan, model: PhoneModel): Rendering {
  const layout = layOutKeys(plan, model);
  const generated = [
    deviceSet,
    ...serverParameters(plan.provisioning.url, plan.provisioning.origin),
    ...inFlash("device.auth.localAdminPassword", plan.adminPassword.value, plan.adminPassword.origin),
    ...inFlash("device.auth.localUserPassword", plan.userPassword.value, plan.userPassword.origin),
    ...srtpParameters(plan.accounts),
    ...accountParameters(plan, model),
    ...ldapParameters(plan),
    ...keyParameters(plan, layout, model.dialect.keyLayout === "flexible"),
  ];
  return {
    lines: parameterLines(rawParameters(plan.raw, generated)),
    warnings: [...rawWarnings(plan.raw), ...layout.warnings, ...bookWarnings(plan)],
  };
}

/** What the phone's own file says, the shared part leaves out, so that a parameter has one value and one origin. */
function sharedFileParameters(plan: Plan, model: PhoneModel): Parameter[] {
  const own = overridden(plan.raw);
  return sharedParameters(plan.settings, model).filter(({ name }) => !own.has(name));
}

/** A phone without keys has no favourites: it gets 404 here and reads the organisation's seed instead. */
function directory(plan: Plan, model: PhoneModel): Rendering | null {
  if (model.dialect.keyLayout === "none") return null;
  const layout = layOutKeys(plan, model);
  return { lines: favouriteLines(layout), warnings: favouriteWarnings(layout) };
}

/** The phone puts its part number and a dot in front of the name, so that it must not stand there already. */
function applicationFile(firmware: PlanFirmware | null, model: PhoneModel): PlanFirmware | null {
  if (firmware === null) return null;
  const prefix = `${String(model.files.partNumber ?? "")}.`;
  const file = prefix.length > 1 && firmware.file.startsWith(prefix) ? firmware.file.slice(prefix.length) : firmware.file;
  return { ...firmware, file };
}
