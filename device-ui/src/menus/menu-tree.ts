import { html, nothing, type TemplateResult } from "lit";
import { CornerDownRight, CornerUpLeft, GitFork, Pencil, UsersRound } from "lucide";
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
        ${root.state ? openWord(root.state) : nothing}
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
    const key = slot.startsWith("key:") ? slot.slice("key:".length) : null;
    return html`<div class="way">
        ${
          key === null
            ? html`<span class="when">${slotName(slot)}</span>`
            : html`<span class="key"><span aria-hidden="true">${key}</span><span class="hidden">${t("menus.slot.key", { key: keyName(key) })}</span></span>`
        }
        ${announcementId ? html`<listen-button .announcementId=${announcementId}></listen-button>` : nothing}
        ${this._target(way)}
        ${
          own
            ? html`<button
              class="button quiet small icon-only edit"
              type="button"
              aria-label=${t("menus.tree.edit_key", { slot: slotName(slot) })}
              title=${t("menus.tree.edit_key", { slot: slotName(slot) })}
              @click=${() => this.tell("way-edit", slot)}
            >
              ${icon(Pencil, 14)}
            </button>`
            : nothing
        }
      </div>
      ${next && "ways" in next ? this._inside(next) : nothing}`;
  }

  _target(way: TreeWay) {
    const { to, kind, next, active } = way;
    if (to === null || kind === null) return html`<span class="target missing">${t("menus.tree.missing")}</span>`;
    if (next && "link" in next) return this._link(next);
    const href = destinationHref(to);
    const text = destinationText(to);
    const number = next && "ways" in next ? next.number : null;
    return html`<span class="target" id=${next && "ways" in next ? idOf(next.key) : nothing} tabindex=${next ? -1 : nothing}>
      ${icon(destinationIcons[kind], 16)}${href ? html`<a href=${href}>${text}</a>` : html`<span>${text}</span>`}
      ${number ? html`<span class="soft">${number}</span>` : nothing}
      ${active ? nothing : badge("stop", t("menus.tree.deactivated"), false)}
      ${next && "ways" in next && next.state ? openWord(next.state) : nothing}
      ${next && "ways" in next ? this._calendar(next) : nothing}
    </span>`;
  }

  _calendar({ kind, key, name }: TreePlace) {
    const id = key.slice(kind.length + 1);
    const href = kind === "menu" ? addressOf("menuCalendar", { menu: id }) : addressOf("groupCalendar", { group: id });
    return href ? html`<a class="calendar" href=${href}>${t("menus.calendar")}<span class="hidden"> ${name}</span></a>` : nothing;
  }

  _link({ link, key, name }: TreeLink) {
    return html`<button class="button quiet small jump" type="button" @click=${() => this._jump(key)}>
      ${icon(link === "back" ? CornerUpLeft : CornerDownRight, 14)}${t(link === "back" ? "menus.tree.back" : "menus.tree.above", { name })}
    </button>`;
  }

  _inside(place: TreePlace): TemplateResult {
    const members =
      place.kind === "group" ? html`<p class="members">${icon(UsersRound, 14)}${t("menus.tree.members")}</p>` : nothing;
    return html`<div class="inside">${members}${this._ways(place, false)}</div>`;
  }

  _jump(key: string): void {
    const place = this.renderRoot.querySelector(`#${CSS.escape(idOf(key))}`);
    if (!(place instanceof HTMLElement)) return;
    place.scrollIntoView({ block: "center" });
    place.focus();
  }

  static override styles = [shared, buttons, states, menuTreeStyles];
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
