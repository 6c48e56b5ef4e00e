import { css, html, nothing, type TemplateResult } from "lit";
import { type StateTone, state } from "../components/states.ts";
import type { RedirectionView } from "../data/redirection.ts";
import { t } from "../i18n/index.ts";
import { whenText } from "../pages/phones/words.ts";

type Phase = RedirectionView["phase"];
type Tried = Pick<RedirectionView, "fault" | "status" | "answer">;

const tones: Readonly<Record<Phase, StateTone>> = {
  waiting: "waiting",
  registered: "live",
  unregistered: "off",
  elsewhere: "stop",
  stuck: "stop",
};

export function phaseState(phase: Phase): TemplateResult {
  return state(tones[phase], t(`redirection.phase.${phase}`));
}

/** Why the last try failed, as far as it can be told, and the service's own words. */
export function triedText({ fault, status, answer }: Tried, nextTryAt: string | null = null): TemplateResult {
  return html`${
    fault
      ? html`<p class="small"><strong>${t(`redirection.fault.${fault}`)}</strong>${nextTryAt ? html` <span class="soft">${t("redirection.next_try", { when: whenText(nextTryAt) })}</span>` : nothing}</p>`
      : nothing
  }
    ${
      fault || answer
        ? html`<details class="said" ?open=${fault !== null}>
            <summary>${t("redirection.answer")}${status === null ? nothing : html` <span class="soft">${t("redirection.answer.status", { status })}</span>`}</summary>
            ${answer ? html`<pre tabindex="0" role="region" aria-label=${t("redirection.answer")}>${answer}</pre>` : html`<p class="small soft">${t("redirection.answer.none")}</p>`}
          </details>`
        : nothing
    }`;
}

export const triedStyles = css`
  .said {
    font-size: var(--size-small);
  }
  .said summary {
    padding: 4px 0;
    cursor: pointer;
  }
  .said summary:focus-visible,
  .said pre:focus-visible {
    outline: var(--focus);
    outline-offset: 2px;
  }
  .said pre {
    margin: 4px 0 0;
    padding: 10px 12px;
    max-height: 240px;
    overflow: auto;
    border-radius: var(--radius);
    background: var(--sunk);
    font-family: var(--mono);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
`;
