import { css, html, nothing } from "lit";
import { selectField } from "../components/fields.ts";
import { FormDialog } from "../components/form-dialog.ts";
import { answerOf } from "../components/modal-dialog.ts";
import { state } from "../components/states.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";

/** A group or a menu whose calendar may get the entry. */
export type SpreadTarget = {
  readonly scheduleId: string;
  readonly kind: "group" | "menu";
  readonly name: string;
  readonly number: string;
  /** Open or closed now. */
  readonly open: boolean | null;
};
export type SpreadAnswer = { readonly schedules: readonly string[]; readonly top: boolean };
export type SpreadQuestion = {
  readonly name: string;
  readonly load: () => Promise<readonly SpreadTarget[]>;
  /** Does it; the dialog stays open and says why it could not be done. */
  readonly run: (answer: SpreadAnswer) => Promise<void>;
};

/** One entry into the calendars of several groups and menus at once: which ones, and where in them. Knows no API. */
export class SpreadDialog extends FormDialog<true> {
  static override properties = {
    question: { attribute: false },
    targets: { state: true },
    chosen: { state: true },
    top: { state: true },
  };
  declare question: SpreadQuestion;
  declare targets: readonly SpreadTarget[] | null;
  declare chosen: readonly string[];
  declare top: boolean;

  constructor() {
    super();
    this.targets = null;
    this.chosen = [];
    this.top = true;
  }

  override firstUpdated(): void {
    void this._load();
  }

  override _heading() {
    return t("calendar.spread.heading", { name: this.question.name });
  }

  override _action() {
    return t("calendar.spread.do");
  }

  override _ready() {
    return this.chosen.length > 0;
  }

  override async _run() {
    await this.question.run({ schedules: this.chosen, top: this.top });
    return true as const;
  }

  override _fields() {
    const { length: count } = this.chosen;
    return html`<div class="stack" @change=${this._changed}>
      <p class="soft">${t("calendar.spread.text")}</p>
      ${this._targets()}
      ${selectField({
        name: "where",
        label: t("calendar.spread.where"),
        value: this.top ? "top" : "bottom",
        choices: [
          { value: "top", label: t("calendar.spread.top") },
          { value: "bottom", label: t("calendar.spread.bottom") },
        ],
      })}
      <p class="notice waiting" role="status">${count > 0 ? t("calendar.spread.reach", { count }) : t("calendar.spread.none")}</p>
    </div>`;
  }

  _targets() {
    const { targets } = this;
    if (targets === null) {
      return this.failure
        ? html`<button class="button" type="button" @click=${() => void this._load()}>${t("action.retry")}</button>`
        : html`<p class="soft" role="status">${t("calendar.spread.loading")}</p>`;
    }
    if (targets.length === 0) return html`<p>${t("calendar.spread.alone")}</p>`;
    return html`<fieldset>
      <legend>${t("calendar.spread.which")}</legend>
      ${targets.map(
        ({ scheduleId, name, number, kind, open }) => html`<label class="check"
          ><input type="checkbox" name="schedule" value=${scheduleId} .checked=${this.chosen.includes(scheduleId)} /><span class="target"
            ><strong>${name}</strong> <span class="soft">${[t(`calendar.owner.${kind}`), number].filter(Boolean).join(" · ")}</span> ${
              open === null ? nothing : state(open ? "live" : "off", t(open ? "calendar.open" : "calendar.closed"))
            }</span
          ></label
        >`,
      )}
    </fieldset>`;
  }

  async _load(): Promise<void> {
    this.failure = null;
    try {
      this.targets = await this.question.load();
    } catch (error) {
      this.failure = failureText(error);
    }
  }

  _changed(event: Event): void {
    const { target } = event;
    if (target instanceof HTMLSelectElement) this.top = target.value === "top";
    if (!(target instanceof HTMLInputElement)) return;
    const others = this.chosen.filter((id) => id !== target.value);
    this.chosen = target.checked ? [...others, target.value] : others;
  }

  static override styles = [
    FormDialog.styles,
    css`
      .check {
        align-items: start;
        padding: 6px 0;
      }
      .check input {
        margin-top: 2px;
      }
      .target {
        display: flex;
        flex-wrap: wrap;
        gap: 0 10px;
      }
    `,
  ];
}

/** @returns true when it has been put there */
export function askSpread(question: SpreadQuestion): Promise<boolean> {
  return answerOf(Object.assign(document.createElement("spread-dialog"), { question })).then(Boolean);
}

customElements.define("spread-dialog", SpreadDialog);
declare global {
  interface HTMLElementTagNameMap {
    "spread-dialog": SpreadDialog;
  }
}
