import { html, nothing } from "lit";
import { PackageOpen } from "lucide";
import { parseIccid } from "../../../../domain/sim-card.ts";
import { textField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import { api } from "../../data/client.ts";
import { listStock, type StockCardView } from "../../data/orders.ts";
import { t } from "../../i18n/index.ts";
import { ConfirmOrderDialog } from "./order-answers.ts";

const codes = ["pin1", "puk1", "pin2", "puk2"] as const;
type Written = Readonly<Record<string, string>>;
/** `unknown`: no such card lies in stock; null: the number is not whole yet, or is being looked up. */
type Found = StockCardView | "unknown" | null;

/** Confirms an order that a card comes with: one from stock, which brings its codes, or one whose codes are written here. */
export class ConfirmCardDialog extends ConfirmOrderDialog {
  static override properties = { written: { state: true }, found: { state: true }, none: { state: true } };
  declare written: Written;
  declare found: Found;
  /** Stock was asked for a card, and had none. */
  declare none: boolean;
  #asked = "";

  constructor() {
    super();
    this.written = {};
    this.found = null;
    this.none = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // A card that the customer has at hand is the one that the order is about.
    const { newIccid } = this.order.facts;
    if (newIccid) void this._number(newIccid);
  }

  override _details() {
    const errors = this.errors.filter(({ field }) => field === "details.iccid").map((error) => ({ ...error, field: "iccid" }));
    return html`<div class="stack" @input=${this._type} @change=${this._left}>
      ${textField({
        name: "iccid",
        label: t("orders.card"),
        value: this.written.iccid ?? "",
        hint: t("orders.card.hint"),
        inputmode: "numeric",
        maxlength: 40,
        required: true,
        errors,
        problem: this.none ? t("orders.card.none") : null,
      })}
      ${
        this.written.iccid
          ? nothing
          : html`<button class="button small ghost" type="button" @click=${this._next}>${icon(PackageOpen, 16)}${t("orders.card.next")}</button>`
      }
      ${this._known()}
    </div>`;
  }

  _known() {
    const { found } = this;
    if (found === null) return nothing;
    if (found === "unknown") return this._codes();
    const bare = found.codes.length === 0;
    return html`<p class="notice ${bare ? "waiting" : "live"}" role="status">${t(bare ? "orders.card.in_stock_bare" : "orders.card.in_stock")}</p>`;
  }

  _codes() {
    const field = (name: string, label: string, more: { readonly hint?: string } = {}) =>
      textField({
        ...{ name, label, value: this.written[name] ?? "", spellcheck: false, ...more },
        errors: this.errors.filter((error) => error.field === `details.${name}`),
      });
    const esim = this.order.facts.form === "esim";
    return html`<p class="notice waiting" role="status">${t("orders.card.unknown")}</p>
      <fieldset>
        <legend>${t("orders.card.codes")}</legend>
        <div class="stack">
          <div class="two">${codes.map((code) => field(code, t(`orders.card.${code}`)))}</div>
          ${field("imsi", t("orders.card.imsi"))}
          ${esim ? field("activation", t("orders.card.activation"), { hint: t("orders.card.activation.hint") }) : nothing}
          <p class="hint">${t("orders.card.codes.text")}</p>
        </div>
      </fieldset>`;
  }

  override _ready(): boolean {
    return parseIccid(this.written.iccid ?? "") !== null && this.found !== null;
  }

  _type({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    this.errors = this.errors.filter(({ field }) => field !== `details.${target.name}`);
    if (target.name === "iccid") void this._number(target.value);
    else this.written = { ...this.written, [target.name]: target.value };
  }

  /** A number that is none is told when it has been written, not while. */
  _left({ target }: Event): void {
    if (!(target instanceof HTMLInputElement) || target.name !== "iccid") return;
    if (target.value.trim() === "" || parseIccid(target.value) !== null) return;
    this.errors = [{ field: "details.iccid", code: "iccid_invalid", detail: {} }];
  }

  /** Looks a whole number up in stock. */
  async _number(iccid: string): Promise<void> {
    this.written = { ...this.written, iccid };
    this.none = false;
    this.found = null;
    const whole = parseIccid(iccid);
    this.#asked = whole ?? "";
    if (whole === null) return;
    const rows = await this._stock({ q: whole });
    if (this.#asked === whole) this.found = rows.find((row) => row.iccid === whole) ?? "unknown";
  }

  /** The first that is anybody's or this customer's, of the kind that was ordered. */
  async _next(): Promise<void> {
    const { facts, organisation } = this.order;
    const rows = await this._stock({ form: facts.form ?? "physical" });
    const own = rows.find((row) => row.organisation?.id === organisation.id);
    const card = own ?? rows.find((row) => row.organisation === null);
    this.none = card === undefined;
    if (!card) return;
    this.#asked = card.iccid;
    this.written = { ...this.written, iccid: card.iccid };
    this.found = card;
  }

  /** What cannot be looked up is asked for. */
  async _stock(query: Readonly<Record<string, string>>): Promise<readonly StockCardView[]> {
    try {
      return (await listStock(api, { ...query, limit: 500 })).rows;
    } catch {
      return [];
    }
  }

  override _answer() {
    const { iccid = "", ...rest } = this.written;
    const said = this.found === "unknown" ? Object.entries(rest).filter(([, value]) => value.trim() !== "") : [];
    return { iccid, ...Object.fromEntries(said) };
  }

  static override styles = ConfirmOrderDialog.styles;
}

customElements.define("confirm-card-dialog", ConfirmCardDialog);
declare global {
  interface HTMLElementTagNameMap {
    "confirm-card-dialog": ConfirmCardDialog;
  }
}
