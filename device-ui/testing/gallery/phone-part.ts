import { css, html, nothing } from "lit";
import { Undo2 } from "lucide";
import { KlykaElement } from "../../src/components/element.ts";
import { icon } from "../../src/components/icon.ts";
import "../../src/components/person-avatar.ts";
import { state } from "../../src/components/states.ts";
import type { KeyContent, KeyPlace, PhoneShape } from "../../src/drawing/drawing.ts";
import "../../src/drawing/phone-drawing.ts";
import { buttons, fields, shared, states, surfaces } from "../../src/style/controls.ts";
import drawings from "./drawings.golden.json";

const shapes = drawings as Readonly<Record<string, PhoneShape>>;
const asked = new URLSearchParams(location.search).get("model") ?? "t46u";
const key = (
  index: number,
  label: string,
  kind: KeyContent["kind"],
  state: KeyContent["state"] = "live",
  module = 0,
  locked = false,
): KeyContent => ({
  module,
  index,
  label,
  kind,
  state,
  locked,
});

export const galleryKeys: readonly KeyContent[] = [
  key(1, "Reception", "line"),
  key(2, "Anna Ek", "blf"),
  key(3, "Bo Lindqvist", "blf", "misfit"),
  key(4, "Växel in", "groupLogin", "waiting"),
  key(5, "Lager", "blf"),
  key(6, "Hänvisa", "diversion", "live", 0, true),
  key(7, "Eva Lund", "blf", "waiting"),
  key(8, "Dörr 2", "url"),
  key(9, "Jour 070", "speedDial"),
  key(10, "Jonas Malm", "blf"),
  key(12, "Sara Öberg", "blf"),
  ...Array.from({ length: 14 }, (_, at) =>
    key(at + 1, ["Karin Nyström", "Nils Palm", "Maria Öhman"][at % 3] ?? "", "blf", at === 4 ? "waiting" : "live", 1),
  ),
];

/** The key editor's middle: a phone, and colleagues to drag on to it. `?model=d785` */
export class PhonePart extends KlykaElement {
  static override properties = { keys: { state: true }, selected: { state: true }, said: { state: true } };
  declare keys: readonly KeyContent[];
  declare selected: KeyPlace | null;
  declare said: string;

  constructor() {
    super();
    this.keys = galleryKeys;
    this.selected = { module: 0, index: 7 };
    this.said = "";
  }

  override render() {
    const shape = shapes[asked];
    if (!shape) return html`<p>${asked}?</p>`;
    return html`<div class="head">
        <h1>Reception <span class="soft">${shape.name}</span></h1>
        <div class="row">${state("waiting", "2 ändringar väntar")}
          <button class="button" type="button">${icon(Undo2, 18)}Ångra</button><button class="button filled" type="button">Skicka till telefonen</button></div>
      </div>
      <div class="desk">
        <phone-drawing
          .shape=${shape}
          .keys=${this.keys}
          .selected=${this.selected}
          heading="Reception"
          subtitle="Björkö Bygg AB"
          @key-select=${(event: CustomEvent<KeyPlace>) => {
            this.selected = event.detail;
          }}
          @key-drop=${this._dropped}
          @key-move=${(event: CustomEvent<{ from: KeyPlace; to: KeyPlace }>) => this._move(event.detail.from, event.detail.to)}
          @key-open=${(event: CustomEvent<KeyPlace>) => this._say(`open ${event.detail.module}/${event.detail.index}`)}
          @key-command=${(event: CustomEvent<KeyPlace & { command: string }>) => this._say(`${event.detail.command} ${event.detail.module}/${event.detail.index}`)}
        ></phone-drawing>
        <section class="surface side" aria-labelledby="put"><h2 id="put">Lägg på en knapp</h2>
          ${["Eva Lund", "Jonas Malm", "Sara Öberg"].map(
            (
              name,
            ) => html`<div class="colleague" draggable="true" @dragstart=${(event: DragEvent) => event.dataTransfer?.setData("text/plain", name)}>
              <person-avatar decorative .name=${name}></person-avatar><span><strong>${name}</strong></span></div>`,
          )}
          <p class="soft">Dra till en knapp, eller välj knappen och skriv.</p>
          ${this.said ? html`<p role="status">${this.said}</p>` : nothing}
        </section>
      </div>`;
  }

  _say(said: string): void {
    this.said = said;
  }

  _dropped(event: CustomEvent<KeyPlace & { data: DataTransfer | null }>): void {
    const { module, index, data } = event.detail;
    const label = data?.getData("text/plain") ?? "";
    this.keys = [
      ...this.keys.filter((one) => one.module !== module || one.index !== index),
      key(index, label, "blf", "waiting", module),
    ];
    this.selected = { module, index };
  }

  _move(from: KeyPlace, to: KeyPlace): void {
    const at = (place: KeyPlace) => (one: KeyContent) => one.module === place.module && one.index === place.index;
    const moved = this.keys.find(at(from));
    if (!moved) return;
    this.keys = [...this.keys.filter((one) => !at(from)(one) && !at(to)(one)), { ...moved, ...to, state: "waiting" }];
    this.selected = to;
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    surfaces,
    css`
      :host {
        padding: 24px;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 12px;
        justify-content: space-between;
        align-items: center;
        margin-bottom: 20px;
      }
      h1 .soft {
        font-weight: 400;
      }
      .desk {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 300px;
        gap: 24px;
        align-items: start;
      }
      phone-drawing {
        justify-self: center;
        width: 100%;
        max-width: 860px;
      }
      .side {
        padding: 16px;
        display: grid;
        gap: 8px;
      }
      .colleague {
        display: flex;
        gap: 12px;
        align-items: center;
        padding: 8px;
        border-radius: var(--radius);
        cursor: grab;
      }
      .colleague:hover {
        background: var(--sunk);
      }
      @media (max-width: 1000px) {
        .desk {
          grid-template-columns: minmax(0, 1fr);
        }
        :host {
          padding: 16px;
        }
      }
    `,
  ];
}
customElements.define("phone-part", PhonePart);
