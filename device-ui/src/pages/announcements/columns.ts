import { html, nothing } from "lit";
import { lengthText } from "../../../../domain/announcement.ts";
import { languageText, ownerNames } from "../../announcements/words.ts";
import { badge } from "../../components/states.ts";
import type { AnnouncementView } from "../../data/announcements.ts";
import { formatDay } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";

export const sorts = ["name", "length", "recorded"] as const;
const cut = (text: string) => (text ? html`<span title=${text}>${text}</span>` : nothing);

/** The columns as the list draws them. @param beside whether a row is open beside it */
export function announcementColumns(beside: boolean): readonly Column<AnnouncementView>[] {
  const columns: readonly Column<AnnouncementView>[] = [
    {
      key: "name",
      label: t("announcements.name"),
      width: "minmax(140px, 1.2fr)",
      narrow: "title",
      sortable: true,
      cell: ({ name }) => cut(name),
    },
    {
      ...{ key: "length", label: t("announcements.length"), width: "84px", narrow: "hide", sortable: true },
      cell: ({ audio }) => html`<span class="figures">${lengthText(audio.durationMs)}</span>`,
    },
    {
      key: "transcript",
      label: t("announcements.transcript"),
      width: "minmax(120px, 2fr)",
      narrow: "hide",
      cell: transcriptCell,
    },
    { key: "used", label: t("announcements.used"), width: "minmax(120px, 1.2fr)", narrow: "detail", cell: usedCell },
    {
      key: "language",
      label: t("announcements.language"),
      width: "96px",
      narrow: "hide",
      cell: ({ language }) => languageText(language),
    },
    {
      ...{ key: "recorded", label: t("announcements.recorded"), width: "minmax(176px, 1fr)", narrow: "hide", sortable: true },
      cell: ({ recordedAt, recordedBy }) => cut(`${formatDay(new Date(recordedAt))} · ${recordedBy}`),
    },
  ];
  return beside ? columns.filter(({ key }) => ["name", "length", "used"].includes(key)) : columns;
}

function transcriptCell({ transcript }: AnnouncementView) {
  return transcript
    ? html`<span class="soft" title=${transcript}>${transcript}</span>`
    : html`<span class="soft">${t("announcements.transcript.none")}</span>`;
}

function usedCell({ usedIn }: AnnouncementView) {
  return usedIn.length === 0 ? badge("off", t("announcements.unused"), false) : cut(ownerNames(usedIn));
}
