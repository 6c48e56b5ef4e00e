import type { Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import type { PhoneModel } from "../../templates/model.ts";
import { many, text } from "../command.ts";
import { resolveAccount, resolveLayout, resolveSite, resolveUser } from "../resolve.ts";

/** What may be said of a phone when it is added, claimed or assigned. */
export const placeOptions = {
  label: text("--label <text>", "what it is called, such as the room"),
  user: text("--user <user>", "whose phone it is"),
  site: text("--site <name>", "where it stands"),
  layout: text("--layout <name>", "keys that it shares"),
  account: many("--account <sipUser>", "SIP account; repeated: position 1 first"),
  module: many("--module <name>", "expansion module; repeated: in chain order"),
};

type Written = {
  readonly label: string | undefined;
  readonly user: string | undefined;
  readonly site: string | undefined;
  readonly layout: string | undefined;
  readonly account: readonly string[];
};

/** Names to ids. An empty text clears, an absent one stays undefined. */
export async function resolvePlace(db: Db, organisationId: string, written: Written) {
  const { label, user, site, layout, account } = written;
  const accounts: string[] = [];
  for (const one of account.filter(named)) accounts.push((await resolveAccount(db, organisationId, one)).id);
  return {
    label,
    userId: user ? (await resolveUser(db, organisationId, user)).id : cleared(user),
    siteId: site ? (await resolveSite(db, organisationId, site)).id : cleared(site),
    layoutId: layout ? (await resolveLayout(db, organisationId, layout)).id : cleared(layout),
    accounts: account.length > 0 ? accounts : undefined,
  };
}

function cleared(value: string | undefined): null | undefined {
  return value === "" ? null : undefined;
}

function named(written: string): boolean {
  return written.trim() !== "";
}

/** The module names as the model's data spells them; an empty name is none. @throws DomainError `input_invalid` naming those that fit */
export function modulesFor(model: PhoneModel, written: readonly string[]): string[] {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");
  const wanted = written.filter(named);
  if (model.modules.length > 0 && wanted.length > model.maxModules) {
    const reason = `${model.name} takes ${model.maxModules} at most`;
    throw new DomainError("input_invalid", { field: "--module", reason, value: wanted.join(", ") });
  }
  return wanted.map((name) => {
    const known = model.modules.find((one) => plain(one.name) === plain(name));
    if (known) return known.name;
    const fitting = model.modules.map((one) => one.name).join(", ");
    throw new DomainError("input_invalid", {
      field: "--module",
      reason: `${model.name} takes ${fitting || "none"}`,
      value: name,
    });
  });
}
