import { DomainError } from "./errors.ts";

/**
 * What somebody may do, as a set: `user` for the own person (Mina sidor), `administrator` for the own organisation,
 * `operator` for the organisations that the provider's staff looks after. An administrator is not a user by that alone.
 */
export const rights = ["user", "administrator", "operator"] as const;
export type Right = (typeof rights)[number];

/** Who acts, as it is at this request: rights are read anew each time, so that a change acts on the next one. */
export type Access = {
  readonly userId: string;
  /** The person's own organisation; null for staff that belongs to none. */
  readonly organisationId: string | null;
  readonly rights: readonly Right[];
  /** Organisations that an operator may enter. */
  readonly operates: readonly string[] | "all";
};

export function mayOperate(access: Access, organisationId: string): boolean {
  if (!access.rights.includes("operator")) return false;
  return access.operates === "all" || access.operates.includes(organisationId);
}

/** Administrator's view of an organisation: its administrators, and operators who look after it. */
export function mayAdminister(access: Access, organisationId: string): boolean {
  const own = access.rights.includes("administrator") && access.organisationId === organisationId;
  return own || mayOperate(access, organisationId);
}

type Person = { readonly id: string; readonly organisationId: string };

/** A person's own things – absence (H1), forwarding, groups, picture: that person, and who administers the organisation. */
export function mayActFor(access: Access, person: Person): boolean {
  const self = access.rights.includes("user") && access.userId === person.id && access.organisationId === person.organisationId;
  return self || mayAdminister(access, person.organisationId);
}

/** Adds and removes rights: administrators make administrators; only an operator without limits makes operators. */
export function mayGrant(access: Access, right: Right, organisationId: string): boolean {
  if (right === "operator") return access.rights.includes("operator") && access.operates === "all";
  return mayAdminister(access, organisationId);
}

/**
 * Whoever can set a person's password or address can become that person: operator staff only by those who make operators.
 *
 * @param access `"all"`: the machine's own administrator
 * @throws DomainError `right_missing`
 */
export function demandOver(access: Access | "all", person: Person & { readonly rights: readonly Right[] }): void {
  if (access !== "all" && person.rights.includes("operator")) demand(mayGrant(access, "operator", person.organisationId));
}

/** @throws DomainError `right_missing` */
export function demand(allowed: boolean): void {
  if (!allowed) throw new DomainError("right_missing");
}

export type Administrator = { readonly id: string; readonly active: boolean };

/** True when nobody else could administer without this person, who is an active administrator. */
export function isLastAdministrator(id: string, administrators: readonly Administrator[]): boolean {
  const active = administrators.filter((one) => one.active);
  return active.length === 1 && active[0]?.id === id;
}

/**
 * Before a person loses the right, is deactivated (a date ahead counts too) or deleted.
 *
 * @param administrators all of the organisation; `active` false also for those who will be deactivated
 * @throws DomainError `last_administrator`
 */
export function keepAnAdministrator(id: string, administrators: readonly Administrator[]): void {
  if (isLastAdministrator(id, administrators)) throw new DomainError("last_administrator", { id });
}
