import { css, html, nothing, type TemplateResult } from "lit";
import { type OfferedEnd, offeredEnds } from "../../../../domain/diversion-ends.ts";
import { diversionReasons, type ReasonCode } from "../../../../domain/diversion-reasons.ts";
import { announcement, announcementText } from "../../../../domain/diversion-view.ts";
import { shortEnd } from "../../../../domain/spoken-time.ts";
import { type AbsenceView, hoursOf } from "../../data/absence.ts";
import { currentLanguage, t } from "../../i18n/index.ts";
import { heardBy } from "./now-card.ts";
import { reasonWord } from "./reason-tiles.ts";

/** Ends for a reason, each one tap, with what callers would hear and what else it would do. */
export function endsPanel(say: {
  readonly absence: AbsenceView;
  readonly reason: ReasonCode;
  readonly now: Date;
  readonly own: boolean;
  readonly busy: boolean;
  /** The end that one is about to choose. */
  readonly looked: OfferedEnd | null;
  readonly look: (end: OfferedEnd) => void;
  readonly choose: (endsAt: Date | null) => void;
  readonly other: () => void;
}): TemplateResult {
  const { absence, reason, now } = say;
  const word = reasonWord(reason);
  const offered = offeredEnds(reason, now, hoursOf(absence));
  const shown = say.looked ?? offered.find((one) => one.suggested) ?? offered[0] ?? null;
  return html`<section class="surface panel" aria-labelledby="panel">
    <h2 id="panel">${t("away.until_when", { reason: word })}</h2>
    <div class="ends" role="group" aria-label=${t(say.own ? "away.choose_end" : "away.choose_end_other", { reason: word })}>
      ${offered.map(
        (end) => html`<button
          class="end ${end.suggested ? "suggested" : ""}"
          type="button"
          ?disabled=${say.busy}
          @click=${() => say.choose(end.endsAt)}
          @pointerenter=${() => say.look(end)}
          @focus=${() => say.look(end)}
        >
          ${shortEnd(end.endsAt, now, hoursOf(absence), currentLanguage())}
        </button>`,
      )}
      <button class="end" type="button" @click=${say.other}>${t("away.other")}</button>
    </div>
    ${shown ? html`<p class="soft">${heardBy(absence, wouldHear(absence, reason, shown.endsAt, now))}</p>` : nothing}
    ${diversionReasons[reason].private ? html`<p class="soft">${t(absence.sharesPrivateReasons ? "away.private_shared" : "away.private")}</p>` : nothing} ${meets(absence, shown)}
  </section>`;
}

function wouldHear({ timeZone }: AbsenceView, reason: ReasonCode, endsAt: Date | null, now: Date): string {
  const parts = announcement({ reason, endsAt, startsAt: now, note: null }, now, timeZone);
  return announcementText(parts, now, timeZone, currentLanguage());
}

/** What the choice does to what is in force, and to what is planned. */
function meets({ active, planned }: AbsenceView, end: OfferedEnd | null): TemplateResult {
  const language = currentLanguage();
  const next = planned.find(({ startsAt }) => end !== null && (end.endsAt === null || new Date(startsAt) < end.endsAt));
  return html`${active ? html`<p class="notice waiting">${t("away.replaces", { what: active.spoken[language] })}</p>` : nothing}
  ${next ? html`<p class="notice waiting">${t("away.gives_way", { what: next.spoken[language] })}</p>` : nothing}`;
}

export const endsPanelStyles = css`
  .panel {
    display: grid;
    gap: 12px;
    padding: 16px;
    scroll-margin: 96px 0;
  }
  .ends {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .end {
    min-height: 44px;
    padding: 8px 16px;
    border: 1px solid var(--line);
    border-radius: 999px;
    background: var(--surface);
    color: var(--ink);
    font: 600 var(--size-text) / 1.3 var(--text);
    font-variant-numeric: tabular-nums;
    cursor: pointer;
  }
  .end:hover {
    border-color: var(--field-line);
  }
  .end.suggested {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  .end:disabled {
    cursor: default;
    color: var(--soft);
    background: var(--sunk);
  }
  @media (forced-colors: active) {
    .end.suggested {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
