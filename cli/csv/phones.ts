import { type Cells, column, inColumn, mustHave, type Sheet, type SheetContext } from "../../db/csv/sheet.ts";
import { AddPhone, addPhone, findPhone, listPhoneAccounts, type Phone, setPhoneAccounts, updatePhone } from "../../db/phones.ts";
import { DomainError } from "../../domain/errors.ts";
import { findModel } from "../../templates/index.ts";
import type { PhoneModel } from "../../templates/model.ts";
import { modelByName } from "../model-name.ts";
import { parseInput, parseMac } from "../parse.ts";
import { modulesFor } from "../phone/phone-options.ts";
import { everyPhone, everyUser, resolveAccount, resolveLayout, resolveSite, resolveUser } from "../resolve.ts";
import { uniqueUserName } from "../target-names.ts";

/** Phones, by MAC address. A user is named by number, extension, e-mail or full name; several values stand with commas. */
export const phones: Sheet = {
  columns: [
    column("mac", true, "mac-adress"),
    column("model", true, "modell"),
    column("label", false, "benämning", "etikett"),
    column("user", false, "användare"),
    column("site", false, "plats"),
    column("layout", false),
    column("accounts", false, "konton"),
    column("modules", false, "moduler"),
  ],
  importRow: async (context, cells) => {
    const { db, organisationId } = context;
    const mac = await inColumn("mac", () => parseMac(mustHave(cells, "mac")));
    const model = await inColumn("model", () => modelByName(mustHave(cells, "model")));
    const wanted = await resolveRow(context, cells, model);
    const had = await findPhone(db, { organisationId, mac });
    if (had === null) {
      const input = parseInput(AddPhone, { organisationId, mac, vendor: model.vendor, model: model.model, ...wanted });
      await inColumn("mac", () => addPhone(db, context.keyring, input, context.actor, context.now));
      return "created";
    }
    return (await change(context, had, model, wanted)) ? "updated" : "unchanged";
  },
  exportRows: async (db, organisationId) => {
    const users = new Map((await everyUser(db, organisationId)).map((user) => [user.id, user]));
    const listed = await everyPhone(db, organisationId);
    const rows: string[][] = [];
    for (const phone of listed) {
      if (phone.state === "retired" || phone.vendor === null || phone.model === null) continue;
      const accounts = await listPhoneAccounts(db, { organisationId, id: phone.id });
      const model = findModel(phone.vendor, phone.model)?.name ?? phone.model;
      const user = users.get(phone.userId ?? "");
      const sipUsers = accounts.map((one) => one.sipUser).join(",");
      const name = user ? uniqueUserName(user) : "";
      rows.push([
        phone.mac,
        model,
        phone.label,
        name,
        phone.siteName ?? "",
        phone.layoutName ?? "",
        sipUsers,
        phone.modules.join(","),
      ]);
    }
    return rows;
  },
};

type Wanted = Awaited<ReturnType<typeof resolveRow>>;

async function resolveRow({ db, organisationId }: SheetContext, cells: Cells, model: PhoneModel) {
  const idIn = (name: string, resolve: (written: string) => Promise<{ id: string }>) =>
    inColumn(name, async () => {
      const written = cells(name);
      return written ? (await resolve(written)).id : written;
    });
  const accounts = await inColumn("accounts", async () => {
    const written = list(cells("accounts"));
    if (written === undefined) return undefined;
    const ids: string[] = [];
    for (const one of written) ids.push((await resolveAccount(db, organisationId, one)).id);
    return ids;
  });
  return {
    label: cells("label") === null ? "" : cells("label"),
    userId: await idIn("user", (written) => resolveUser(db, organisationId, written)),
    siteId: await idIn("site", (written) => resolveSite(db, organisationId, written)),
    layoutId: await idIn("layout", (written) => resolveLayout(db, organisationId, written)),
    accounts,
    modules: await inColumn("modules", () => {
      const written = list(cells("modules"));
      return written && modulesFor(model, written);
    }),
  } as {
    label?: string;
    userId?: string | null;
    siteId?: string | null;
    layoutId?: string | null;
    accounts?: string[];
    modules?: string[];
  };
}

function list(written: string | null | undefined): string[] | undefined {
  if (written === undefined) return undefined;
  return (written ?? "")
    .split(/[,|]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** True when something was changed. A phone of another model is another phone: that is a swap. */
async function change(
  { db, organisationId, actor, now }: SheetContext,
  had: Phone,
  model: PhoneModel,
  wanted: Wanted,
): Promise<boolean> {
  if (had.vendor !== model.vendor || had.model !== model.model)
    await inColumn("model", () => {
      throw new DomainError("phone_state_refused", { mac: had.mac, state: `a ${had.vendor} ${had.model}` });
    });
  const { accounts, modules, ...fields } = wanted;
  const other = (["label", "userId", "siteId", "layoutId"] as const).some(
    (key) => fields[key] !== undefined && fields[key] !== had[key],
  );
  const otherModules = modules !== undefined && modules.join() !== had.modules.join();
  if (other || otherModules) await updatePhone(db, { organisationId, id: had.id, ...fields, modules }, actor, now);
  const before = await listPhoneAccounts(db, { organisationId, id: had.id });
  const otherAccounts = accounts !== undefined && accounts.join() !== before.map((one) => one.sipAccountId).join();
  if (accounts && otherAccounts) await setPhoneAccounts(db, { organisationId, id: had.id, accounts }, actor, now);
  return other || otherModules || otherAccounts;
}
