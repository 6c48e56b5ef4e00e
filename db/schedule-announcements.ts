import { DomainError } from "../domain/errors.ts";
import type { ScheduleBody } from "../domain/schedule.ts";
import { oneOf } from "./dialect/dialect.ts";
import type { Db } from "./types.ts";

type Missing = { readonly field: string; readonly name: string };

/** Which fields name an announcement that the organisation does not have. */
export async function missingAnnouncements(
  trx: Db,
  organisationId: string,
  { entries, otherwise }: ScheduleBody,
): Promise<Missing[]> {
  const named = [
    ...entries.map(({ announcementId, label }, at) => ({
      announcementId,
      field: `entries.${at}.announcementId`,
      name: label || String(at + 1),
    })),
    { announcementId: otherwise.announcementId, field: "otherwise.announcementId", name: "[default]" },
  ];
  const ids = [...new Set(named.flatMap(({ announcementId }) => announcementId ?? []))];
  if (ids.length === 0) return [];
  const there: string[] = await trx("announcement")
    .where({ organisation_id: organisationId })
    .where(oneOf(trx, "id", ids))
    .pluck("id");
  return named.filter(({ announcementId }) => announcementId !== null && !there.includes(announcementId));
}

/**
 * @param fieldOf the field of the input, where it is another than in a whole schedule
 * @throws DomainError `announcement_not_found` (detail: `field`)
 */
export async function mustHaveAnnouncements(
  trx: Db,
  organisationId: string,
  body: ScheduleBody,
  fieldOf = (field: string) => field,
): Promise<void> {
  const [missing] = await missingAnnouncements(trx, organisationId, body);
  if (missing) throw new DomainError("announcement_not_found", { field: fieldOf(missing.field) });
}
