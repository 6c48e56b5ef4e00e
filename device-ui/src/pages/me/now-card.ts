import { css, html, nothing, type TemplateResult } from "lit";
import type { AbsenceView, DiversionView } from "../../data/absence.ts";
import { currentLanguage, t } from "../../i18n/index.ts";

/** What callers meet, in sentences: what they hear, what they can do then, and what the mobile does. */
export function heardBy(absence: AbsenceView, heard: string): TemplateResult {
  return html`${t("away.heard")} <q class="heard">${t("away.quote", { text: heard })}</q> ${effectText(absence)}`;
}

function effectText({ mobile, mobileNumber, leaveMessage, reachOperator }: AbsenceView): string {
  const after = leaveMessage ? (reachOperator ? "away.voicemail_operator" : "away.voicemail") : "away.no_voicemail";
  const number = mobileNumber?.display ?? "";
  const phone = mobile === "none" ? "" : mobile === "beyond" ? t("away.mobile.beyond", { number }) : t(`away.mobile.${mobile}`);
  return [t(after), phone].filter(Boolean).join(" ");
}

/** Whether one is reachable, until when, and the way back. `said`: what stands below when one is reachable. */
export function nowCard(say: {
  readonly absence: AbsenceView;
  readonly own: boolean;
  readonly busy: boolean;
  readonly said: TemplateResult | typeof nothing;
  readonly back: () => void;
  readonly edit: (diversion: DiversionView) => void;
}): TemplateResult {
  const { active } = say.absence;
  if (active === null) {
    return html`<section class="now live" aria-labelledby="now">
      <p class="eyebrow">${t("away.now")}</p>
      <h2 id="now" tabindex="-1">${t("away.reachable")}</h2>
      ${say.said}
    </section>`;
  }
  const language = currentLanguage();
  return html`<section class="now away" aria-labelledby="now">
    <p class="eyebrow">${t("away.now")}</p>
    <h2 id="now" tabindex="-1">${active.spoken[language]}</h2>
    <p>${heardBy(say.absence, active.heard[language])}</p>
    ${active.private ? html`<p>${t(say.absence.sharesPrivateReasons ? "away.private_shared" : "away.private")}</p>` : nothing}
    ${active.note ? html`<p>${t("away.note_is", { note: active.note })}</p>` : nothing}
    ${active.setBy.self ? nothing : html`<p>${t("away.set_by", { name: active.setBy.name })}</p>`}
    <div class="buttons">
      <button class="button filled" type="button" ?disabled=${say.busy} @click=${say.back}>
        ${t(say.own ? "away.back" : "away.end")}
      </button>
      <button class="button" type="button" ?disabled=${say.busy} @click=${() => say.edit(active)}>${t("away.change")}</button>
    </div>
  </section>`;
}

export const nowCardStyles = css`
  .now {
    display: grid;
    gap: 4px;
    padding: 20px;
    border-radius: var(--radius-large);
  }
  .now h2 {
    font-size: 1.75rem;
    font-weight: 700;
    overflow-wrap: anywhere;
  }
  .now.live {
    background: var(--hero);
    color: var(--on-hero);
  }
  .now.live p {
    color: var(--on-hero-soft);
  }
  .now.live p strong {
    color: var(--on-hero);
  }
  .now.away {
    background: var(--waiting-ground);
    border: 1px solid var(--waiting);
    color: var(--ink);
  }
  .now.away .eyebrow,
  .now.away h2 {
    color: var(--waiting-ink);
  }
  .eyebrow {
    font-weight: 600;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: 12px;
  }
  .heard {
    font-style: italic;
    quotes: none;
  }
  @media (forced-colors: active) {
    .now {
      border: 1px solid CanvasText;
    }
  }
`;
