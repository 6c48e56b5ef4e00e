import { css, html, nothing } from "lit";
import { CalendarClock, Copy, Pencil, Trash2, X } from "lucide";
import { chosenOf, destinationHref, destinationText } from "../calls/destination.ts";
import "../calls/listen-button.ts";
import { openBadge } from "../calls/open-state.ts";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import { phoneNumber } from "../components/phone-number.ts";
import { api } from "../data/client.ts";
import { listen } from "../data/live.ts";
import { Loaded } from "../data/loaded.ts";
import { type MenuPointer, type MenuView, menuPointers, readMenu } from "../data/menus.ts";
import { t } from "../i18n/index.ts";
import { addressOf, pathTo } from "../router/paths.ts";
import { buttons, shared, states } from "../style/controls.ts";
import { keyName, pointerWay, slotName } from "./words.ts";

type Read = { readonly menu: MenuView; readonly pointers: readonly MenuPointer[] };
type Way = MenuView["keys"][number] | NonNullable<MenuView["timeout"]>;

/** One menu beside the list: open or closed, what is played, its keys and what leads to it. Tells `panel-close`, `panel-copy`, `panel-delete`. */
export class MenuPanel extends KlykaElement {
  static override properties = { menuId: { attribute: false }, now: { attribute: false } };
  declare menuId: string;
  declare now: Date;
  readonly read = new Loaded<Read>(this, async (signal) => {
    const [{ value }, pointers] = await Promise.all([readMenu(api, this.menuId, signal), menuPointers(api, this.menuId, signal)]);
    return { menu: value, pointers };
  });
  readonly events = listen(this, {
    menu: () => void this.read.reload(),
    schedule: () => void this.read.reload(),
    reload: () => void this.read.reload(),
  });
  #asked = "";

  constructor() {
    super();
    this.menuId = "";
    this.now = new Date();
  }

  override willUpdate(): void {
    if (this.menuId === this.#asked) return;
    this.#asked = this.menuId;
    this.read.restart();
  }

  override render() {
    const menu = this.read.value?.menu ?? null;
    return html`<header>
        <div class="who">
          <h2 tabindex="-1">${menu?.name ?? t("menus.page")}</h2>
          ${menu?.number ? html`<p class="soft">${phoneNumber(menu.number.e164)}</p>` : nothing}
        </div>
        <button class="button quiet icon-only" type="button" aria-label=${t("action.close")} @click=${() => this.tell("panel-close", null)}>
          ${icon(X)}
        </button>
      </header>
      ${this.read.value ? this._body(this.read.value) : this._waiting()}`;
  }

  _waiting() {
    if (this.read.face !== "failed") return html`<p class="hidden" role="status">${t("list.loading")}</p>`;
    return html`<div role="alert" class="body"><p class="notice stop">${this.read.error}</p>
      <div><button class="button" type="button" @click=${() => this.read.reload()}>${t("action.retry")}</button></div></div>`;
  }

  _body({ menu, pointers }: Read) {
    return html`<div class="body">
      ${menu.state ? html`<p>${openBadge(menu.state, this.now)}</p>` : nothing}
      <div class="buttons">
        <a class="button filled" href=${pathTo("menu", { menu: menu.id })}>${icon(Pencil, 18)}${t("menus.edit")}</a>
        <a class="button" href=${pathTo("menuCalendar", { menu: menu.id })}>${icon(CalendarClock, 18)}${t("menus.calendar")}</a>
      </div>
      ${
        menu.welcomeId
          ? html`<section aria-labelledby="welcome">
            <h3 id="welcome">${t("menus.welcome")}</h3>
            <listen-button text .announcementId=${menu.welcomeId}></listen-button>
          </section>`
          : nothing
      }
      <section aria-labelledby="keys">
        <h3 id="keys">${t("menus.keys")}</h3>
        <dl class="ways">
          ${menu.keys.map((one) => this._way(one.key, t("menus.slot.key", { key: keyName(one.key) }), one))}
          ${menu.timeout ? this._way("", slotName("timeout"), menu.timeout) : nothing}
          ${menu.invalid ? this._way("", slotName("invalid"), menu.invalid) : nothing}
        </dl>
      </section>
      <section aria-labelledby="pointers">
        <h3 id="pointers">${t("menus.pointers")}</h3>
        ${this._pointers(menu, pointers)}
      </section>
      <div class="buttons last">
        <button class="button small" type="button" @click=${() => this.tell("panel-copy", menu)}>${icon(Copy, 16)}${t("menus.copy")}</button>
        <button class="button small danger" type="button" @click=${() => this.tell("panel-delete", menu)}>${icon(Trash2, 16)}${t("menus.delete")}</button>
      </div>
    </div>`;
  }

  _way(key: string, name: string, { destination }: Way) {
    const to = chosenOf(destination);
    const href = destinationHref(to);
    const text = destinationText(to);
    return html`<div>
      <dt>${key ? html`<span class="key" aria-hidden="true">${key}</span><span class="hidden">${name}</span>` : name}</dt>
      <dd>${href ? html`<a href=${href}>${text}</a>` : text}</dd>
    </div>`;
  }

  _pointers({ number }: MenuView, pointers: readonly MenuPointer[]) {
    if (!number && pointers.length === 0) return html`<p class="soft">${t("menus.pointers.none")}</p>`;
    return html`<ul>
      ${number ? html`<li>${t("menus.pointers.number", { number: number.display })}</li>` : nothing}
      ${pointers.map((one) => {
        const href = pointerHref(one);
        return html`<li>
          ${href ? html`<a href=${href}>${one.ownerName}</a>` : one.ownerName} <span class="soft">${pointerWay(one)}</span>
        </li>`;
      })}
    </ul>`;
  }

  static override styles = [
    shared,
    buttons,
    states,
    css`
      header {
        display: flex;
        gap: 12px;
        align-items: start;
        padding: 20px 20px 0;
      }
      .who {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      h2:focus {
        outline: none;
      }
      h3 {
        margin-bottom: 6px;
        font: 650 var(--size-text) / 1.4 var(--text);
        letter-spacing: 0;
      }
      .body {
        display: grid;
        gap: 20px;
        padding: 12px 20px 24px;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .last {
        padding-top: 16px;
        border-top: 1px solid var(--line);
      }
      .ways {
        display: grid;
        gap: 6px;
        margin: 0;
      }
      .ways > div {
        display: grid;
        grid-template-columns: minmax(32px, max-content) minmax(0, 1fr);
        gap: 10px;
        align-items: center;
      }
      dt {
        color: var(--soft);
        font-size: var(--size-small);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .key {
        display: inline-grid;
        place-items: center;
        width: 28px;
        height: 28px;
        border: 1px solid var(--field-line);
        border-radius: 6px;
        color: var(--ink);
        font-weight: 650;
      }
      ul {
        display: grid;
        gap: 4px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
    `,
  ];
}

function pointerHref({ ownerKind, ownerId }: MenuPointer): string | null {
  if (ownerKind === "user") return addressOf("users", {}, { user: ownerId });
  return ownerKind === "menu" ? addressOf("menu", { menu: ownerId }) : addressOf("responseGroup", { group: ownerId });
}

customElements.define("menu-panel", MenuPanel);
declare global {
  interface HTMLElementTagNameMap {
    "menu-panel": MenuPanel;
  }
}
