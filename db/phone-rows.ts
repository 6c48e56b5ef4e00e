import { DomainError } from "../domain/errors.ts";
import type { VendorId } from "../domain/plan.ts";
import { type EditableRow, versioned } from "./rows.ts";
import type { Db, Versioned } from "./types.ts";

export const phoneStates = ["found", "claimed", "bound", "retired"] as const;
/** `found`: seen, belongs to nobody (`db/found-phones.ts`); `claimed`: an organisation's; `bound`: has proved itself. */
export type PhoneState = (typeof phoneStates)[number];

/** Secrets are in no such value. */
export type Phone = Versioned & {
  readonly organisationId: string;
  readonly siteId: string | null;
  readonly layoutId: string | null;
  readonly userId: string | null;
  readonly mac: string;
  readonly vendor: VendorId;
  readonly model: string;
  readonly label: string;
  readonly state: PhoneState;
  /** Expansion modules in chain order. */
  readonly modules: readonly string[];
  readonly revision: number;
};

export type PhoneRow = EditableRow & {
  organisation_id: string;
  site_id: string | null;
  layout_id: string | null;
  user_id: string | null;
  mac: string;
  vendor: VendorId;
  model: string;
  label: string;
  state: PhoneState;
  modules: string;
  revision: number;
};

/** Without the sealed columns. */
export const phoneColumns = [
  ...["id", "version", "created_at", "updated_at", "updated_by", "organisation_id", "site_id", "layout_id"],
  ...["user_id", "mac", "vendor", "model", "label", "state", "modules", "revision"],
] as const;

export function presentPhone(row: PhoneRow): Phone {
  return {
    ...versioned(row),
    organisationId: row.organisation_id,
    siteId: row.site_id,
    layoutId: row.layout_id,
    userId: row.user_id,
    mac: row.mac,
    vendor: row.vendor,
    model: row.model,
    label: row.label,
    state: row.state,
    modules: parseModules(row.modules),
    revision: row.revision,
  };
}

/** The column `modules`: names joined by commas, which no module's name has. */
export function parseModules(column: string): string[] {
  return column === "" ? [] : column.split(",");
}

export function formatModules(modules: readonly string[]): string {
  return modules.join(",");
}

/** 12 lower-case hex digits of a MAC in any written form; what is no MAC gives something that matches none. */
export function normaliseMac(written: string): string {
  return written
    .trim()
    .toLowerCase()
    .replace(/[-:.\s]/g, "");
}

/** `mac` in any written form. With `organisationId` null: any organisation's (operator). Retired phones only by id. */
export async function findPhone(
  db: Db,
  by: { organisationId: string | null; id: string } | { organisationId: string | null; mac: string },
): Promise<Phone | null> {
  const query = db("phone").limit(1);
  if (by.organisationId !== null) query.where("organisation_id", by.organisationId);
  if ("id" in by) query.where("id", by.id);
  // Word for word as the partial index phone_mac says it: else it is not used, and every phone is read.
  else query.where("mac", normaliseMac(by.mac)).whereRaw("state <> 'retired'");
  const [row] = await query.select<PhoneRow[]>(phoneColumns);
  return row ? presentPhone(row) : null;
}

/** As `findPhone` by id. @throws DomainError `phone_not_found` */
export async function getPhone(db: Db, by: { organisationId: string | null; id: string }): Promise<Phone> {
  const phone = await findPhone(db, { organisationId: by.organisationId, id: by.id });
  if (!phone) throw new DomainError("phone_not_found");
  return phone;
}

/** As `getPhone`, and not retired. @throws DomainError `phone_not_found`, `phone_state_refused` */
export async function getLivePhone(db: Db, by: { organisationId: string | null; id: string }): Promise<Phone> {
  const phone = await getPhone(db, by);
  if (phone.state === "retired") throw new DomainError("phone_state_refused", { state: phone.state });
  return phone;
}
