import type { FileRole, Vendor } from "../contract.ts";
import { explainConfig, renderBootstrap, renderConfig, type YealinkRole } from "./config.ts";
import { renderKeyPage } from "./key-page.ts";
import { yCodeOf, yealinkModel, yealinkModels } from "./models.ts";
import { isKnownParameter } from "./parameter.ts";
import { renderPhonebook } from "./phonebook.ts";
import { recognise } from "./recognise.ts";
import { oneLine } from "./text.ts";

const roles: readonly YealinkRole[] = ["common", "phone"];

function asRole(role: FileRole): YealinkRole | null {
  return roles.find((known) => known === role) ?? null;
}

/** Yealink: two files a phone, asked for by `y<code>.cfg` and `<mac>.cfg`. Boot files are not answered: see the folder's README. */
export const vendor: Vendor = {
  id: "yealink",
  name: "Yealink",
  recognise,

  roleOf({ wants, file, mac }, model) {
    const data = yealinkModels().get(model);
    if (wants === "common" && !data) return /^y\d{12}\.cfg$/i.test(file) ? "common" : null;
    if (wants === "common" && data) return file.toLowerCase() === `${yCodeOf(data)}.cfg` ? "common" : null;
    return wants === "phone" && mac !== null ? "phone" : null;
  },

  roles: () => roles,

  fileName: (role, { mac, model }) => (role === "common" ? `${yCodeOf(yealinkModel(model))}.cfg` : `${mac}.cfg`),

  render(role, plan) {
    const known = asRole(role);
    return known && renderConfig(known, plan, yealinkModel(plan.phone.modelId));
  },

  explain(role, plan) {
    const known = asRole(role);
    return known && explainConfig(known, plan, yealinkModel(plan.phone.modelId));
  },

  bootstrap(role, plan) {
    const known = asRole(role);
    return known && renderBootstrap(known, plan, yealinkModels().get(plan.modelId ?? "") ?? null);
  },

  phonebook: renderPhonebook,
  phonebookPart: () => null,
  bookRole: null,
  withBooks: () => null,
  keyPage: renderKeyPage,
  pageEnding: "xml",
  parameter: (name) => (isKnownParameter(name) ? "known" : "unknown"),
  // Parameters of the network, the web pages and the image are read when the phone starts.
  restarts: (changed) => changed.some((line) => /^(?:static\.(?:network|wui|firmware)\.|firmware\.url)/.test(line)),
  keyKinds: (model) => yealinkModels().get(model)?.keyKinds ?? [],

  labelShown(model, label, place) {
    const shown = oneLine(label);
    const room = place.module === 0 ? yealinkModels().get(model)?.geometry.labelChars : null;
    return room ? Array.from(shown).slice(0, room).join("") : shown;
  },
};
