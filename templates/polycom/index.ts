import type { Vendor } from "../contract.ts";
import { bootstrap } from "./bootstrap.ts";
import { directoryWithPeople } from "./directory.ts";
import { nameOfRole, roleOfName } from "./file-names.ts";
import { keyPage } from "./key-page.ts";
import { modelOf } from "./models.ts";
import { parameter } from "./parameters.ts";
import { phonebookPage, phonebookPart } from "./phonebook.ts";
import { recognise } from "./recognise.ts";
import { explain, render } from "./render.ts";

export { seedDirectory } from "./directory.ts";

/** Polycom and Poly desk and conference phones with SIP software from 4.0 on. */
export const vendor: Vendor = {
  id: "polycom",
  name: "Polycom",
  recognise,
  roleOf: ({ wants, file }) =>
    wants === "boot" || wants === "phone" || wants === "common" || wants === "directory" ? bootRole(wants, file) : null,
  roles: (model) =>
    modelOf(model)?.dialect.keyLayout === "none" ? ["master", "phone", "shared"] : ["master", "phone", "shared", "directory"],
  fileName: (role, { mac }) => nameOfRole(role, mac),
  render,
  explain,
  bootstrap,
  phonebook: phonebookPage,
  phonebookPart,
  bookRole: "directory",
  withBooks: directoryWithPeople,
  keyPage,
  pageEnding: "html",
  parameter,
  // It compares its files and starts again when one of them has changed (reference: check-sync and polling).
  restarts: (changed) => changed.length > 0,
  keyKinds: (model) => modelOf(model)?.keyKinds ?? [],
  labelShown: (model, label) => cut(label, modelOf(model)?.geometry.labelChars ?? null),
};

/** A boot file is always the master, whatever it is called; the others go by their names. */
function bootRole(wants: string, file: string): string | null {
  return wants === "boot" ? "master" : roleOfName(file);
}

function cut(label: string, characters: number | null): string {
  return characters === null ? label : [...label].slice(0, characters).join("");
}
