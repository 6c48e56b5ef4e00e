import { readMac } from "../../domain/mac.ts";
import { vendorIds } from "../../domain/plan.ts";
import { allModels } from "../../templates/index.ts";
import type { LiveAccount } from "../../templates/live/contract.ts";
import type { Table } from "./exchange-rows.ts";
import { type Found, type FoundAccount, type FoundPhone, type FoundUser, type Note, nameParts, shownText } from "./found.ts";

/**
 * Extensions of a FreePBX (CSV of its bulk handler), and phones from the list that its open endpoint manager exports
 * (`mac, brand, model, ext, line`). Keys are in neither: they are taken from the phones' own files.
 */

export type FreeKind = "extensions" | "phones";

export function freeKind({ name, rows }: Table): FreeKind | null {
  const has = (...columns: string[]) => name === null && columns.every((one) => rows[0]?.cells.has(one));
  if (has("mac", "brand")) return "phones";
  return has("extension", "name") && (has("secret") || has("devinfo_secret") || has("tech") || has("description"))
    ? "extensions"
    : null;
}

export function readFree(tables: readonly (readonly [FreeKind, Table])[]): Found {
  const notes: Note[] = [];
  const users: FoundUser[] = [];
  const accounts = new Map<string, FoundAccount>();
  for (const { file, line, cells } of rowsOf(tables, "extensions")) {
    const extension = cells.get("extension") ?? "";
    if (extension === "") continue;
    const said = cells.get("name") || cells.get("description") || null;
    const name = nameParts(said);
    if (name) users.push({ extension, ...name, email: cells.get("voicemail_email") || cells.get("email") || null, file, line });
    else notes.push({ file, line, code: "name_missing", text: extension, mac: null });
    const password = cells.get("secret") || cells.get("devinfo_secret") || null;
    const rest = { authUser: null, label: null, displayName: said, registrar: null };
    accounts.set(extension, { position: 0, sipUser: extension, password, ...rest, file, line });
  }
  const phones = phonesIn(rowsOf(tables, "phones"), accounts, notes);
  const used = new Set(phones.flatMap(({ said }) => said?.accounts.map(({ sipUser }) => sipUser) ?? []));
  return { users, accounts: [...accounts.values()].filter(({ sipUser }) => !used.has(sipUser)), phones, notes };
}

type Row = { readonly file: string; readonly line: number; readonly cells: ReadonlyMap<string, string> };

function rowsOf(tables: readonly (readonly [FreeKind, Table])[], kind: FreeKind): Row[] {
  return tables.filter(([one]) => one === kind).flatMap(([, { file, rows }]) => rows.map((row) => ({ file, ...row })));
}

/** A row for each line: a phone has as many as it stands there. */
function phonesIn(rows: readonly Row[], accounts: ReadonlyMap<string, FoundAccount>, notes: Note[]): FoundPhone[] {
  const byMac = Map.groupBy(rows, ({ cells }) => readMac(cells.get("mac") ?? "") ?? "");
  return [...byMac].flatMap(([mac, some]) => {
    const [first] = some;
    const brand = (first?.cells.get("brand") ?? "").toLowerCase().replace(/^poly$/, "polycom");
    const vendor = vendorIds.find((one) => brand.includes(one));
    if (!first || mac === "" || !vendor) {
      for (const { file, line, cells } of some)
        notes.push({
          file,
          line,
          code: "row_unfit",
          text: shownText(`${cells.get("mac")} ${cells.get("brand")}`),
          mac: mac || null,
        });
      return [];
    }
    const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
    const wanted = plain(first.cells.get("model") ?? "");
    const model = allModels().find((one) => one.vendor === vendor && plain(one.model) === wanted)?.model ?? null;
    const own = some.flatMap(({ cells }, at): LiveAccount[] => {
      const sipUser = cells.get("ext") || cells.get("extension") || "";
      const position = Number(cells.get("line") || at + 1);
      if (sipUser === "" || !Number.isInteger(position) || position < 1 || position > 34) return [];
      const known = accounts.get(sipUser);
      const none = { authUser: null, password: null, label: null, displayName: null, registrar: null };
      return [{ ...none, ...known, sipUser, position }];
    });
    const label = first.cells.get("description") ?? "";
    return [
      {
        mac,
        vendor,
        model,
        label,
        file: first.file,
        parameters: [],
        said: { accounts: own, keys: [], settings: [], modules: 0 },
      },
    ];
  });
}
