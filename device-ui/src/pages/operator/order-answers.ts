import { type CSSResultGroup, css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { instantOf, parseWallClock } from "../../../../domain/local-time.ts";
import { refusalCodes } from "../../../../domain/order-kinds.ts";
import "../../components/date-time-entry.ts";
import { areaField, selectField, textField } from "../../components/fields.ts";
import { FormDialog } from "../../components/form-dialog.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import { api } from "../../data/client.ts";
import { answerOrder, type OrderDetailView, type OrderView } from "../../data/orders.ts";
import { t } from "../../i18n/index.ts";
import { orderName } from "./order-words.ts";

/** Why the operator says no. */
export class RefuseDialog extends FormDialog<OrderDetailView> {
  static override properties = { order: { attribute: false }, code: { state: true }, text: { state: true } };
  declare order: OrderView;
  declare code: string;
  declare text: string;

  constructor() {
    super();
    this.code = "not_possible";
    this.text = "";
  }

  override _heading() {
    return t("orders.refuse.heading", { what: orderName(this.order) });
  }

  override _action() {
    return t("orders.refuse");
  }

  override _fields() {
    const errors = (name: string) => this.errors.filter(({ field }) => field === name);
    return html`<p>${t("orders.refuse.text")}</p>
      <div class="stack" @input=${this._type}>
        ${selectField({
          name: "code",
          label: t("orders.refuse.why"),
          value: this.code,
          choices: refusalCodes.map((code) => ({ value: code, label: t(`orders.refusal.${code}`) })),
        })}
        ${areaField({ name: "text", label: t("orders.refuse.words"), value: this.text, hint: t("orders.refuse.words.hint"), errors: errors("text"), maxlength: 500, required: this.code === "other" })}
      </div>`;
  }

  _type({ target }: Event): void {
    if (target instanceof HTMLSelectElement) this.code = target.value;
    if (target instanceof HTMLTextAreaElement) this.text = target.value;
    this.errors = [];
  }

  override async _run() {
    const { code, text } = this;
    return answerOrder(api, this.order.id, { answer: "refused", code, text: text.trim() });
  }
}

/** How far a porting has come. */
export class ProgressDialog extends FormDialog<OrderDetailView> {
  static override properties = {
    order: { attribute: false },
    stage: { state: true },
    when: { state: true },
    problem: { state: true },
  };
  declare order: OrderView;
  declare stage: "accepted" | "scheduled";
  /** Wall clock here. */
  declare when: string;
  declare problem: string | null;

  constructor() {
    super();
    this.stage = "accepted";
    this.when = "";
    this.problem = null;
  }

  override _heading() {
    return t("orders.progress.heading");
  }

  override _action() {
    return t("orders.progress");
  }

  override _fields() {
    return html`<div @change=${this._chose}>
        ${selectField({
          name: "stage",
          label: t("orders.progress.stage"),
          value: this.stage,
          choices: [
            { value: "accepted", label: t("orders.progress.accepted") },
            { value: "scheduled", label: t("orders.progress.scheduled") },
          ],
        })}
      </div>
      ${
        this.stage === "scheduled"
          ? html`<date-time-entry
              name="when"
              label=${t("orders.progress.when")}
              .value=${this.when}
              .problem=${this.problem}
              @when-change=${this._timed}
            ></date-time-entry>`
          : nothing
      }`;
  }

  _chose({ target }: Event): void {
    if (target instanceof HTMLSelectElement) this.stage = target.value === "scheduled" ? "scheduled" : "accepted";
  }

  _timed({ target }: Event): void {
    if (target instanceof HTMLElement && "value" in target) this.when = String(target.value);
    this.problem = null;
  }

  override async _run() {
    const { id } = this.order;
    if (this.stage === "accepted") return answerOrder(api, id, { answer: "progressed", progress: { stage: "accepted" } });
    const wall = parseWallClock(this.when);
    if (wall === null) {
      this.problem = t("orders.progress.when_missing");
      return null;
    }
    const at = instantOf(wall, "Europe/Stockholm").instant.toISOString();
    return answerOrder(api, id, { answer: "progressed", progress: { stage: "scheduled", at } });
  }
}

/** Done by hand: what needs nothing more than the word. */
export class ConfirmOrderDialog extends FormDialog<OrderDetailView> {
  static override properties: PropertyDeclarations = { order: { attribute: false }, reference: { state: true } };
  declare order: OrderView;
  declare reference: string;

  constructor() {
    super();
    this.reference = "";
  }

  override _heading() {
    return t("orders.confirm.heading", { what: orderName(this.order) });
  }

  override _action() {
    return t("orders.confirm");
  }

  override _fields() {
    return html`<p>${t("orders.confirm.text")}</p>
      ${this._details()}
      <div @input=${this._named}>
        ${textField({ name: "reference", label: t("orders.fact.reference"), value: this.reference, hint: t("orders.reference.hint"), maxlength: 100 })}
      </div>`;
  }

  /** What a kind of order needs beside the word. */
  _details(): TemplateResult | typeof nothing {
    return nothing;
  }

  _named({ target }: Event): void {
    if (target instanceof HTMLInputElement) this.reference = target.value;
  }

  /** The same, for the server. */
  _answer(): Readonly<Record<string, string | null>> {
    return {};
  }

  override async _run() {
    const reference = this.reference.trim() === "" ? {} : { reference: this.reference.trim() };
    return answerOrder(api, this.order.id, { answer: "confirmed", details: this._answer(), ...reference });
  }

  static override styles: CSSResultGroup = [
    FormDialog.styles,
    css`
      .two {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(160px, 1fr));
        gap: 12px;
      }
      .ghost {
        justify-self: start;
      }
    `,
  ];
}

export function askRefusal(order: OrderView): Promise<OrderDetailView | null> {
  return answerOf(Object.assign(document.createElement("refuse-dialog"), { order }));
}

export function askProgress(order: OrderView): Promise<OrderDetailView | null> {
  return answerOf(Object.assign(document.createElement("progress-dialog"), { order }));
}

/** Asks for what the kind of order needs, and confirms it. */
export async function askConfirmation(order: OrderView): Promise<OrderDetailView | null> {
  const makesCard = order.kind === "twin_sim" || order.kind === "replace_sim";
  if (makesCard) await import("./confirm-card-dialog.ts");
  const dialog = document.createElement(makesCard ? "confirm-card-dialog" : "confirm-order-dialog");
  return answerOf(Object.assign(dialog, { order }));
}

customElements.define("refuse-dialog", RefuseDialog);
customElements.define("progress-dialog", ProgressDialog);
customElements.define("confirm-order-dialog", ConfirmOrderDialog);
declare global {
  interface HTMLElementTagNameMap {
    "refuse-dialog": RefuseDialog;
    "progress-dialog": ProgressDialog;
    "confirm-order-dialog": ConfirmOrderDialog;
  }
}
