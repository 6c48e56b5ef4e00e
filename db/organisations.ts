import { z } from "zod";
import type { Actor, Db, Versioned } from "./types.ts";

/** Short name in URLs and on the command line: lower-case letters, digits and hyphens. */
export const OrganisationName = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
export const Title = z.string().trim().min(1).max(100);
export const LanguageTag = z.string().regex(/^[a-z]{2}(?:-[A-Z]{2})?$/);
export const TimeZone = z.string().refine(isTimeZone, "not a time zone of the IANA database");

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^[A-Z]/.test(name);
  } catch {
    return false;
  }
}

export const CreateOrganisation = z.strictObject({
  name: OrganisationName,
  /** As people write it: `Björkö Bygg AB`. */
  title: Title,
  language: LanguageTag.default("sv"),
  timeZone: TimeZone.default("Europe/Stockholm"),
});
export type CreateOrganisation = z.infer<typeof CreateOrganisation>;

export const UpdateOrganisation = z.strictObject({
  id: z.string(),
  version: z.int().optional(),
  name: OrganisationName.optional(),
  title: Title.optional(),
  language: LanguageTag.optional(),
  timeZone: TimeZone.optional(),
});
export type UpdateOrganisation = z.infer<typeof UpdateOrganisation>;

export type Organisation = Versioned & {
  readonly name: string;
  readonly title: string;
  readonly language: string;
  readonly timeZone: string;
};

/** @throws DomainError `organisation_name_taken` */
export declare function createOrganisation(db: Db, input: CreateOrganisation, actor: Actor, now: Date): Promise<Organisation>;
/** @throws DomainError `organisation_not_found`, `organisation_name_taken`, `version_conflict` */
export declare function updateOrganisation(db: Db, input: UpdateOrganisation, actor: Actor, now: Date): Promise<Organisation>;
export declare function findOrganisation(db: Db, by: { id: string } | { name: string }): Promise<Organisation | null>;
/** As `findOrganisation`. @throws DomainError `organisation_not_found` */
export declare function getOrganisation(db: Db, by: { id: string } | { name: string }): Promise<Organisation>;
export declare function listOrganisations(db: Db): Promise<Organisation[]>;
