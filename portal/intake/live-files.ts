import { decodeText } from "../../db/csv/decode-text.ts";
import type { LiveFile } from "../../templates/live/contract.ts";
import { readPolycomFile } from "../../templates/polycom/live-file.ts";
import { readSnomFile } from "../../templates/snom/live-file.ts";
import { readYealinkFile } from "../../templates/yealink/live-file.ts";
import { type Found, type FoundPhone, type Note, shownText } from "./found.ts";

/** Phones from the files that they fetch from another system: each phone's own, and what it shares with others. */

/** A file that no make's reader knows is none of these. */
export function readLiveFile(name: string, bytes: Uint8Array): LiveFile | null {
  const text = decodeText(bytes);
  if (text.includes("\0")) return null;
  return readYealinkFile(name, text) ?? readSnomFile(name, text) ?? readPolycomFile(name, text);
}

/** What the phone itself or its page has changed goes before what its server says. */
const later = /-(?:local|phone|web|overrides?)\.\w+$/i;

export function phonesOf(files: readonly LiveFile[]): Found {
  const phones: FoundPhone[] = [];
  const empty: Note[] = [];
  const byPhone = Map.groupBy(
    files.filter(({ mac, vendor }) => mac !== null && vendor !== undefined),
    ({ mac, vendor }) => `${vendor} ${mac}`,
  );
  for (const own of byPhone.values()) {
    const first = own.find(({ kind }) => kind === "phone") ?? own[0];
    if (!first || first.mac === null) continue;
    const shared = sharedWith(first, own, files);
    const ordered = [...shared, ...own.filter(({ name }) => !later.test(name)), ...own.filter(({ name }) => later.test(name))];
    const parameters = ordered.flatMap(({ name, parameters: some }) => some.map((one) => ({ ...one, file: name })));
    if (parameters.length === 0) {
      empty.push({ file: first.name, line: null, code: "file_empty", text: "", mac: first.mac });
      continue;
    }
    const model = own.find(({ model }) => model !== null)?.model ?? modelOfShared(shared);
    phones.push({ mac: first.mac, vendor: first.vendor, model, label: "", file: first.name, parameters, said: null });
  }
  const notes = [...empty, ...files.flatMap((file) => notesOf(file))];
  return { users: [], accounts: [], phones, notes };
}

/** Common files of the make; a Polycom reads those that its master file names. */
function sharedWith(phone: LiveFile, own: readonly LiveFile[], files: readonly LiveFile[]): LiveFile[] {
  const common = files.filter(({ vendor, kind }) => vendor === phone.vendor && kind === "common");
  // Its own, else the one for every phone that has none: never another phone's.
  const everybodys = files.filter(({ mac }) => mac === null || /^0+$/.test(mac));
  const masters = [...own, ...everybodys].filter(({ kind, vendor }) => kind === "master" && vendor === phone.vendor);
  const [master] = masters;
  if (!master) return forModel(phone, common);
  const reads = master.reads.map((one) => baseName(one).toLowerCase());
  return common
    .filter(({ name }) => reads.includes(baseName(name).toLowerCase()))
    .sort((a, b) => reads.indexOf(baseName(b.name).toLowerCase()) - reads.indexOf(baseName(a.name).toLowerCase()));
}

/** A common file of another model is not the phone's. */
function forModel(phone: LiveFile, common: readonly LiveFile[]): LiveFile[] {
  return common.filter(({ model }) => model === null || phone.model === null || model === phone.model);
}

function modelOfShared(shared: readonly LiveFile[]): string | null {
  const models = new Set(shared.flatMap(({ model }) => model ?? []));
  return models.size === 1 ? ([...models][0] ?? null) : null;
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

function notesOf(file: LiveFile): Note[] {
  return file.unread.map(({ line, text }) => ({
    ...{ file: file.name, line, code: "no_parameter", text: shownText(text), mac: file.mac },
  }));
}
