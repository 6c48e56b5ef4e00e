import type { PlanSource, SourceAccount } from "../domain/compose-plan.ts";
import { DomainError } from "../domain/errors.ts";
import type { VendorId } from "../domain/plan.ts";
import { loadSettingLayers } from "./plan-settings.ts";
import { loadKeys, type PhonePart } from "./plan-source.ts";
import { loadTargets } from "./plan-targets.ts";
import type { Db } from "./types.ts";

/** A model that nobody has on the desk, to look at a layout through. */
export type Looking = {
  readonly organisationId: string;
  readonly layoutId: string;
  readonly vendor: VendorId;
  readonly model: string;
  readonly modules: readonly string[];
  /** As many as the model takes: a layout does not know which its phones have. */
  readonly accounts: number;
};

/** What such a phone's plan would be made of, with the layout's keys alone. It has no secrets. @throws DomainError `layout_not_found` */
export async function loadLayoutSource(db: Db, looking: Looking): Promise<PlanSource> {
  const part = await loadPart(db, looking);
  const layers = await loadSettingLayers(db, [part]);
  const keys = await loadKeys(db, "layout_key", "layout_id", [looking.layoutId]);
  const targets = await loadTargets(db, [keys]);
  return {
    phone: {
      ...{ id: "", mac: "", label: "", revision: 0, by: null, at: null },
      ...{ vendor: looking.vendor, modelId: looking.model, modules: looking.modules },
    },
    organisation: { id: looking.organisationId, title: part.title },
    accounts: Array.from({ length: looking.accounts }, (_, at) => account(at + 1)),
    ownKeys: [],
    layout: { name: part.layout_name ?? "", keys: keys.get(looking.layoutId) ?? [] },
    ...targets,
    layers: layers(part),
    phonebooks: { ofUser: [], ofOrganisation: [] },
    firmware: new Map(),
    ...{ ldap: { user: "", password: "" }, token: "", adminPassword: "", userPassword: "" },
  };
}

/** Its label is whatever the phone's account is called. */
function account(position: number): SourceAccount {
  return {
    ...{ position, label: "", userName: null, sipUser: "", authUser: "", password: "" },
    ...{ registrar: { host: "", port: null }, by: null, at: null },
  };
}

async function loadPart(db: Db, { organisationId, layoutId, vendor, model, modules }: Looking): Promise<PhonePart> {
  type Row = Pick<PhonePart, "title" | "language" | "time_zone" | "organisation_at" | "organisation_by" | "layout_name">;
  const row: Row | undefined = await db("layout as l")
    .join("organisation as o", "o.id", "l.organisation_id")
    .where({ "l.id": layoutId, "l.organisation_id": organisationId })
    .first([
      ...["o.title", "o.language", "o.time_zone", "o.updated_at as organisation_at", "o.updated_by as organisation_by"],
      "l.name as layout_name",
    ]);
  if (!row) throw new DomainError("layout_not_found");
  return {
    ...row,
    ...{ id: "", mac: "", label: "", vendor, model, modules: JSON.stringify(modules), revision: 0 },
    ...{ created_at: "", updated_by: "", organisation_id: organisationId, layout_id: layoutId, site_id: null, site_name: null },
    user_id: null,
    directory_key_sealed: null,
    ...{ token_sealed: "", admin_password_sealed: "", user_password_sealed: "" },
  };
}
