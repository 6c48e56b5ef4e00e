import { isReasonCode } from "../../../../domain/diversion-reasons.ts";
import { spokenEnd } from "../../../../domain/spoken-time.ts";
import { agreeOn } from "../../components/agreement.ts";
import {
  type AbsenceDoneView,
  changeDiversion,
  type DiversionFields,
  type DiversionView,
  finishDiversion,
  type Subject,
} from "../../data/absence.ts";
import type { Api } from "../../data/api.ts";
import type { Fields } from "../../data/merge.ts";
import { ApiError, ConflictError } from "../../data/problem.ts";
import { formatInstant } from "../../i18n/format.ts";
import { currentLanguage, type PlainKey, t } from "../../i18n/index.ts";
import { reasonWord } from "./reason-tiles.ts";

const labels: Readonly<Record<string, PlainKey>> = {
  reason: "away.conflict.reason",
  startsAt: "away.conflict.startsAt",
  endsAt: "away.conflict.endsAt",
  note: "away.conflict.note",
};

/**
 * Changes an absence also when somebody has changed it meanwhile: what only one of the two touched stands, of what both did
 * the person chooses. Null: they go back to the form.
 *
 * @param was the row as the changes were made from it
 * @throws ApiError `diversion_over` when it has been ended meanwhile, and as the server says
 */
export async function changeAgreed(
  api: Api,
  subject: Subject,
  row: DiversionView,
  was: Fields,
  changes: DiversionFields,
): Promise<AbsenceDoneView | null> {
  try {
    return await changeDiversion(api, subject, row, changes);
  } catch (error) {
    const theirs = theirsOf(error);
    if (theirs.state !== "active" && theirs.state !== "planned") throw new ApiError(409, "diversion_over");
    const agreed = await agreeOn({
      ...{ before: was, changes, theirs, saved: savedBy(error) },
      label: (field) => t(labels[field] ?? "away.diversion"),
      shown: shownValue,
    });
    return agreed === null ? null : changeAgreed(api, subject, theirs, theirs, agreed);
  }
}

/** Whoever is back is back, whatever somebody has changed about the absence meanwhile. @throws ApiError */
export async function finishAnyway(api: Api, subject: Subject, row: DiversionView): Promise<AbsenceDoneView> {
  try {
    return await finishDiversion(api, subject, row);
  } catch (error) {
    const theirs = theirsOf(error);
    if (theirs.state !== row.state) throw new ApiError(409, "diversion_over");
    return finishDiversion(api, subject, theirs);
  }
}

const savedBy = (error: unknown) => (error instanceof ConflictError ? error.saved : null);

/** The row as it is now. @throws whatever is no conflict */
function theirsOf(error: unknown): DiversionView {
  if (!(error instanceof ConflictError)) throw error;
  // The server answers a refused version with what the write itself would have answered.
  return (error.theirs as AbsenceDoneView).done;
}

function shownValue(field: string, value: unknown): string {
  if (typeof value !== "string") return field === "endsAt" ? spokenEnd(null, new Date(), "UTC", currentLanguage()) : "";
  if (field === "reason") return isReasonCode(value) ? reasonWord(value) : value;
  return field === "note" ? value : formatInstant(new Date(value));
}
