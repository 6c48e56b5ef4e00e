import { html, nothing, type TemplateResult } from "lit";
import { CornerDownRight, CornerUpLeft, GitFork, Pencil } from "lucide";
import { destinationHref, destinationIcons, destinationText } from "../calls/destination.ts";
import "../calls/listen-button.ts";
import { openWord } from "../calls/open-state.ts";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import { badge } from "../components/states.ts";
import { t } from "../i18n/index.ts";
import { addressOf } from "../router/paths.ts";
import { buttons, shared, states } from "../style/controls.ts";
import { menuTreeStyles } from "./menu-tree-styles.ts";
import type { TreeLink, TreePlace, TreeWay } from "./tree.ts";
import { keyName, slotName } from "./words.ts";

/**
 * The whole way of a call from a menu, drawn as a tree: each key, what is said, where it leads, and further menus and groups
 * inside with whether they are open. Where calls come to a place again stands a link to it. Tells `way-edit` with the slot of
 * the menu itself.
 */
export class MenuTree extends KlykaElement {
  static override properties = { root: { attribute: false } };
  declare root: TreePlace | null;

  constructor() {
    super();
    this.root = null;
  }

  override render() {
    const { root } = this;
    if (root === null) return nothing;
    return html`<div class="place own" id=${idOf(root.key)} tabindex="-1">
        ${icon(GitFork, 18)}<strong>${root.name || t("menus.new")}</strong>${root.number ? html`<span class="soft">${root.number}</span>` : nothing}
        ${this._state(root)} ${welcome(root)}
      </div>
      ${root.ways.length === 0 ? html`<p class="soft">${t("menus.tree.empty")}</p>` : this._ways(root, true)}`;
  }

  _ways(place: TreePlace, own: boolean): TemplateResult | typeof nothing {
    if (place.ways.length === 0) return nothing;
    return html`<ul>
      ${place.ways.map((way) => html`<li>${this._way(way, own)}</li>`)}
    </ul>`;
  }

  _way(way: TreeWay, own: boolean): TemplateResult {
    const { slot, next, announcementId } = way;
    return html`<div class="way">
        <span class="line">
          ${this._when(slot)}
          ${announcementId ? html`<listen-button .announcementId=${announcementId}></listen-button>` : nothing} ${this._target(way)}
        </span>
        ${own ? this._edit(slot) : nothing}
      </div>
      ${next && "ways" in next ? this._inside(next) : nothing}`;
  }

  _when(slot: string): TemplateResult {
    if (!slot.startsWith("key:")) return html`<span class="when">${slotName(slot)}</span>`;
    const key = slot.slice("key:".length);
    return html`<span class="key"
      ><span aria-hidden="true">${key}</span><span class="hidden">${t("menus.slot.key", { key: keyName(key) })}</span></span
    >`;
  }

  _edit(slot: string): TemplateResult {
    const says = t("menus.tree.edit_key", { slot: slotName(slot) });
    return html`<button
      class="button quiet small icon-only"
      type="button"
      aria-label=${says}
      title=${says}
      @click=${() => this.tell("way-edit", slot)}
    >
      ${icon(Pencil, 14)}
    </button>`;
  }

  _target({ to, kind, next, active }: TreeWay): TemplateResult {
    if (to === null || kind === null) return html`<span class="target missing">${t("menus.tree.missing")}</span>`;
    if (next && "link" in next) return this._link(next);
    const href = destinationHref(to);
    const text = destinationText(to);
    const place = next && "ways" in next ? next : null;
    return html`<span class="target" id=${place ? idOf(place.key) : nothing} tabindex=${place ? -1 : nothing}>
      ${icon(destinationIcons[kind], 16)}${href ? html`<a href=${href}>${text}</a>` : html`<span>${text}</span>`}
      ${place?.number ? html`<span class="soft">${place.number}</span>` : nothing}
      ${active ? nothing : badge("stop", t("menus.tree.deactivated"), false)} ${place ? html`${this._state(place)} ${welcome(place)}` : nothing}
    </span>`;
  }

  /** Open or closed, which leads to why. */
  _state({ kind, key, name, state }: TreePlace) {
    if (!state) return nothing;
    const id = key.slice(kind.length + 1);
    const href = kind === "menu" ? addressOf("menuCalendar", { menu: id }) : addressOf("groupCalendar", { group: id });
    const word = openWord(state);
    return href
      ? html`<a class="hours" href=${href}>${word}<span class="hidden"> ${t("menus.calendar")} ${name}</span></a>`
      : word;
  }

  _link({ link, key, name }: TreeLink) {
    return html`<button class="button quiet small jump" type="button" @click=${() => this._jump(key)}>
      ${icon(link === "back" ? CornerUpLeft : CornerDownRight, 14)}${t(link === "back" ? "menus.tree.back" : "menus.tree.above", { name })}
    </button>`;
  }

  _inside(place: TreePlace): TemplateResult {
    return html`<div class="inside">${this._ways(place, false)}</div>`;
  }

  _jump(key: string): void {
    const place = this.renderRoot.querySelector(`#${CSS.escape(idOf(key))}`);
    if (!(place instanceof HTMLElement)) return;
    place.scrollIntoView({ block: "center" });
    place.focus();
  }

  static override styles = [shared, buttons, states, menuTreeStyles];
}

/** What is played there. */
function welcome({ welcomeId }: TreePlace) {
  return welcomeId ? html`<listen-button .announcementId=${welcomeId}></listen-button>` : nothing;
}

function idOf(key: string): string {
  return `place-${key.replace(":", "-")}`;
}

customElements.define("menu-tree", MenuTree);
declare global {
  interface HTMLElementTagNameMap {
    "menu-tree": MenuTree;
  }
}
