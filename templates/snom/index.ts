import type { KeyPlace } from "../../domain/phone-key.ts";
import type { FileRole, Recognised, Vendor } from "../contract.ts";
import { booksFile } from "./books.ts";
import { keyPage } from "./key-page.ts";
import { snomModel } from "./models.ts";
import { readParameterName } from "./parameters.ts";
import { phonebook, phonebookPart } from "./phonebook.ts";
import { recognise } from "./recognise.ts";
import { bootstrap, explain, fileName, fileRoles, firmwareFile, render } from "./render.ts";

/** Snom desk phones, firmware 8 and 10. */
export const vendor: Vendor = {
  id: "snom",
  name: "Snom",
  recognise,
  roleOf,
  roles: (model) => (snomModel(model) === null ? [] : fileRoles),
  fileName,
  render,
  explain,
  bootstrap,
  phonebook,
  phonebookPart,
  bookRole: null,
  withBooks: () => null,
  keyPage,
  pageEnding: "xml",
  parameter: (name) => (readParameterName(name).known ? "known" : "unknown"),
  // It starts again for a new image; for its settings only when one of them needs it, which no list here tells.
  restarts: (changed) => changed.some((line) => /<firmware\b|^firmware/.test(line)),
  keyKinds: (model) => snomModel(model)?.keyKinds ?? [],
  labelShown,
};

/** Images and books of the organisation are no files of the phone's own. */
function roleOf({ wants, file }: Recognised, model: string): FileRole | null {
  if (snomModel(model) === null) return null;
  if (wants === "common") return "model";
  if (wants === "phone") return "phone";
  if (wants === "firmware") return file.toLowerCase() === firmwareFile(model).toLowerCase() ? "firmware" : null;
  return wants === "phonebook" && file === booksFile ? "books" : null;
}

/** Cut where that model's key shows no more; whole where nobody knows, as on modules. Counts characters as people see them. */
function labelShown(model: string, label: string, place: KeyPlace): string {
  const most = place.module > 0 ? null : (snomModel(model)?.geometry.labelChars ?? null);
  if (most === null) return label;
  const characters = [...new Intl.Segmenter("sv", { granularity: "grapheme" }).segment(label)];
  return characters.length <= most
    ? label
    : characters
        .slice(0, most)
        .map(({ segment }) => segment)
        .join("");
}
