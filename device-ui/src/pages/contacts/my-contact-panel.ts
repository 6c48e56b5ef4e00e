import { css, html, nothing } from "lit";
import { Copy, Mail, Phone, X } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { missing } from "../../components/missing.ts";
import { phoneNumber } from "../../components/phone-number.ts";
import { badge } from "../../components/states.ts";
import { api } from "../../data/client.ts";
import { type MyContactView, readMyContact } from "../../data/contacts.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { t } from "../../i18n/index.ts";
import { buttons, shared, states } from "../../style/controls.ts";
import { panelStyles } from "../phones/panel-styles.ts";
import { reach } from "./reach.ts";

/** Everything about one contact, each number to be called at once. Tells `panel-close`. */
export class MyContactPanel extends KlykaElement {
  static override properties = { contactId: { attribute: false } };
  declare contactId: string;
  readonly loaded = new Loaded<MyContactView>(this, (signal) => readMyContact(api, this.contactId, signal));
  readonly events = listen(this, { phonebook: () => void this.loaded.reload(), reload: () => void this.loaded.reload() });

  constructor() {
    super();
    this.contactId = "";
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("contactId")) this.loaded.restart();
  }

  override render() {
    const { value: one } = this.loaded;
    return html`<div class="top">
        <h2 tabindex="-1">${one?.name ?? t("contacts.contact")}</h2>
        <button class="button quiet small icon-only" type="button" aria-label=${t("action.close")} @click=${() => this.tell("panel-close", null)}>${icon(X)}</button>
      </div>
      ${missing(this.loaded)} ${one ? this._all(one) : nothing}`;
  }

  _all({ name, company, title, numbers, email, note, tags, list }: MyContactView) {
    const about = [title, company === name ? "" : company].filter(Boolean).join(", ");
    return html`<div class="stack">
      ${about ? html`<p>${about}</p>` : nothing}
      <ul class="ways">
        ${numbers.map(
          (number) => html`<li>
            <span class="soft">${t(`contacts.kind.${number.kind}`)}</span>
            <a href="tel:${number.e164}" aria-label=${t("contacts.mine.call_number", { number: number.display })}>${icon(Phone, 18)}${phoneNumber(number.e164)}</a>
            <button class="button quiet small icon-only" type="button" aria-label=${t("contacts.mine.copy_number", { number: number.display })} title=${t("contacts.mine.copy_number", { number: number.display })} @click=${() => reach(number)}>${icon(Copy, 16)}</button>
          </li>`,
        )}
        ${email ? html`<li><span class="soft">${t("contacts.email")}</span><a href="mailto:${email}" aria-label=${t("contacts.mine.mail", { email })}>${icon(Mail, 18)}${email}</a></li>` : nothing}
      </ul>
      ${note ? html`<section><h3>${t("contacts.note")}</h3><p class="note">${note}</p></section>` : nothing}
      ${tags.length > 0 ? html`<p class="tags" aria-label=${t("contacts.tags")}>${tags.map((tag) => badge("off", tag, false))}</p>` : nothing}
      <p class="soft small">${t("contacts.mine.list")}: ${list}</p>
    </div>`;
  }

  static override styles = [
    shared,
    buttons,
    states,
    panelStyles,
    css`
      :host {
        display: block;
        padding: 24px;
      }
      .ways {
        display: grid;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .ways li {
        display: grid;
        grid-template-columns: 72px minmax(0, 1fr) auto;
        gap: 8px;
        align-items: center;
        min-height: 48px;
        border-bottom: 1px solid var(--line);
      }
      .ways .soft {
        font-size: var(--size-small);
      }
      .ways a {
        display: inline-flex;
        gap: 8px;
        align-items: center;
        min-height: 44px;
        overflow-wrap: anywhere;
      }
      .note {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .tags {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
    `,
  ];
}

customElements.define("my-contact-panel", MyContactPanel);
declare global {
  interface HTMLElementTagNameMap {
    "my-contact-panel": MyContactPanel;
  }
}
