import { type Cells, column, inColumn, mustHave, type Sheet, type SheetContext } from "../../db/csv/sheet.ts";
import { listLayouts } from "../../db/layouts.ts";
import { KeyInput, listLayoutKeys, listPhoneKeys, type StoredKey, setLayoutKeys, setPhoneKeys } from "../../db/phone-keys.ts";
import { DomainError } from "../../domain/errors.ts";
import { writeMac } from "../../domain/mac.ts";
import { formatPlace, type KeyTarget, keyKinds } from "../../domain/phone-key.ts";
import { parseInput, parsePlace, parseWhole } from "../parse.ts";
import { everyPhone, resolveContact, resolveGroup, resolveLayout, resolvePhone, resolveUser } from "../resolve.ts";
import { targetNames, uniqueUserName } from "../target-names.ts";

/** Keys of phones (by MAC) and of layouts (by name): exactly one of the two stands in each row. */
export const keys: Sheet = {
  columns: [
    column("phone", false, "telefon", "mac"),
    column("layout", false),
    column("place", true, "plats", "knapp"),
    column("kind", true, "typ"),
    column("follows", false, "följer"),
    column("target", false, "mål"),
    column("account", false, "konto"),
    column("label", false, "text", "etikett"),
    column("value", false, "värde"),
    column("locked", false, "låst"),
  ],
  importRow: async (context, cells) => {
    const { db, organisationId, actor, now } = context;
    const owner = await ownerOf(context, cells);
    const key = await keyOf(context, cells);
    const had = "phoneId" in owner ? await listPhoneKeys(db, owner) : await listLayoutKeys(db, owner);
    const before = had.find(
      (one) => formatPlace(one.place) === formatPlace(key.place) && !("from" in one && one.from === "layout"),
    );
    if (before && sameKey(before, key)) return "unchanged";
    await inColumn("place", () =>
      "phoneId" in owner
        ? setPhoneKeys(db, { organisationId, phoneId: owner.phoneId, keys: [key] }, actor, now)
        : setLayoutKeys(db, { organisationId, layoutId: owner.layoutId, keys: [key] }, actor, now),
    );
    return before ? "updated" : "created";
  },
  exportRows: async (db, organisationId) => {
    const names = await targetNames(db, organisationId, uniqueUserName);
    const rows: string[][] = [];
    for (const layout of await listLayouts(db, organisationId)) {
      const owned = await listLayoutKeys(db, { organisationId, layoutId: layout.id });
      rows.push(...owned.map((key) => ["", layout.name, ...cellsOf(key, names)]));
    }
    for (const phone of await everyPhone(db, organisationId)) {
      if (phone.state === "retired") continue;
      const shown = await listPhoneKeys(db, { organisationId, phoneId: phone.id });
      rows.push(...shown.filter((key) => key.from === "phone").map((key) => [writeMac(phone.mac), "", ...cellsOf(key, names)]));
    }
    return rows;
  },
};

type Owner =
  | { readonly organisationId: string; readonly phoneId: string }
  | { readonly organisationId: string; readonly layoutId: string };

async function ownerOf({ db, organisationId }: SheetContext, cells: Cells): Promise<Owner> {
  const phone = cells("phone");
  const layout = cells("layout");
  if (phone && layout) await inColumn("layout", () => refuse("layout", "phone or layout, not both"));
  if (layout) return { organisationId, layoutId: (await inColumn("layout", () => resolveLayout(db, organisationId, layout))).id };
  const found = await inColumn("phone", () => resolvePhone(db, mustHave(cells, "phone")));
  // Another organisation's phone is as unknown here as one that does not exist.
  if (found.organisationId !== organisationId)
    await inColumn("phone", () => {
      throw new DomainError("phone_not_found", { mac: phone ?? "" });
    });
  return { organisationId, phoneId: found.id };
}

async function keyOf(context: SheetContext, cells: Cells): Promise<KeyInput> {
  const place = await inColumn("place", () => parsePlace(mustHave(cells, "place")));
  const kind = await inColumn("kind", () => {
    const written = mustHave(cells, "kind");
    const known = keyKinds.find((one) => one.toLowerCase() === written.toLowerCase());
    return known ?? refuse("kind", `one of ${keyKinds.join(", ")}`);
  });
  const target = await targetOf(context, cells);
  const account = await inColumn("account", () => parseWhole(cells("account") || "1", "account", 1, 34));
  const locked = await inColumn("locked", () => yes(cells("locked")));
  const label = cells("label") ?? null;
  return inColumn("kind", () =>
    parseInput(KeyInput, { place, kind, target, account, label, value: cells("value") ?? null, locked }),
  );
}

async function targetOf({ db, organisationId }: SheetContext, cells: Cells): Promise<KeyTarget | null> {
  const target = cells("target");
  const follows = cells("follows")?.toLowerCase() || "number";
  if (!target) return null;
  return inColumn("target", async (): Promise<KeyTarget> => {
    if (follows === "user" || follows === "användare")
      return { kind: "user", id: (await resolveUser(db, organisationId, target)).id };
    if (follows === "group" || follows === "grupp")
      return { kind: "group", id: (await resolveGroup(db, organisationId, target)).id };
    if (follows === "contact" || follows === "kontakt")
      return { kind: "contact", id: (await resolveContact(db, organisationId, target)).id };
    return follows === "number" || follows === "nummer"
      ? { kind: "number", number: target }
      : refuse("follows", "user, group, contact or number");
  });
}

function yes(written: string | null | undefined): boolean {
  const word = written?.toLowerCase() ?? "no";
  if (["yes", "ja", "true", "1", "x"].includes(word)) return true;
  return ["no", "nej", "false", "0"].includes(word) ? false : refuse("locked", "yes or no");
}

function refuse(field: string, reason: string): never {
  throw new DomainError("input_invalid", { field, reason });
}

function sameKey(before: StoredKey, key: KeyInput): boolean {
  const facts = (one: StoredKey | KeyInput) =>
    JSON.stringify([one.kind, one.target, one.account, one.label, one.value, one.locked]);
  return facts(before) === facts(key);
}

function cellsOf(key: StoredKey, names: ReadonlyMap<string, string>): string[] {
  const { target } = key;
  const follows = target?.kind ?? "";
  const written = target === null ? "" : target.kind === "number" ? target.number : (names.get(target.id) ?? target.id);
  const { kind, label, value } = key;
  return [
    formatPlace(key.place),
    kind,
    follows,
    written,
    String(key.account),
    label ?? "",
    value ?? "",
    key.locked ? "yes" : "no",
  ];
}
