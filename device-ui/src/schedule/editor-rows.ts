import { t } from "../i18n/index.ts";
import { otherwiseKey } from "./bands.ts";
import { entryStates, type Sheet } from "./draft.ts";
import type { Finding } from "./findings.ts";
import type { EntryRow } from "./schedule-entries.ts";
import type { Tone } from "./tones.ts";
import { type About, doneWords, entrySentence, nextWords } from "./words.ts";

type Rows = About & {
  readonly sheet: Sheet;
  /** As it is saved. */
  readonly base: Sheet;
  readonly tones: ReadonlyMap<string, Tone>;
  readonly findings: readonly Finding[];
};

/** A default that says nothing is told beside it; the rest of what the linter says of the whole stands above. */
export const isOfDefault = ({ entryId, key }: Finding) => entryId === null && key.startsWith("closed_without");

/** What the list shows of each entry and of the default. */
export function rowsOf(rows: Rows): { readonly entries: readonly EntryRow[]; readonly otherwise: EntryRow } {
  const { sheet, base, now, zone, tones, announcements, findings } = rows;
  const states = entryStates(base, sheet);
  const entries = sheet.entries.map((entry): EntryRow => {
    const { id, label, action, announcementId, enabled } = entry;
    const sentence = entrySentence(entry, now, zone);
    return {
      ...{ id, enabled, sentence, label: label === sentence ? "" : label, tone: tones.get(id), state: states.get(id) ?? null },
      detail: [doneWords(action, announcementId, announcements), nextWords(entry, now, zone)].filter(Boolean).join(" "),
      findings: findings.filter(({ entryId }) => entryId === id),
    };
  });
  return { entries, otherwise: otherwiseRow(rows) };
}

function otherwiseRow({ sheet, base, tones, announcements, findings }: Rows): EntryRow {
  const { action, announcementId } = sheet.otherwise;
  const same = action === base.otherwise.action && announcementId === base.otherwise.announcementId;
  return {
    ...{ id: otherwiseKey, label: "", sentence: t("calendar.default"), enabled: true, tone: tones.get(otherwiseKey) },
    detail: `${doneWords(action, announcementId, announcements)} ${t("calendar.default_when")}`,
    state: same ? null : "changed",
    findings: findings.filter(isOfDefault),
  };
}
