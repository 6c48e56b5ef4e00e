import { css, html, nothing } from "lit";
import { Mail, MessageSquare, Pencil, Plus, X } from "lucide";
import { KlykaElement } from "../../src/components/element.ts";
import { icon } from "../../src/components/icon.ts";
import "../../src/components/person-avatar.ts";
import { searchField } from "../../src/components/fields.ts";
import { phoneNumber } from "../../src/components/phone-number.ts";
import "../../src/components/split-view.ts";
import { state } from "../../src/components/states.ts";
import { PagedRows } from "../../src/data/paged-rows.ts";
import { formatCount } from "../../src/i18n/format.ts";
import "../../src/list/data-list.ts";
import type { Column } from "../../src/list/column.ts";
import type { DataList } from "../../src/list/data-list.ts";
import { isFiltered, readListQuery, type Sort, writeListQuery } from "../../src/list/list-query.ts";
import { buttons, fields, shared, states } from "../../src/style/controls.ts";
import { type GalleryPerson, people } from "./people.ts";

const rules = { sorts: ["name", "number"], filters: { now: null } };
const asked = new URLSearchParams(location.search);
const all = people(Number(asked.get("rows") ?? 12));

const columns: readonly Column<GalleryPerson>[] = [
  {
    key: "name",
    label: "Namn",
    width: "minmax(150px, 1.4fr)",
    sortable: true,
    narrow: "title",
    cell: (row) =>
      html`<span class="state"><person-avatar class="wide-only" decorative .name=${row.name}></person-avatar><span>${row.name}</span></span>`,
  },
  { key: "now", label: "Just nu", width: "minmax(110px, 1.2fr)", narrow: "detail", cell: (row) => state(row.tone, row.now) },
  {
    key: "number",
    label: "Primärnummer",
    width: "118px",
    sortable: true,
    narrow: "hide",
    cell: (row) => phoneNumber(row.number),
  },
  {
    key: "mobile",
    label: "Mobil",
    width: "118px",
    narrow: "hide",
    cell: (row) => (row.mobile ? phoneNumber(row.mobile) : nothing),
  },
];

/** A list with its row beside it; `?rows=10000`, `?face=loading|failed|empty|filtered`. */
export class ListPart extends KlykaElement {
  static override properties = { query: { state: true }, selected: { state: true } };
  declare query: ReturnType<typeof readListQuery>;
  declare selected: ReadonlySet<string>;
  readonly paged = new PagedRows<GalleryPerson>(this, async (offset, limit) => {
    if (asked.get("face") === "failed") throw new Error("unreachable");
    if (asked.get("face") === "loading") await new Promise(() => undefined);
    if (asked.get("face") === "empty" || asked.get("face") === "filtered") return { total: 0, rows: [] };
    const sorted = this._sorted();
    return { total: sorted.length, rows: sorted.slice(offset, offset + limit) };
  });

  constructor() {
    super();
    this.query = readListQuery(asked, rules);
    this.selected = new Set();
  }

  override render() {
    const open = all.find(({ id }) => id === this.query.open);
    return html`<split-view ?open=${open !== undefined} label=${open?.name ?? ""} @beside-close=${() => this._go({ open: null })}>
      <div class="head">
        <h1>Användare <span class="soft">${formatCount(all.length)}</span></h1>
        <button class="button filled" type="button">${icon(Plus, 18)}Ny användare</button>
      </div>
      <div class="tools">
        ${searchField({ name: "q", label: "Namn, nummer, sökord", value: this.query.q, onInput: (q) => void this._go({ q }) })}
        <button class="chip" type="button" aria-pressed="false">Alla grupper</button><button class="chip" type="button" aria-pressed="false">Även avslutade</button>
      </div>
      <data-list
        label="Användare"
        selectable
        .columns=${columns}
        .rows=${this.paged.rows}
        .face=${this.paged.face}
        .failure=${"Servern svarar inte."}
        .keyOf=${(row: GalleryPerson) => row.id}
        .nameOf=${(row: GalleryPerson) => row.name}
        .sort=${this.query.sort}
        .open=${this.query.open}
        .selected=${this.selected}
        .filtered=${isFiltered(this.query) || asked.get("face") === "filtered"}
        .actions=${[
          { key: "sms", icon: MessageSquare, label: (row: GalleryPerson) => `SMS till ${row.name}` },
          { key: "mail", icon: Mail, label: (row: GalleryPerson) => `Mejl till ${row.name}` },
          { key: "edit", icon: Pencil, label: (row: GalleryPerson) => `Redigera ${row.name}` },
        ]}
        @list-open=${(event: CustomEvent<{ key: string }>) => this._go({ open: event.detail.key })}
        @list-sort=${(event: CustomEvent<Sort>) => this._go({ sort: event.detail })}
        @list-select=${(event: CustomEvent<ReadonlySet<string>>) => {
          this.selected = event.detail;
        }}
        @list-range=${(event: CustomEvent<{ first: number; last: number }>) => this.paged.ensure(event.detail.first, event.detail.last)}
        @list-clear-filter=${() => this._go({ q: "" })}
        @list-retry=${() => this.paged.reload()}
      >
        <button slot="bulk" class="button small" type="button">Byt grupp</button>
        <div slot="empty" class="empty"><p>Här finns inga användare ännu.</p><button class="button" type="button">Skapa den första</button></div>
      </data-list>
      ${
        open
          ? html`<div slot="beside" class="beside">
              <header>
                <person-avatar decorative .name=${open.name}></person-avatar>
                <div><h2 tabindex="-1">${open.name}</h2><p class="soft">${open.now}</p></div>
                <button class="button quiet icon-only" type="button" aria-label="Stäng ${open.name}" @click=${() => this._go({ open: null })}>${icon(X)}</button>
              </header>
              <p>${phoneNumber(open.number)}</p>
            </div>`
          : nothing
      }
    </split-view>`;
  }

  _sorted(): readonly GalleryPerson[] {
    const { key, descending } = this.query.sort;
    const by = (row: GalleryPerson) => (key === "number" ? row.number : row.name);
    const order = new Intl.Collator("sv", { numeric: true });
    const wanted = all.filter(({ name }) => name.toLowerCase().includes(this.query.q.toLowerCase()));
    const sorted = wanted.sort((a, b) => order.compare(by(a), by(b)));
    return descending ? sorted.reverse() : sorted;
  }

  async _go(changes: Partial<ReturnType<typeof readListQuery>>): Promise<void> {
    const closes = "open" in changes && changes.open === null;
    this.query = { ...this.query, ...changes };
    history.replaceState({}, "", location.pathname + writeListQuery(this.query, rules));
    if (changes.sort || changes.q !== undefined) this.paged.reload();
    await this.updateComplete;
    const list = this.renderRoot.querySelector<DataList>("data-list");
    if (closes) await list?.focusRow(list.at);
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    css`
      :host {
        display: flex;
        flex: 1;
        min-height: 0;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 12px;
        justify-content: space-between;
        align-items: center;
        margin-bottom: 16px;
      }
      h1 .soft {
        font-weight: 400;
      }
      .tools {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
        margin-bottom: 12px;
      }
      .empty {
        display: grid;
        gap: 16px;
        justify-items: center;
      }
      .beside {
        padding: 20px;
      }
      .beside header {
        display: flex;
        align-items: center;
        gap: 12px;
        --avatar-size: 52px;
        margin-bottom: 16px;
      }
      .beside header div {
        flex: 1;
      }
      @media (max-width: 720px) {
        .wide-only {
          display: none;
        }
      }
    `,
  ];
}
customElements.define("list-part", ListPart);
