import { css, html, nothing } from "lit";
import { Eraser } from "lucide";
import { kindsFor, type MenuSlot } from "../../../domain/destination.ts";
import { keypad } from "../../../domain/menu.ts";
import "../announcements/announcement-field.ts";
import type { Chosen } from "../calls/destination.ts";
import { DestinationField } from "../calls/destination-field.ts";
import { KlykaElement } from "../components/element.ts";
import { selectField } from "../components/fields.ts";
import { icon } from "../components/icon.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared } from "../style/controls.ts";
import type { DraftWay, DraftWays } from "./draft.ts";
import { wayName } from "./words.ts";

/**
 * One way on from a menu: where it leads, and what is said before. Tells `way-change` with the way or null, and `way-move`
 * with the key that it goes to.
 */
export class WayEditor extends KlykaElement {
  static override properties = {
    slotName: { attribute: false },
    ways: { attribute: false },
    problem: { attribute: false },
    saidProblem: { attribute: false },
  };
  declare slotName: MenuSlot;
  declare ways: DraftWays;
  /** What is wrong with where it leads, as a sentence. */
  declare problem: string | null;
  /** What is wrong with what is said before. */
  declare saidProblem: string | null;

  constructor() {
    super();
    this.slotName = "key:1";
    this.ways = {};
    this.problem = null;
    this.saidProblem = null;
  }

  override render() {
    const slot = this.slotName;
    const way = this.ways[slot] ?? null;
    const isKey = slot.startsWith("key:");
    return html`<div class="head">
        <h3 id="heading">${wayName(slot)}</h3>
        ${
          way && isKey
            ? html`<button class="button quiet small" type="button" @click=${() => this.tell("way-change", null)}>
              ${icon(Eraser, 16)}${t("menus.way.clear")}
            </button>`
            : nothing
        }
      </div>
      <destination-field
        label=${t("menus.way.leads")}
        none=${t(isKey ? "menus.way.unused" : "menus.way.ends")}
        .kinds=${kindsFor(slot)}
        .value=${way?.to ?? null}
        .problem=${this.problem}
        @destination-change=${(event: CustomEvent<Chosen | null>) => this._to(event)}
      ></destination-field>
      ${way ? this._said(way) : nothing} ${way && isKey ? this._move(slot) : nothing}`;
  }

  /** Puts the keyboard where one chooses whereto. */
  focusFirst(): void {
    this.renderRoot.querySelector("destination-field")?.focus();
  }

  _said(way: DraftWay) {
    return html`<announcement-field
        label=${t("menus.way.connect")}
        hint=${t("menus.way.connect_hint")}
        .value=${way.announcementId}
        .problem=${this.saidProblem}
        @announcement-change=${(event: CustomEvent<string | null>) => {
          event.stopPropagation();
          this.tell("way-change", { ...way, announcementId: event.detail });
        }}
      ></announcement-field>`;
  }

  _move(slot: MenuSlot) {
    const choices = keypad.map((key) => {
      const value: MenuSlot = `key:${key}`;
      const swaps = value !== slot && this.ways[value];
      return { value, label: t(swaps ? "menus.way.move_swap" : "menus.way.move_here", { key }) };
    });
    return html`<div
      @change=${(event: Event) => {
        event.stopPropagation();
        if (event.target instanceof HTMLSelectElement) this.tell("way-move", event.target.value);
      }}
    >
      ${selectField({ name: "move", label: t("menus.way.move"), value: slot, choices })}
    </div>`;
  }

  _to(event: CustomEvent<Chosen | null>): void {
    event.stopPropagation();
    const way = this.ways[this.slotName] ?? null;
    // A kind without a whom is a way that is not finished; no kind at all is none.
    const begun = event.detail !== null || (event.currentTarget instanceof DestinationField && event.currentTarget.incomplete);
    this.tell("way-change", begun ? { to: event.detail, announcementId: way?.announcementId ?? null } : null);
  }

  static override styles = [
    shared,
    buttons,
    fields,
    css`
      :host {
        padding: 14px 16px 16px;
        border-radius: var(--radius);
        border: 1px solid var(--accent);
        display: grid;
        gap: 16px;
        align-content: start;
        min-width: 0;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
        justify-content: space-between;
        min-height: 32px;
      }
      h3 {
        font-size: var(--size-large);
        font-weight: 650;
      }
    `,
  ];
}

customElements.define("way-editor", WayEditor);
declare global {
  interface HTMLElementTagNameMap {
    "way-editor": WayEditor;
  }
}
