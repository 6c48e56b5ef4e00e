import { css, html, nothing } from "lit";
import { writeMac } from "../../../domain/mac.ts";
import { pointerWay } from "../calls/ways.ts";
import { KlykaElement } from "../components/element.ts";
import { checkField } from "../components/fields.ts";
import { answerOf } from "../components/modal-dialog.ts";
import { ApiError } from "../data/problem.ts";
import { deleteGroup, type GroupPointersView, type GroupView, readGroupPointers } from "../data/response-groups.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";
import { addressOf, type Query } from "../router/paths.ts";
import { buttons, fields, shared, states } from "../style/controls.ts";

export type Deleted = { readonly auditId: string | null };

/** What points to a response group; it goes when no calls do, and what else loses it is agreed to. */
export class DeleteGroupDialog extends KlykaElement {
  static override properties = {
    group: { attribute: false },
    pointers: { state: true },
    agreed: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  declare group: GroupView;
  declare pointers: GroupPointersView | null;
  declare agreed: boolean;
  declare failure: string | null;
  declare busy: boolean;
  declare answer: (deleted: Deleted | null) => void;

  constructor() {
    super();
    this.pointers = null;
    this.agreed = false;
    this.failure = null;
    this.busy = false;
    this.answer = () => undefined;
  }

  override firstUpdated(): void {
    void this._load();
  }

  override render() {
    const { pointers } = this;
    const used = pointers !== null && (pointers.main || pointers.calls.length > 0);
    const asked = pointers !== null && pointers.keys.length + pointers.layoutKeys.length + pointers.shown.length > 0;
    return html`<modal-dialog heading=${t("answer.delete.heading", { name: this.group.name })} open @dialog-close=${() => this.answer(null)}>
      <div class="stack">
        ${pointers === null ? (this.failure ? nothing : html`<p class="soft" role="status">${t("answer.delete.looking")}</p>`) : this._points(pointers, used, asked)}
        ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      </div>
      <button slot="actions" class="button" type="button" @click=${() => this.answer(null)}>${t(used ? "action.close" : "action.cancel")}</button>
      ${
        used || pointers === null
          ? nothing
          : html`<button slot="actions" class="button danger" type="button" ?disabled=${this.busy || (asked && !this.agreed)} @click=${this._delete}>${t("answer.delete.do", { name: this.group.name })}</button>`
      }
    </modal-dialog>`;
  }

  _points(pointers: GroupPointersView, used: boolean, asked: boolean) {
    const { calls, main, keys, layoutKeys, shown } = pointers;
    const { number, total } = this.group;
    const pages = { group: "responseGroup", menu: "menu", user: "users" } as const;
    const place = (text: string) => text.replace("0/", "");
    return html`${
      used
        ? html`<p class="notice stop">${t("answer.delete.used")}</p>
            <ul class="things">
              ${main ? this._thing("organisation", {}, t("answer.delete.main"), t("answer.delete.main.what")) : nothing}
              ${calls.map((one) => {
                const params = one.ownerKind === "user" ? {} : { [one.ownerKind]: one.ownerId };
                const query = one.ownerKind === "user" ? { user: one.ownerId } : {};
                const what = one.ownerKind === "user" ? t("answer.delete.forwards", { way: pointerWay(one) }) : pointerWay(one);
                return this._thing(pages[one.ownerKind], params, one.ownerName, what, query);
              })}
            </ul>`
        : html`<p>${number ? t("answer.delete.text", { number: number.display }) : t("answer.delete.text_inside")}</p>
            ${total > 0 ? html`<p>${t("answer.delete.members", { count: total })}</p>` : nothing}`
    }
    ${
      asked
        ? html`<p class="soft">${t("answer.delete.lose")}</p>
            <ul class="things">
              ${keys.map((one) => this._thing("phone", { phone: one.phoneId }, one.phoneLabel || writeMac(one.mac), t("users.pointers.key", { place: place(one.place) })))}
              ${layoutKeys.map((one) => this._thing("layout", { layout: one.layoutId }, one.layoutName, t("users.pointers.layout_key", { place: place(one.place) })))}
              ${shown.map((one) => this._thing("users", {}, one.userName, t("answer.delete.shown"), { user: one.userId }))}
            </ul>`
        : nothing
    }
    ${
      asked && !used
        ? html`<div @change=${(event: Event) => {
            if (event.target instanceof HTMLInputElement) this.agreed = event.target.checked;
          }}>
            ${checkField({ name: "agreed", label: t("answer.delete.agree"), checked: this.agreed })}
          </div>`
        : nothing
    }`;
  }

  _thing(page: string, params: Readonly<Record<string, string>>, name: string, what: string, query: Query = {}) {
    const address = addressOf(page, params, query);
    const leave = () => this.answer(null);
    return html`<li>${address ? html`<a href=${address} @click=${leave}>${name}</a>` : html`<strong>${name}</strong>`} <span class="soft">${what}</span></li>`;
  }

  readonly _load = async (): Promise<void> => {
    try {
      this.pointers = await readGroupPointers(this.group.id);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failure = failureText(error);
    }
  };

  readonly _delete = async (): Promise<void> => {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      this.answer(await deleteGroup(this.group.id, this.group.version, this.agreed));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failure = failureText(error);
      // Something points there that did not when the list was made.
      await this._load();
    } finally {
      this.busy = false;
    }
  };

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    css`
      :host {
        display: contents;
      }
      .stack {
        display: grid;
        gap: 12px;
      }
      .things {
        display: grid;
        gap: 4px;
        margin: 0;
        padding: 12px 16px;
        border-radius: var(--radius);
        background: var(--sunk);
        list-style: none;
        overflow-wrap: anywhere;
      }
    `,
  ];
}

/** @returns null when it was not deleted */
export function askDeleteGroup(group: GroupView): Promise<Deleted | null> {
  return answerOf(Object.assign(document.createElement("delete-group-dialog"), { group }));
}

customElements.define("delete-group-dialog", DeleteGroupDialog);
declare global {
  interface HTMLElementTagNameMap {
    "delete-group-dialog": DeleteGroupDialog;
  }
}
