import { z } from "zod";
import { Title } from "./organisations.ts";
import type { Actor, Db, Versioned } from "./types.ts";
import { Extension } from "./users.ts";

export const CreateResponseGroup = z.strictObject({
  organisationId: z.string(),
  name: Title,
  /** Any written form. */
  number: z.string().nullable().default(null),
  extension: Extension.nullable().default(null),
});
export type CreateResponseGroup = z.infer<typeof CreateResponseGroup>;
export const UpdateResponseGroup = z.strictObject({
  organisationId: z.string(),
  id: z.string(),
  version: z.int().optional(),
  name: Title.optional(),
  number: z.string().nullable().optional(),
  extension: Extension.nullable().optional(),
});
export type UpdateResponseGroup = z.infer<typeof UpdateResponseGroup>;
export type ResponseGroup = Versioned & {
  readonly organisationId: string;
  readonly name: string;
  readonly e164: string | null;
  readonly extension: string | null;
};

/** @throws DomainError `organisation_not_found`, `name_invalid` (taken), `number_invalid`, `number_kind_refused`, `number_taken` */
export declare function createResponseGroup(db: Db, input: CreateResponseGroup, actor: Actor, now: Date): Promise<ResponseGroup>;
/** @throws DomainError `response_group_not_found`, `version_conflict` and as `createResponseGroup` */
export declare function updateResponseGroup(db: Db, input: UpdateResponseGroup, actor: Actor, now: Date): Promise<ResponseGroup>;
export declare function deleteResponseGroup(
  db: Db,
  input: { organisationId: string; id: string },
  actor: Actor,
  now: Date,
): Promise<void>;
export declare function findResponseGroup(
  db: Db,
  by: { organisationId: string; id: string } | { organisationId: string; name: string },
): Promise<ResponseGroup | null>;
export declare function listResponseGroups(db: Db, organisationId: string): Promise<ResponseGroup[]>;
