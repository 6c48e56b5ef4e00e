import { css, html, nothing, type TemplateResult } from "lit";
import { Pencil, Trash2 } from "lucide";
import { icon } from "../../components/icon.ts";
import type { DiversionView } from "../../data/absence.ts";
import { formatInstant } from "../../i18n/format.ts";
import { currentLanguage, t } from "../../i18n/index.ts";
import { reasonIcon, reasonWord } from "./reason-tiles.ts";

/** What is planned, each to be changed and removed on its row. */
export function plannedList(say: {
  readonly planned: readonly DiversionView[];
  readonly most: number;
  readonly busy: boolean;
  readonly plan: () => void;
  readonly edit: (diversion: DiversionView) => void;
  readonly remove: (diversion: DiversionView) => void;
}): TemplateResult {
  const shown = say.planned.slice(0, say.most);
  const left = say.planned.length - shown.length;
  return html`<section class="surface planned" aria-labelledby="planned">
    <div class="head">
      <h2 id="planned">${t("away.planned")}</h2>
      <button class="button small" type="button" @click=${say.plan}>${t("away.plan")}</button>
    </div>
    ${shown.length === 0 ? html`<p class="soft">${t("away.planned.none")}</p>` : nothing}
    ${shown.length > 0 ? html`<ul>${shown.map((one) => row(one, say))}</ul>` : nothing}
    ${left > 0 ? html`<p class="soft">${t("away.planned.more", { count: left })}</p>` : nothing}
  </section>`;
}

function row(one: DiversionView, say: Parameters<typeof plannedList>[0]): TemplateResult {
  const what = one.spoken[currentLanguage()];
  const by = one.setBy.self ? "" : t("away.set_by", { name: one.setBy.name });
  return html`<li>
    ${reasonIcon(one.reason, 20)}
    <span class="words"
      ><span>${what}</span>${one.note || by ? html`<span class="soft">${[one.note, by].filter(Boolean).join(" · ")}</span>` : nothing}</span
    >
    <button class="button quiet icon-only small" type="button" ?disabled=${say.busy} aria-label=${t("away.edit", { what })} @click=${() => say.edit(one)}>
      ${icon(Pencil, 18)}
    </button>
    <button class="button quiet icon-only small" type="button" ?disabled=${say.busy} aria-label=${t("away.remove", { what })} @click=${() => say.remove(one)}>
      ${icon(Trash2, 18)}
    </button>
  </li>`;
}

/** The latest that are over: nothing to be done with them. */
export function pastList(past: readonly DiversionView[]): TemplateResult | typeof nothing {
  if (past.length === 0) return nothing;
  return html`<section class="surface planned" aria-labelledby="past">
    <div class="head"><h2 id="past">${t("away.past")}</h2></div>
    <p class="soft">${t("away.past.text")}</p>
    <ul>
      ${past.map(
        (one) => html`<li>
          ${reasonIcon(one.reason, 20)}<span class="words"
            ><span>${reasonWord(one.reason)}${one.state === "cancelled" ? html`, <span class="soft">${t("away.past.cancelled")}</span>` : nothing}</span
            ><span class="soft">${spanOf(one)}</span></span
          >
        </li>`,
      )}
    </ul>
  </section>`;
}

function spanOf({ startsAt, until, setBy }: DiversionView): string {
  const [from, to] = [formatInstant(new Date(startsAt)), until === null ? "" : formatInstant(new Date(until))];
  // The same day is said once.
  const end = to.slice(0, 10) === from.slice(0, 10) ? to.slice(11) : to;
  return [t("away.past.span", { from, to: end }), setBy.self ? "" : t("away.set_by", { name: setBy.name })]
    .filter(Boolean)
    .join(" · ");
}

export const plannedListStyles = css`
  .planned {
    display: grid;
    gap: 4px;
    padding: 16px 16px 8px;
  }
  .planned .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    min-height: 32px;
  }
  .planned > p {
    padding-bottom: 8px;
  }
  .planned ul {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .planned li {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 8px 0;
    border-top: 1px solid var(--line);
  }
  .planned li > .icon {
    color: var(--soft);
  }
  .words {
    flex: 1;
    display: grid;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .words .soft {
    font-size: var(--size-small);
  }
`;
