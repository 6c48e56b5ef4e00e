import { css, html } from "lit";
import type { SavedBy } from "../data/problem.ts";
import { spokenInstant } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";
import { answerOf } from "./modal-dialog.ts";

/** One field that both changed: what it is called, and both values as people read them. */
export type Disagreement = { readonly field: string; readonly label: string; readonly mine: string; readonly theirs: string };
export type Side = "mine" | "theirs";
export type Agreement = Readonly<Record<string, Side>>;

/** Two people saved the same thing: which value shall stand, field by field. Theirs is chosen until one says otherwise. */
export class ConflictDialog extends KlykaElement {
  static override properties = { saved: { attribute: false }, disagreements: { attribute: false } };
  /** Who saved meanwhile, and when; null: not known. */
  declare saved: SavedBy | null;
  declare disagreements: readonly Disagreement[];
  declare answer: (agreement: Agreement | null) => void;

  constructor() {
    super();
    this.saved = null;
    this.disagreements = [];
    this.answer = () => undefined;
  }

  override render() {
    return html`<modal-dialog heading=${t("conflict.heading")} open @dialog-close=${() => this.answer(null)}>
      <form id="sides" @submit=${this._agree}>
        <p>${this._text()}</p>
        ${this.disagreements.map((one) => this._choice(one))}
      </form>
      <button slot="actions" class="button" type="button" @click=${() => this.answer(null)}>${t("conflict.back")}</button>
      <button slot="actions" class="button filled" type="submit" form="sides">${t("conflict.save")}</button>
    </modal-dialog>`;
  }

  _text(): string {
    if (this.saved === null) return t("conflict.text");
    const { by, own, at } = this.saved;
    const when = spokenInstant(new Date(at), new Date());
    return own ? t("conflict.text_own", { when }) : t("conflict.text_who", { who: by, when });
  }

  _choice({ field, label, mine, theirs }: Disagreement) {
    const side = (value: Side, shown: string) => html`<label class="side"
      ><input type="radio" name=${field} value=${value} ?checked=${value === "theirs"} /><span
        ><span class="soft">${t(value === "mine" ? "conflict.mine" : "conflict.theirs")}</span><br />${shown || t("conflict.empty")}</span
      ></label
    >`;
    return html`<fieldset>
      <legend>${label}</legend>
      ${side("theirs", theirs)} ${side("mine", mine)}
    </fieldset>`;
  }

  _agree(event: SubmitEvent): void {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const chosen = new FormData(event.target);
    this.answer(
      Object.fromEntries(this.disagreements.map(({ field }) => [field, chosen.get(field) === "mine" ? "mine" : "theirs"])),
    );
  }

  static override styles = [
    shared,
    buttons,
    fields,
    css`
      :host {
        display: contents;
      }
      form {
        display: grid;
        gap: 16px;
      }
      fieldset {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(170px, 100%), 1fr));
        gap: 8px;
        margin: 0;
        padding: 0;
        border: 0;
        min-width: 0;
      }
      legend {
        padding: 0 0 6px;
        font-weight: 650;
      }
      .side {
        display: flex;
        gap: 10px;
        align-items: start;
        padding: 10px 12px;
        border: 1px solid var(--field-line);
        border-radius: var(--radius);
        cursor: pointer;
        overflow-wrap: anywhere;
      }
      .side:has(:checked) {
        border-color: var(--accent);
        background: var(--accent-ground);
      }
      .side input {
        margin-top: 3px;
      }
      .side .soft {
        font-size: var(--size-small);
      }
    `,
  ];
}

/** @returns which side for each field, or null when the person goes back to the form */
export function askWhoseStands(disagreements: readonly Disagreement[], saved: SavedBy | null = null): Promise<Agreement | null> {
  return answerOf(Object.assign(document.createElement("conflict-dialog"), { disagreements, saved }));
}

customElements.define("conflict-dialog", ConflictDialog);
declare global {
  interface HTMLElementTagNameMap {
    "conflict-dialog": ConflictDialog;
  }
}
