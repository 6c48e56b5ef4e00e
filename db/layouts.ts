import { z } from "zod";
import { Title } from "./organisations.ts";
import type { Actor, Db, Versioned } from "./types.ts";

export const CreateLayout = z.strictObject({ organisationId: z.string(), name: Title });
export type CreateLayout = z.infer<typeof CreateLayout>;
/** Keys that many phones share. Its keys are in `phone-keys.ts`. */
export type Layout = Versioned & { readonly organisationId: string; readonly name: string };

/** @throws DomainError `organisation_not_found`, `name_invalid` (taken) */
export declare function createLayout(db: Db, input: CreateLayout, actor: Actor, now: Date): Promise<Layout>;
export declare function renameLayout(
  db: Db,
  input: { organisationId: string; id: string; name: string; version?: number | undefined },
  actor: Actor,
  now: Date,
): Promise<Layout>;
/** Phones with the layout lose it. */
export declare function deleteLayout(
  db: Db,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<void>;
export declare function findLayout(
  db: Db,
  by: { organisationId: string; id: string } | { organisationId: string; name: string },
): Promise<Layout | null>;
export declare function listLayouts(db: Db, organisationId: string): Promise<Layout[]>;
