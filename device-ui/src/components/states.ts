import { html, type TemplateResult } from "lit";

/** `live` works now, `waiting` will change, `stop` needs a person, `off` rests. */
export type StateTone = "live" | "waiting" | "stop" | "off";

/** A dot and a word, in running text or a list: needs the styles `states`. */
export function state(tone: StateTone, word: string): TemplateResult {
  return html`<span class="state"><span class="dot ${tone}" aria-hidden="true"></span><span>${word}</span></span>`;
}

/** The same with a ground of its own. */
export function badge(tone: StateTone, word: string, dot = true): TemplateResult {
  return html`<span class="badge ${tone}">${dot ? html`<span class="dot ${tone}" aria-hidden="true"></span>` : ""}${word}</span>`;
}
