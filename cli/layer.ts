import type { LayerRef } from "../db/settings.ts";
import type { Db } from "../db/types.ts";
import { DomainError } from "../domain/errors.ts";
import { flag, text } from "./command.ts";
import { modelByName } from "./model-name.ts";
import { resolveLayout, resolveOrganisation, resolvePhone, resolveSite } from "./resolve.ts";

/** Where a setting is said. Without any of the narrower ones: the organisation. */
export const layerOptions = {
  operator: flag("--operator", "for every organisation"),
  organisation: text("--organisation <name>", "for an organisation (the default); with --site, --layout, --model: whose"),
  site: text("--site <name>", "for a site"),
  layout: text("--layout <name>", "for phones with a layout"),
  model: text("--model <model>", "for a model; with --operator for every organisation's"),
  phone: text("--phone <mac>", "for one phone"),
};

type Written = {
  readonly [K in keyof typeof layerOptions]: K extends "operator" ? boolean : string | undefined;
};

/** @throws DomainError `input_invalid` when more than one layer is named, and the `…_not_found` of what is named */
export async function resolveLayer(db: Db, written: Written): Promise<LayerRef> {
  const narrow = [written.site, written.layout, written.model, written.phone].filter((one) => one !== undefined);
  if (narrow.length > 1 || (written.operator && narrow.length > 0 && written.model === undefined))
    throw new DomainError("input_invalid", {
      field: "--operator, --site, --layout, --model, --phone",
      reason: "name one of them",
    });
  if (written.phone !== undefined) {
    const phone = await resolvePhone(db, written.phone);
    return { layer: "phone", organisationId: phone.organisationId, phoneId: phone.id };
  }
  if (written.operator && written.model === undefined) return { layer: "operator" };
  const organisationId = written.operator ? null : (await resolveOrganisation(db, written.organisation)).id;
  if (written.model !== undefined) {
    const { vendor, model } = modelByName(written.model);
    return { layer: "model", organisationId, vendor, model };
  }
  if (organisationId === null) return { layer: "operator" };
  if (written.site !== undefined)
    return { layer: "site", organisationId, siteId: (await resolveSite(db, organisationId, written.site)).id };
  if (written.layout !== undefined)
    return { layer: "layout", organisationId, layoutId: (await resolveLayout(db, organisationId, written.layout)).id };
  return { layer: "organisation", organisationId };
}
