import { html, nothing, type TemplateResult } from "lit";
import { CircleAlert, CircleCheck } from "lucide";
import { icon } from "../components/icon.ts";
import "../components/search-combobox.ts";
import type { ComboOption } from "../components/search-combobox.ts";
import { api } from "../data/client.ts";
import type { PortingCheckView } from "../data/portings.ts";
import { listUsers } from "../data/users.ts";
import { errorText } from "../i18n/errors.ts";
import { formatNumber, shortDay } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import type { PortingDraft } from "./draft.ts";

/** More than so many numbers are not given out one by one. */
const mostGiven = 10;

/** Each piece of what was written, as it is read, and when all of it can move. Needs the styles `stepStyles`. */
export function numbersReading({ pieces, problems, numbers, earliest, days }: PortingCheckView): TemplateResult {
  const lines = pieces.map(({ written, first, last, count, fault }) => {
    if (fault !== null) return line(t(`portings.numbers.fault.${fault}`, { written }), true);
    const [from, to] = [formatNumber(first ?? ""), formatNumber(last ?? "")];
    return line(count === 1 ? from : t("portings.numbers.series", { first: from, last: to, count }), false);
  });
  const wrong = problems.map(({ number, code }) => line(errorText(code, { number: formatNumber(number) }), true));
  const total = t("portings.numbers.total", { count: numbers.length });
  const when = t("portings.numbers.earliest", { day: shortDay(earliest), count: days });
  return html`<div role="status" aria-label=${t("portings.numbers.read")}>
    <ul class="reading">${lines} ${wrong}</ul>
    ${numbers.length > 0 ? html`<p class="soft">${total}. ${when}</p>` : nothing}
  </div>`;
}

function line(text: string, wrong: boolean): TemplateResult {
  return html`<li class=${wrong ? "wrong" : ""}>${icon(wrong ? CircleAlert : CircleCheck, 18)}<span>${text}</span></li>`;
}

/** Who gets each of a few numbers; of many it is said where that is done. @param numbers E.164 */
export function whomFields(
  numbers: readonly string[],
  users: PortingDraft["users"],
  give: (number: string, option: ComboOption | null) => void,
): TemplateResult {
  if (numbers.length > mostGiven) return html`<p class="notice">${t("portings.numbers.whom.many")}</p>`;
  return html`<div class="whom" role="group" aria-labelledby="whom">
    <h3 id="whom">${t("portings.numbers.whom")}</h3>
    <p class="soft">${t("portings.numbers.whom.hint")}</p>
    <div class="pair">
      ${numbers.map((number) => {
        const user = users[number];
        return html`<search-combobox
          label=${t("portings.numbers.whom.one", { number: formatNumber(number) })}
          placeholder=${t("portings.numbers.whom.free")}
          .value=${user ? { key: user.id, title: user.name, person: true } : null}
          .find=${findUsers}
          @combo-change=${(event: CustomEvent<ComboOption | null>) => give(number, event.detail)}
        ></search-combobox>`;
      })}
    </div>
  </div>`;
}

async function findUsers(q: string, signal: AbortSignal) {
  const { rows } = await listUsers(api, { q, limit: 8 }, signal);
  return [
    {
      title: "",
      options: rows.map(({ id, name, extension }) => ({ key: id, title: name, detail: extension ?? "", person: true })),
    },
  ];
}
