import { z } from "zod";
import { DomainError } from "../../domain/errors.ts";
import { vendorIds } from "../../domain/plan.ts";
import { isAdministratorsSetting } from "../../domain/setting-forms.ts";
import { oneOf } from "../dialect/dialect.ts";
import { createLayout, deleteLayout, findLayout, renameLayout } from "../layouts.ts";
import { KeyInput, ownKeys, setLayoutKeys } from "../phone-keys.ts";
import { phonesWithLayout, raisePhones } from "../revisions.ts";
import { layerOf } from "../setting-scopes.ts";
import { clearRawParameter, clearSetting, setRawParameter, setSetting, storedSetting } from "../settings.ts";
import type { Db } from "../types.ts";
import type { Undoer, Undoing } from "./undoer.ts";

const Name = z.object({ name: z.string() });
const of = ({ organisationId, id }: Undoing) => ({ organisationId, id });
const nameNow = async (trx: Db, undoing: Undoing) => ({ name: (await findLayout(trx, of(undoing)))?.name ?? null });

const Vendor = z.enum(vendorIds).nullable();
/** What a deleted layout had: see `deleteLayout`. */
const Had = z.object({
  keys: z.array(KeyInput),
  settings: z.array(z.object({ vendor: z.string(), name: z.string(), value: z.string() })),
  phones: z.array(z.string()),
});

async function comeBack(trx: Db, undoing: Undoing): Promise<void> {
  const { organisationId, id: layoutId, entry, before, actor, now } = undoing;
  const { keys, settings, phones } = Had.parse(entry.restore);
  await createLayout(trx, { organisationId, ...Name.parse(before) }, actor, now, layoutId);
  if (keys.length > 0) await setLayoutKeys(trx, { organisationId, layoutId, keys }, actor, now);
  for (const { vendor, name, value } of settings) {
    await writeSetting(trx, undoing, `layout:${layoutId}`, vendor === "" ? null : Vendor.parse(vendor), name, value);
  }
  // Phones that have got another layout meanwhile keep it.
  await trx("phone")
    .where({ organisation_id: organisationId })
    .where(oneOf(trx, "id", phones))
    .whereNull("layout_id")
    .update({ layout_id: layoutId });
  await raisePhones(trx, phonesWithLayout(trx, layoutId));
}

export const layoutUndoers: Readonly<Record<string, Undoer>> = {
  "layout.renamed": {
    current: nameNow,
    putBack: (trx, undoing) => renameLayout(trx, { ...of(undoing), ...Name.parse(undoing.before) }, undoing.actor, undoing.now),
  },
  "layout.created": {
    current: nameNow,
    putBack: async (trx, undoing) => {
      const used = await trx("phone").where("layout_id", undoing.id).first("id");
      const keys = await ownKeys(trx, "layout", undoing.id);
      const fields = [...(keys.length > 0 ? ["keys"] : []), ...(used ? ["phones"] : [])];
      if (fields.length > 0) throw new DomainError("undo_changed", { fields });
      await deleteLayout(trx, of(undoing), undoing.actor, undoing.now);
    },
  },
  "layout.deleted": { current: nameNow, putBack: comeBack, when: ({ restore }) => Had.safeParse(restore).success },
};

const Said = z.object({ name: z.string(), vendor: Vendor, value: z.string().nullable() });

/** @param value in the form in which it is kept; null: nothing is said */
async function writeSetting(
  trx: Db,
  { organisationId, actor, now }: Undoing,
  scope: string,
  vendor: z.infer<typeof Vendor>,
  name: string,
  value: string | null,
): Promise<void> {
  const at = layerOf(scope, organisationId);
  if (at === null) throw new DomainError("undo_gone");
  if (vendor !== null && value !== null) await setRawParameter(trx, { at, vendor, name, value }, actor, now);
  else if (vendor !== null) await clearRawParameter(trx, { at, vendor, name }, actor, now);
  else if (value !== null) await setSetting(trx, { at, name, value: z.json().parse(JSON.parse(value)) }, actor, now);
  else await clearSetting(trx, { at, name }, actor, now);
}

const setting: Undoer = {
  current: async (trx, { id, after }) => {
    const { name, vendor } = Said.parse(after);
    return { name, vendor, value: await storedSetting(trx, id, vendor, name) };
  },
  putBack: (trx, undoing) => {
    const { name, vendor, value } = Said.parse(undoing.before);
    return writeSetting(trx, undoing, undoing.id, vendor, name, value);
  },
  operatorOnly: ({ after, before }) => {
    const said = Said.safeParse(after ?? before);
    return !said.success || said.data.vendor !== null || !isAdministratorsSetting(said.data.name);
  },
};

export const settingUndoers: Readonly<Record<string, Undoer>> = { "setting.set": setting, "setting.cleared": setting };
