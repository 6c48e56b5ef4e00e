import { html, nothing, type TemplateResult } from "lit";
import "../../components/person-avatar.ts";
import { phoneNumber } from "../../components/phone-number.ts";
import { state } from "../../components/states.ts";
import type { ColleagueView } from "../../data/colleagues.ts";
import { spokenInstant, wallClock } from "../../i18n/format.ts";
import { currentLanguage, t } from "../../i18n/index.ts";
import type { Column } from "../../list/column.ts";

/** @param now by the server's clock */
export function colleagueColumns(now: Date): readonly Column<ColleagueView>[] {
  const column = (key: "name" | "now" | "number" | "extension", look: Omit<Column<ColleagueView>, "key" | "label">) => ({
    key,
    label: t(`colleagues.column.${key}`),
    ...look,
  });
  return [
    column("name", { width: "minmax(170px, 1.4fr)", narrow: "title", cell: nameCell }),
    column("now", { width: "minmax(200px, 2fr)", narrow: "detail", cell: (row) => nowCell(row, now) }),
    column("number", { width: "128px", narrow: "hide", cell: ({ number }) => (number ? phoneNumber(number.e164) : nothing) }),
    column("extension", { width: "104px", narrow: "hide", cell: ({ extension }) => extension ?? nothing }),
  ];
}

function nameCell({ name, picture }: ColleagueView): TemplateResult {
  return html`<span class="with-picture"
    ><person-avatar decorative .name=${name} .src=${picture?.small ?? null}></person-avatar
    ><span class="words"><span class="text" title=${name}>${name}</span></span></span
  >`;
}

/** Reachable, or why not as far as it is told, until when, and what colleagues should know. */
function nowCell({ away, number }: ColleagueView, now: Date): TemplateResult {
  const reached = number ? html` <span class="narrow-only">· ${phoneNumber(number.e164)}</span>` : nothing;
  if (away === null) return html`${state("live", t("colleagues.here"))}${reached}`;
  const reason = away.words[currentLanguage()];
  const until = away.until === null ? null : new Date(away.until);
  const today = until !== null && wallClock(until).day === wallClock(now).day;
  const said = until === null ? reason : t("colleagues.away", { reason, until: spokenInstant(until, now) });
  const note = away.note ? html` <span class="aside" title=${away.note}>${away.note}</span>` : nothing;
  return html`${state(today ? "waiting" : "off", said)}${reached}${note}`;
}
