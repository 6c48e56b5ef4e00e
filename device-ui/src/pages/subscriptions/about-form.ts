import { css, html, nothing } from "lit";
import { longestLabel } from "../../../../domain/subscription.ts";
import { agreeOn } from "../../components/agreement.ts";
import { KlykaElement } from "../../components/element.ts";
import { checkField, focusFirstError, textField } from "../../components/fields.ts";
import "../../components/search-combobox.ts";
import type { ComboOption } from "../../components/search-combobox.ts";
import { api } from "../../data/client.ts";
import { ApiError, ConflictError, type FieldError } from "../../data/problem.ts";
import { type SubscriptionView, saveSubscription } from "../../data/subscriptions.ts";
import { listUsers } from "../../data/users.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";

type Values = { readonly label: string | null; readonly userId: string | null; readonly userMayBuy: boolean };
export type Saved = { readonly name: string; readonly auditId: string | null };

/** What a subscription is called, who has it, and whether they may buy data. Tells `about-saved`. */
export class SubscriptionAboutForm extends KlykaElement {
  static override properties = {
    one: { attribute: false },
    typed: { state: true },
    person: { state: true },
    errors: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  declare one: SubscriptionView;
  declare typed: Partial<Values>;
  /** Whoever was chosen here; undefined: nobody has chosen. */
  declare person: ComboOption | null | undefined;
  declare errors: readonly FieldError[];
  declare failure: string | null;
  declare busy: boolean;

  constructor() {
    super();
    this._reset();
    this.busy = false;
  }

  override willUpdate(changed: Map<string, unknown>): void {
    const before = changed.get("one") as SubscriptionView | undefined;
    if (before && before.id !== this.one.id) this._reset();
  }

  get dirty(): boolean {
    return Object.keys(this._changes()).length > 0;
  }

  override render() {
    const { one } = this;
    const { user } = one;
    const had: ComboOption | null = user && {
      key: user.id,
      title: user.name,
      person: true,
      picture: user.picture?.small ?? null,
    };
    const problem = this.errors.find(({ field }) => field === "userId");
    return html`<form @submit=${this._save} @input=${this._type} @change=${this._type} novalidate>
      ${textField({
        ...{ name: "label", label: t("subscriptions.label"), hint: t("subscriptions.label.hint"), maxlength: longestLabel },
        ...{ value: this.typed.label === undefined ? one.label : this.typed.label, placeholder: user?.name ?? "" },
        errors: this.errors.filter(({ field }) => field === "label"),
      })}
      <search-combobox
        name="userId"
        label=${t("subscriptions.user")}
        hint=${t("subscriptions.user.hint")}
        placeholder=${t("subscriptions.nobody")}
        .problem=${problem ? failureText(problem) : null}
        .value=${this.person === undefined ? had : this.person}
        .find=${findPeople}
        @combo-change=${this._chosen}
      ></search-combobox>
      ${
        one.type.dataQuotaBytes === null
          ? nothing
          : checkField({
              name: "userMayBuy",
              label: t("subscriptions.may_buy"),
              checked: this.typed.userMayBuy ?? one.userMayBuy,
            })
      }
      ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      ${
        this.dirty
          ? html`<div class="buttons">
              <button class="button" type="submit" ?disabled=${this.busy}>${t("action.save")}</button>
              <button class="button quiet" type="button" @click=${this._reset}>${t("action.cancel")}</button>
            </div>`
          : nothing
      }
    </form>`;
  }

  readonly _reset = (): void => {
    this.typed = {};
    this.person = undefined;
    this.errors = [];
    this.failure = null;
  };

  _type({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    if (target.name === "label") this.typed = { ...this.typed, label: target.value.trim() || null };
    if (target.name === "userMayBuy") this.typed = { ...this.typed, userMayBuy: target.checked };
    this.errors = this.errors.filter(({ field }) => field !== target.name);
  }

  _chosen(event: CustomEvent<ComboOption | null>): void {
    event.stopPropagation();
    this.person = event.detail;
    this.typed = { ...this.typed, userId: event.detail?.key ?? null };
  }

  _changes(): Partial<Values> {
    const was = valuesOf(this.one);
    return Object.fromEntries(
      Object.entries(this.typed).filter(([name, value]) => value !== was[name as keyof Values]),
    ) as Partial<Values>;
  }

  async _save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (!this.busy && this.dirty) await this._write(this._changes(), this.one);
  }

  /** Somebody else has saved: what both changed is asked about, the rest goes on top. */
  async _write(changes: Partial<Values>, one: SubscriptionView): Promise<void> {
    this.busy = true;
    this.failure = null;
    try {
      const { value, auditId } = await saveSubscription(api, one, changes);
      this._reset();
      this.tell("about-saved", { name: value.name, auditId });
    } catch (error) {
      if (error instanceof ConflictError) await this._settle(changes, one, error);
      else if (error instanceof ApiError && error.fields.length > 0) this.errors = error.fields;
      else this.failure = failureText(error);
    } finally {
      this.busy = false;
    }
    await this.updateComplete;
    focusFirstError(this.renderRoot, this.errors);
  }

  async _settle(changes: Partial<Values>, one: SubscriptionView, { theirs, saved }: ConflictError): Promise<void> {
    // The server answers a conflict with the row as it is now, of the same kind as it was read.
    const now = theirs as SubscriptionView;
    const labels: Readonly<Record<string, string>> = {
      label: t("subscriptions.label"),
      userId: t("subscriptions.user"),
      userMayBuy: t("subscriptions.may_buy"),
    };
    const names = { mine: this.person?.title ?? "", theirs: now.user?.name ?? "" };
    const agreed = await agreeOn({
      ...{ before: valuesOf(one), changes, theirs: valuesOf(now), saved },
      label: (field) => labels[field] ?? field,
      shown: (field, value, side) => {
        if (field === "userId") return names[side] || t("subscriptions.nobody");
        return typeof value === "boolean" ? t(value ? "log.value.yes" : "log.value.no") : String(value ?? t("log.value.none"));
      },
    });
    this.tell("about-stale", null);
    if (agreed === null) return;
    if (Object.keys(agreed).length === 0) return this._reset();
    await this._write(agreed, now);
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    css`
      form {
        display: grid;
        gap: 12px;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
    `,
  ];
}

function valuesOf({ label, user, userMayBuy }: SubscriptionView): Values {
  return { label, userId: user?.id ?? null, userMayBuy };
}

async function findPeople(query: string, signal: AbortSignal) {
  const { rows } = await listUsers(api, { q: query, limit: 20 }, signal);
  const options = rows.map((row) => ({
    ...{ key: row.id, title: row.name, person: true, picture: row.picture?.small ?? null },
    detail: row.numbers.mobile?.display ?? row.numbers.primary?.display ?? "",
  }));
  return [{ title: "", options }];
}

customElements.define("subscription-about-form", SubscriptionAboutForm);
declare global {
  interface HTMLElementTagNameMap {
    "subscription-about-form": SubscriptionAboutForm;
  }
}
