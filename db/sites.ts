import { z } from "zod";
import { Title } from "./organisations.ts";
import type { Actor, Db, Versioned } from "./types.ts";

export const CreateSite = z.strictObject({ organisationId: z.string(), name: Title });
export type CreateSite = z.infer<typeof CreateSite>;
export type Site = Versioned & { readonly organisationId: string; readonly name: string };

/** @throws DomainError `organisation_not_found`, `name_invalid` when the organisation has a site of that name */
export declare function createSite(db: Db, input: CreateSite, actor: Actor, now: Date): Promise<Site>;
export declare function renameSite(
  db: Db,
  input: { organisationId: string; id: string; name: string; version?: number | undefined },
  actor: Actor,
  now: Date,
): Promise<Site>;
export declare function findSite(
  db: Db,
  by: { organisationId: string; id: string } | { organisationId: string; name: string },
): Promise<Site | null>;
export declare function listSites(db: Db, organisationId: string): Promise<Site[]>;
