import { z } from "zod";
import { DomainError } from "../domain/errors.ts";
import { distributions, type GroupSettings, presentations } from "../domain/response-group.ts";
import { oneOf } from "./dialect/dialect.ts";
import { type EditableRow, versioned } from "./rows.ts";
import type { Db, Versioned } from "./types.ts";

export type ResponseGroup = Versioned &
  GroupSettings & {
    readonly organisationId: string;
    readonly name: string;
    readonly e164: string | null;
    readonly extension: string | null;
  };

type Flag = boolean | number;
export type GroupRow = EditableRow & {
  organisation_id: string;
  name: string;
  e164: string | null;
  display_name: string | null;
  distribution: string;
  ring_seconds: number;
  wrap_up_seconds: number;
  max_queue: number | null;
  presentation: string;
  presentation_number: string | null;
  presentation_prefix: string | null;
  welcome_id: string | null;
  says_position: Flag;
  comfort_id: string | null;
  comfort_seconds: number | null;
  music_id: string | null;
  rings_diverted: Flag;
  confirms_on_mobile: Flag;
};

const Distribution = z.enum(distributions);
const Presentation = z.enum(presentations);

/** What the columns say of how a group answers. */
export function settingsOf(row: GroupRow): GroupSettings {
  return {
    displayName: row.display_name,
    distribution: Distribution.parse(row.distribution),
    ringSeconds: row.ring_seconds,
    wrapUpSeconds: row.wrap_up_seconds,
    maxQueue: row.max_queue,
    presentation: Presentation.parse(row.presentation),
    presentationNumber: row.presentation_number,
    presentationPrefix: row.presentation_prefix,
    welcomeId: row.welcome_id,
    saysPosition: Boolean(row.says_position),
    comfortId: row.comfort_id,
    comfortSeconds: row.comfort_seconds,
    musicId: row.music_id,
    ringsDiverted: Boolean(row.rings_diverted),
    confirmsOnMobile: Boolean(row.confirms_on_mobile),
  };
}

/** The columns of settings. */
export function columnsOf(settings: GroupSettings): Record<string, string | number | boolean | null> {
  return {
    display_name: settings.displayName,
    distribution: settings.distribution,
    ring_seconds: settings.ringSeconds,
    wrap_up_seconds: settings.wrapUpSeconds,
    max_queue: settings.maxQueue,
    presentation: settings.presentation,
    presentation_number: settings.presentationNumber,
    presentation_prefix: settings.presentationPrefix,
    welcome_id: settings.welcomeId,
    says_position: settings.saysPosition,
    comfort_id: settings.comfortId,
    comfort_seconds: settings.comfortSeconds,
    music_id: settings.musicId,
    rings_diverted: settings.ringsDiverted,
    confirms_on_mobile: settings.confirmsOnMobile,
  };
}

async function present(db: Db, rows: readonly GroupRow[]): Promise<ResponseGroup[]> {
  const ids = rows.map((row) => row.id);
  const extensions: { group_id: string; digits: string }[] = await db("extension")
    .where(oneOf(db, "group_id", ids))
    .select("group_id", "digits");
  const byGroup = new Map(extensions.map((row) => [row.group_id, row.digits]));
  return rows.map((row) => ({
    ...versioned(row),
    organisationId: row.organisation_id,
    name: row.name,
    e164: row.e164,
    extension: byGroup.get(row.id) ?? null,
    ...settingsOf(row),
  }));
}

/** As `findResponseGroup` by id. @throws DomainError `response_group_not_found` */
export async function getResponseGroup(db: Db, by: { organisationId: string; id: string }): Promise<ResponseGroup> {
  const group = await findResponseGroup(db, { organisationId: by.organisationId, id: by.id });
  if (!group) throw new DomainError("response_group_not_found");
  return group;
}

export async function findResponseGroup(
  db: Db,
  by: { organisationId: string; id: string } | { organisationId: string; name: string },
): Promise<ResponseGroup | null> {
  const query = db<GroupRow>("response_group").where("organisation_id", by.organisationId);
  const [group] = await present(db, await ("id" in by ? query.where("id", by.id) : query.where("name", by.name)));
  return group ?? null;
}

export async function listResponseGroups(db: Db, organisationId: string): Promise<ResponseGroup[]> {
  return present(db, await db<GroupRow>("response_group").where("organisation_id", organisationId).orderBy("name"));
}

/** How long it rings at a member of the groups that a person is in, where that is shortest; null: in none. Seconds. */
export async function shortestRing(db: Db, userId: string): Promise<number | null> {
  const row: { ring_seconds: number } | undefined = await db("group_member as m")
    .join("response_group as g", "g.id", "m.group_id")
    .where("m.user_id", userId)
    .orderBy("g.ring_seconds")
    .first("g.ring_seconds");
  return row?.ring_seconds ?? null;
}
