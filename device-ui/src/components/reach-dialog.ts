import { css, html, nothing } from "lit";
import { writeMac } from "../../../domain/mac.ts";
import type { Reach, ReachDifference, ReachedPhone } from "../data/reach.ts";
import { t } from "../i18n/index.ts";
import { buttons, shared, states } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";
import { diffStyles, lineDiff } from "./line-diff.ts";
import { answerOf } from "./modal-dialog.ts";
import { badge } from "./states.ts";

/** What is asked before a save that reaches phones. */
export type ReachQuestion = {
  readonly heading: string;
  /** What is saved, in a sentence. */
  readonly text?: string;
  /** The verb on the button: "Spara", never "OK". */
  readonly action: string;
  readonly reach: Reach;
};

const mostNamed = 6;

/** How many phones change, which, what in their files, and which start again. It knows no API. */
export class ReachDialog extends KlykaElement {
  static override properties = { question: { attribute: false } };
  declare question: ReachQuestion;
  declare answer: (agreed: boolean) => void;

  constructor() {
    super();
    this.answer = () => undefined;
  }

  override render() {
    const { heading, text, action, reach } = this.question;
    return html`<modal-dialog heading=${heading} open .wide=${reach.differences.length > 0} @dialog-close=${() => this.answer(false)}>
      <div class="content">
        ${text ? html`<p>${text}</p>` : nothing} ${this._summary(reach)}
        ${reach.differences.map((one) => this._group(one, reach))} ${this._rest(reach)}
      </div>
      <button slot="actions" class="button" type="button" @click=${() => this.answer(false)}>${t("action.cancel")}</button>
      <button slot="actions" class="button filled" type="button" @click=${() => this.answer(true)}>${action}</button>
    </modal-dialog>`;
  }

  _summary({ total, differences, compared }: Reach) {
    if (total === 0) return html`<p class="notice">${t("keys.reach.none")}</p>`;
    const restarting = differences.filter((one) => one.restarts).reduce((sum, one) => sum + one.phoneIds.length, 0);
    const sentence = restarting > 0 ? t("keys.reach.restarts", { count: restarting }) : t("keys.reach.no_restarts");
    return html`<div class="notice waiting summary">
      <strong>${t("keys.reach.total", { count: total })}</strong>
      <span>${sentence}${compared < total ? ` ${t("keys.reach.compared", { count: compared })}` : ""}</span>
    </div>`;
  }

  _group({ phoneIds, removed, added, restarts }: ReachDifference, { phones }: Reach) {
    const reached = phones.filter(({ id }) => phoneIds.includes(id));
    return html`<div class="group">
      <div class="top">
        <h3>${t("keys.reach.group", { count: phoneIds.length })}</h3>
        ${restarts ? badge("waiting", t("keys.reach.restart")) : nothing}
      </div>
      ${this._names(reached)} ${lineDiff(removed, added)}
    </div>`;
  }

  _names(phones: readonly ReachedPhone[]) {
    const name = ({ label, mac }: ReachedPhone) => label || writeMac(mac);
    const [first, rest] = [phones.slice(0, mostNamed), phones.slice(mostNamed)];
    return html`<p class="names">${first.map(name).join(", ")}${rest.length > 0 ? "," : ""}</p>
      ${
        rest.length > 0
          ? html`<details class="more"><summary>${t("keys.reach.more", { count: rest.length })}</summary><p class="names">${rest.map(name).join(", ")}</p></details>`
          : nothing
      }`;
  }

  /** Phones that were not compared, or whose files say the same: they are asked for all the same. */
  _rest({ phones, differences, total }: Reach) {
    const shown = new Set(differences.flatMap(({ phoneIds }) => phoneIds));
    const rest = phones.filter(({ id }) => !shown.has(id));
    if (rest.length === 0) return nothing;
    const unnamed = total - phones.length;
    return html`<div class="group">
      <div class="top"><h3>${t("keys.reach.others", { count: total - shown.size })}</h3></div>
      ${this._names(rest)}${unnamed > 0 ? html`<p class="names">${t("keys.reach.unnamed", { count: unnamed })}</p>` : nothing}
    </div>`;
  }

  static override styles = [
    shared,
    buttons,
    states,
    diffStyles,
    css`
      :host {
        display: contents;
      }
      .content,
      .summary,
      .group {
        display: grid;
        gap: 12px;
      }
      .summary {
        gap: 2px;
      }
      .group {
        gap: 8px;
        padding-top: 12px;
        border-top: 1px solid var(--line);
      }
      .top {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
      }
      h3 {
        font: 650 var(--size-text) / 1.4 var(--text);
        letter-spacing: 0;
      }
      .names {
        color: var(--soft);
        font-size: var(--size-small);
      }
    `,
  ];
}

/** Shows what a save reaches. @returns true when the person goes on */
export function confirmReach(question: ReachQuestion): Promise<boolean> {
  return answerOf(Object.assign(document.createElement("reach-dialog"), { question }));
}

customElements.define("reach-dialog", ReachDialog);
declare global {
  interface HTMLElementTagNameMap {
    "reach-dialog": ReachDialog;
  }
}
