import { html, nothing } from "lit";
import { gigabyte } from "../../../../domain/data-amount.ts";
import { decimalText, parseMoney } from "../../../../domain/money.ts";
import { textField } from "../../components/fields.ts";
import { FormDialog } from "../../components/form-dialog.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import { api } from "../../data/client.ts";
import { createPackage, createType, type PricedTypeView, saveType } from "../../data/subscriptions.ts";
import { currentLanguage, t } from "../../i18n/index.ts";
import { quotaText } from "../../subscriptions/words.ts";

type Problems = Readonly<Record<string, string>>;

/** Kronor as they are written here: `249` or `249,50`. */
const kronor = (ore: number): string => {
  const text = decimalText(ore).replace(/\.00$/, "");
  return currentLanguage() === "sv" ? text.replace(".", ",") : text;
};

/** Bytes of a number of GB with at most one decimal; null: it is none. */
function bytesOf(written: string): number | null {
  const [, whole = "", tenth = "0"] = /^(\d{1,4})(?:[.,](\d))?$/.exec(written.replace(/[\s\u00a0]|GB/gi, "")) ?? [];
  return whole === "" ? null : Number(whole) * gigabyte + Number(tenth) * (gigabyte / 10);
}

const sizeText = (bytes: number): string =>
  quotaText(bytes)
    .replace(/[\s\u00a0]GB$/, "")
    .replace(/\u00a0/g, "");

/** Amounts are read as people write them; what cannot be read is said at its field, before anything is asked. */
abstract class AmountDialog extends FormDialog<string> {
  static override properties = { ...FormDialog.properties, problems: { state: true } };
  declare problems: Problems;

  constructor() {
    super();
    this.problems = {};
  }

  _typed(name: string): string {
    return this.renderRoot.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value.trim() ?? "";
  }

  _of(name: string) {
    return { name, errors: this.errors.filter(({ field }) => field === name), problem: this.problems[name] ?? null };
  }

  _money(name: string, problems: Record<string, string>): number {
    const ore = parseMoney(this._typed(name), currentLanguage());
    if (ore === null || ore < 0) problems[name] = t("subscriptions.prices.amount_wrong");
    return ore ?? 0;
  }

  _size(name: string, problems: Record<string, string>): number {
    const bytes = bytesOf(this._typed(name));
    if (bytes === null) problems[name] = t("subscriptions.prices.size_wrong");
    return bytes ?? 0;
  }

  /** @returns true when the fields say something that can be sent */
  async _right(problems: Problems): Promise<boolean> {
    this.problems = problems;
    const [first] = Object.keys(problems);
    if (first === undefined) return true;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    return false;
  }
}

/** A subscription type: a new one, or one that is changed for everybody who has it. */
export class TypePriceDialog extends AmountDialog {
  static override properties = { ...AmountDialog.properties, type: { attribute: false } };
  declare type: PricedTypeView | null;

  override _heading() {
    return this.type === null ? t("subscriptions.prices.new_type") : t("subscriptions.prices.edit.of", { name: this.type.name });
  }

  override _action() {
    return t("action.save");
  }

  override _fields() {
    const { type } = this;
    const quota = type?.dataQuotaBytes ?? null;
    const twin = type?.twinPriceOre ?? null;
    return html`${textField({ ...this._of("name"), label: t("subscriptions.prices.name"), value: type?.name ?? "", required: true, maxlength: 100 })}
      ${textField({ ...this._of("priceOre"), label: t("subscriptions.prices.price"), value: type ? kronor(type.priceOre) : "", required: true, maxlength: 12 })}
      ${textField({
        ...{ ...this._of("dataQuotaBytes"), label: t("subscriptions.prices.quota"), hint: t("subscriptions.prices.quota.hint") },
        ...{ value: quota === null ? "" : sizeText(quota), maxlength: 8 },
      })}
      ${textField({
        ...{ ...this._of("twinPriceOre"), label: t("subscriptions.prices.twin"), hint: t("subscriptions.prices.twin.hint") },
        ...{ value: twin === null ? "" : kronor(twin), maxlength: 12 },
      })}
      ${type && type.subscriptions > 0 ? html`<p class="notice waiting">${t("subscriptions.prices.edit.effect", { count: type.subscriptions })}</p>` : nothing}`;
  }

  override async _run(): Promise<string | null> {
    const problems: Record<string, string> = {};
    const name = this._typed("name");
    if (name === "") problems.name = t("field.required");
    const body = {
      name,
      priceOre: this._money("priceOre", problems),
      dataQuotaBytes: this._typed("dataQuotaBytes") === "" ? null : this._size("dataQuotaBytes", problems),
      twinPriceOre: this._typed("twinPriceOre") === "" ? null : this._money("twinPriceOre", problems),
    };
    if (!(await this._right(problems))) return null;
    await (this.type === null ? createType(api, body) : saveType(api, this.type, body));
    return name;
  }
}

export class PackageDialog extends AmountDialog {
  override _heading() {
    return t("subscriptions.prices.new_package");
  }

  override _action() {
    return t("action.save");
  }

  override _fields() {
    return html`${textField({ ...this._of("bytes"), label: t("subscriptions.prices.size"), required: true, maxlength: 8 })}
      ${textField({ ...this._of("priceOre"), label: t("subscriptions.prices.price.package"), required: true, maxlength: 12 })}`;
  }

  override async _run(): Promise<string | null> {
    const problems: Record<string, string> = {};
    const body = { bytes: this._size("bytes", problems), priceOre: this._money("priceOre", problems) };
    if (body.bytes === 0) problems.bytes = t("subscriptions.prices.size_wrong");
    if (!(await this._right(problems))) return null;
    await createPackage(api, body);
    return quotaText(body.bytes);
  }
}

/** @returns what it is called when it is saved */
export function askPricedType(type: PricedTypeView | null): Promise<string | null> {
  return answerOf(Object.assign(document.createElement("type-price-dialog"), { type }));
}

export function askPackage(): Promise<string | null> {
  return answerOf(document.createElement("package-dialog"));
}

customElements.define("type-price-dialog", TypePriceDialog);
customElements.define("package-dialog", PackageDialog);
declare global {
  interface HTMLElementTagNameMap {
    "type-price-dialog": TypePriceDialog;
    "package-dialog": PackageDialog;
  }
}
