import { css, html, nothing } from "lit";
import { spacedIccid } from "../../../domain/sim-card.ts";
import { passwordField } from "../components/fields.ts";
import { FormDialog } from "../components/form-dialog.ts";
import { answerOf } from "../components/modal-dialog.ts";
import { phoneNumber } from "../components/phone-number.ts";
import { api } from "../data/client.ts";
import { ApiError } from "../data/problem.ts";
import { type CodesView, isProved, prove, readCodes, type Side, type SimCardView } from "../data/subscriptions.ts";
import { t } from "../i18n/index.ts";
import { cardName } from "./words.ts";

type About = { readonly card: SimCardView; readonly number: string; readonly side: Side; readonly codes: CodesView | null };
const kinds = ["pin1", "puk1", "pin2", "puk2", "activation"] as const;

/** PIN and PUK of a card: after the password where it is not fresh, and gone by themselves after a while. */
export class CodesDialog extends FormDialog<true> {
  static override properties = { about: { attribute: false }, codes: { state: true }, left: { state: true } };
  declare about: About;
  declare codes: CodesView | null;
  /** Seconds. */
  declare left: number;
  #timer = 0;

  constructor() {
    super();
    this.codes = null;
    this.left = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.about.codes) this._showCodes(this.about.codes);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    // Nothing of it stays in memory.
    this.codes = null;
  }

  override _heading() {
    return t("subscriptions.codes.heading");
  }

  override _action() {
    return this.codes ? t("subscriptions.codes.done") : t("subscriptions.codes.show");
  }

  override _settled() {
    return this.codes !== null;
  }

  override _fields() {
    const { card, number } = this.about;
    const which = html`<p class="soft">${cardName(card)} · ${phoneNumber(number)}</p>`;
    return this.codes ? html`${which}${this._shown(this.codes)}` : html`${which}${this._asked()}`;
  }

  _asked() {
    const of = this.errors.filter(({ field }) => field === "password");
    return html`<p>${t("subscriptions.codes.prove")}</p>
      ${passwordField({ name: "password", label: t("subscriptions.codes.password"), autocomplete: "current-password", required: true, errors: of })}`;
  }

  _shown(codes: CodesView) {
    const { iccid } = this.about.card;
    return html`<dl>
        ${kinds.flatMap((kind) => {
          const code = codes[kind];
          return code === null ? [] : html`<dt>${t(`subscriptions.codes.${kind}`)}</dt><dd class=${kind}>${code}</dd>`;
        })}
        ${iccid === null ? nothing : html`<dt>${t("subscriptions.card.number")}</dt><dd class="soft">${spacedIccid(iccid)}</dd>`}
      </dl>
      <p class="left" role="timer">${t("subscriptions.codes.left", { count: this.left })}</p>
      <p class="soft">${t("subscriptions.codes.delivered")}</p>
      <p class="soft">${t("subscriptions.codes.tries")}</p>`;
  }

  override async _run(): Promise<true | null> {
    if (this.codes) return true;
    const typed = this.renderRoot.querySelector<HTMLInputElement>("#password")?.value ?? "";
    try {
      await prove(api, typed);
    } catch (error) {
      // Said at the field: that is what is wrong.
      if (!(error instanceof ApiError) || error.code !== "password_wrong") throw error;
      throw new ApiError(error.status, error.code, error.detail, [{ field: "password", code: error.code, detail: error.detail }]);
    }
    this._showCodes(await readCodes(api, this.about.side, this.about.card.id));
    return null;
  }

  _showCodes(codes: CodesView): void {
    this.codes = codes;
    this.left = codes.shownSeconds;
    const end = performance.now() + codes.shownSeconds * 1000;
    clearInterval(this.#timer);
    // By the clock, not by counting: a window in the background is woken seldom.
    this.#timer = window.setInterval(() => {
      this.left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      if (this.left === 0) this.answer(true);
    }, 250);
  }

  static override styles = [
    FormDialog.styles,
    css`
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 8px 20px;
        align-items: baseline;
        margin: 0;
        padding: 16px;
        border-radius: var(--radius);
        background: var(--sunk);
      }
      dt {
        color: var(--soft);
      }
      dd {
        margin: 0;
        font-family: var(--mono);
        overflow-wrap: anywhere;
      }
      dd.pin1,
      dd.puk1 {
        font-size: 1.375rem;
        font-weight: 600;
        letter-spacing: 0.06em;
      }
      .left {
        font-variant-numeric: tabular-nums;
        font-weight: 600;
      }
    `,
  ];
}

/** Shows the codes of a card, and asks for the password first where it was not entered lately. */
export async function showCodes(side: Side, card: SimCardView, number: string): Promise<void> {
  const codes = (await isProved(api)) ? await readCodes(api, side, card.id) : null;
  await answerOf(Object.assign(document.createElement("codes-dialog"), { about: { card, number, side, codes } }));
}

customElements.define("codes-dialog", CodesDialog);
declare global {
  interface HTMLElementTagNameMap {
    "codes-dialog": CodesDialog;
  }
}
