import { html, nothing, type TemplateResult } from "lit";
import { CircleAlert } from "lucide";
import { cancelUntil, mostDaysAhead } from "../../../domain/porting.ts";
import { isWorkingDay } from "../../../domain/red-days.ts";
import { selectField } from "../components/fields.ts";
import { icon } from "../components/icon.ts";
import "../components/month-calendar.ts";
import type { FieldError } from "../data/problem.ts";
import { errorText } from "../i18n/errors.ts";
import { dayAfter, formatInstant, longDay, wallClock } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import type { PortingDraft } from "./draft.ts";

const hours = Array.from({ length: 11 }, (_, n) => `${String(n + 7).padStart(2, "0")}:00`);
const zone = "Europe/Stockholm";

/** The day from a calendar in which only possible ones can be chosen, and the hour. @param earliest local date; empty: not known */
export function timeFields(
  { wantedDate, wantedTime }: PortingDraft,
  earliest: string,
  errors: readonly FieldError[],
  set: (changed: Partial<PortingDraft>) => void,
): TemplateResult {
  const today = wallClock(new Date()).day;
  const until = wantedDate === "" ? null : cancelUntil(wantedDate, zone);
  const times = hours.includes(wantedTime) ? hours : [wantedTime, ...hours].toSorted();
  return html`<h2>${t("portings.time.heading")}</h2>
    <p class="soft">${t("portings.time.text")}</p>
    <div class="pair">
      <div class="field">
        <span class="label">${t("portings.time.day")}</span>
        <month-calendar
          label=${t("portings.time.day")}
          value=${wantedDate}
          today=${today}
          first=${earliest}
          last=${dayAfter(today, mostDaysAhead)}
          .may=${isWorkingDay}
          @day-chosen=${(event: CustomEvent<string>) => set({ wantedDate: event.detail })}
        ></month-calendar>
        ${earliest === "" ? nothing : html`<span class="hint">${t("portings.time.earliest", { day: longDay(earliest) })}</span>`}
        ${errors.map(({ code, detail }) => html`<span class="error" role="alert">${icon(CircleAlert, 16)}<span>${errorText(code, detail)}</span></span>`)}
      </div>
      <div class="stack">
        ${selectField({
          ...{ name: "wantedTime", label: t("portings.time.hour"), value: wantedTime },
          choices: times.map((value) => ({ value, label: value })),
        })}
        <p aria-live="polite">
          ${
            wantedDate === ""
              ? html`<span class="soft">${t("portings.time.none")}</span>`
              : html`<strong>${t("portings.time.chosen", { day: longDay(wantedDate), time: wantedTime })}</strong>`
          }
        </p>
        ${until === null ? nothing : html`<p class="soft">${t("portings.time.cancel", { when: formatInstant(until) })}</p>`}
      </div>
    </div>`;
}
