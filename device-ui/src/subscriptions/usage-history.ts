import { css, html, nothing, svg } from "lit";
import { KlykaElement } from "../components/element.ts";
import { segmentField } from "../components/fields.ts";
import { missing } from "../components/missing.ts";
import { api } from "../data/client.ts";
import { Loaded } from "../data/loaded.ts";
import { readUsage, type Side, type UsageView } from "../data/subscriptions.ts";
import { formatInstant, longDay, shortDay } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { buttons, fields, shared, states } from "../style/controls.ts";
import { cardName, monthText, usedText } from "./words.ts";

type Bar = UsageView["days"][number];
const parts = ["domestic", "eu", "other"] as const;
type Part = (typeof parts)[number];
const bytesOf = (bar: Bar, part: Part): number => bar[`${part}Bytes`];
const totalOf = (bar: Bar): number => parts.reduce((sum, part) => sum + bytesOf(bar, part), 0);

/** Units of the picture: its height, and the width of a bar with the gap behind it. */
const [height, step, width] = [100, 10, 7] as const;

/** What was used in 30 days or 12 months, as a picture and as a table. */
export class UsageHistory extends KlykaElement {
  static override properties = { subscriptionId: { attribute: false }, side: {}, shown: { state: true } };
  declare subscriptionId: string;
  declare side: Side;
  declare shown: "days" | "months";
  readonly loaded = new Loaded<UsageView>(this, (signal) => readUsage(api, this.side, this.subscriptionId, signal));

  constructor() {
    super();
    this.subscriptionId = "";
    this.side = "office";
    this.shown = "days";
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("subscriptionId")) this.loaded.restart();
  }

  reload(): void {
    void this.loaded.reload();
  }

  override render() {
    const { face, value } = this.loaded;
    if (face === "failed") return missing(this.loaded);
    if (!value) return html`<p class="ghost" role="status"><span class="hidden">${t("subscriptions.history.loading")}</span></p>`;
    const bars = value[this.shown];
    return html`${segmentField({
      name: "shown",
      label: t("subscriptions.history.period"),
      value: this.shown,
      choices: [
        { value: "days", label: t("subscriptions.history.days") },
        { value: "months", label: t("subscriptions.history.months") },
      ],
      onChange: (chosen) => {
        this.shown = chosen === "months" ? "months" : "days";
      },
    })}
      ${bars.some((bar) => totalOf(bar) > 0) ? this._picture(bars) : html`<p class="soft">${t("subscriptions.history.none")}</p>`}
      ${this._cards(value)}
      ${value.updatedAt === null ? nothing : html`<p class="soft small">${t("subscriptions.data.updated", { at: formatInstant(new Date(value.updatedAt)) })}</p>`}`;
  }

  _picture(bars: readonly Bar[]) {
    const most = Math.max(...bars.map(totalOf));
    const total = bars.reduce((sum, bar) => sum + totalOf(bar), 0);
    const there = parts.filter((part) => bars.some((bar) => bytesOf(bar, part) > 0));
    const period = t(`subscriptions.history.${this.shown}`);
    const said = t("subscriptions.history.picture", { period, most: usedText(most), total: usedText(total) });
    const [first, last] = [bars[0], bars.at(-1)];
    return html`<figure>
        <p class="scale soft small" aria-hidden="true"><span>${usedText(most)}</span></p>
        <svg viewBox="0 0 ${bars.length * step} ${height}" preserveAspectRatio="none" role="img" aria-label=${said}>
          ${bars.map((bar, at) => this._bar(bar, at, most))}
        </svg>
        <p class="axis soft small" aria-hidden="true">
          <span>${first ? this._at(first.at, true) : ""}</span><span>${last ? this._at(last.at, true) : ""}</span>
        </p>
        ${
          there.length > 1
            ? html`<ul class="legend small">${there.map((part) => html`<li><span class="key ${part}" aria-hidden="true"></span>${t(`subscriptions.history.${part}`)}</li>`)}</ul>`
            : nothing
        }
      </figure>
      ${this._table(bars, there)}`;
  }

  _bar(bar: Bar, at: number, most: number) {
    let top: number = height;
    const pieces = parts.map((part) => {
      const tall = (bytesOf(bar, part) / most) * height;
      top -= tall;
      return tall === 0
        ? nothing
        : svg`<rect class=${part} x=${at * step + (step - width) / 2} y=${top} width=${width} height=${tall}></rect>`;
    });
    return svg`<g><title>${this._at(bar.at, false)}: ${usedText(totalOf(bar))}</title>
      <rect class="room" x=${at * step} y="0" width=${step} height=${height}></rect>${pieces}</g>`;
  }

  _at(at: string, short: boolean): string {
    if (this.shown === "months") return monthText(at);
    return short ? shortDay(at) : longDay(at);
  }

  /** The newest first: what one looks for is what has just been. */
  _table(bars: readonly Bar[], there: readonly Part[]) {
    return html`<details>
      <summary>${t("subscriptions.history.table")}</summary>
      <div class="scroll" tabindex="0" role="region" aria-label=${t("subscriptions.history")}>
        <table>
          <thead>
            <tr>
              <th scope="col">${t("subscriptions.history.when")}</th>
              ${there.length > 1 ? there.map((part) => html`<th scope="col">${t(`subscriptions.history.${part}`)}</th>`) : nothing}
              <th scope="col">${t("subscriptions.history.total")}</th>
            </tr>
          </thead>
          <tbody>
            ${bars.toReversed().map(
              (bar) => html`<tr>
                <th scope="row">${this._at(bar.at, true)}</th>
                ${there.length > 1 ? there.map((part) => html`<td>${usedText(bytesOf(bar, part))}</td>`) : nothing}
                <td>${usedText(totalOf(bar))}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>`;
  }

  _cards({ cards }: UsageView) {
    if (cards.length === 0) return nothing;
    return html`<dl class="cards small" aria-label=${t("subscriptions.data.by_card")}>
      ${cards.map((card) => html`<dt>${cardName(card)}</dt><dd>${usedText(card[this.shown])}</dd>`)}
    </dl>`;
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      figure {
        display: grid;
        gap: 4px;
        margin: 0;
      }
      svg {
        display: block;
        width: 100%;
        height: 132px;
        border-bottom: 1px solid var(--line);
      }
      .room {
        fill: transparent;
      }
      g:hover .room {
        fill: var(--sunk);
      }
      rect.domestic {
        fill: var(--live);
      }
      rect.eu {
        fill: var(--waiting);
      }
      rect.other {
        fill: var(--stop);
      }
      .scale {
        border-bottom: 1px dashed var(--line);
      }
      .axis {
        display: flex;
        justify-content: space-between;
        gap: 16px;
      }
      .small {
        font-size: var(--size-small);
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .legend li {
        display: flex;
        gap: 6px;
        align-items: center;
      }
      .key {
        width: 10px;
        height: 10px;
        border-radius: 2px;
      }
      .key.domestic {
        background: var(--live);
      }
      .key.eu {
        background: var(--waiting);
      }
      .key.other {
        background: var(--stop);
      }
      summary {
        width: fit-content;
        min-height: 32px;
        padding: 4px 0;
        color: var(--accent);
        font-size: var(--size-small);
        cursor: pointer;
      }
      .scroll {
        max-height: 260px;
        overflow: auto;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: var(--size-small);
        font-variant-numeric: tabular-nums;
      }
      th,
      td {
        padding: 5px 12px 5px 0;
        border-bottom: 1px solid var(--line);
        text-align: right;
        font-weight: 400;
        white-space: nowrap;
      }
      th:first-child {
        text-align: left;
      }
      thead th {
        color: var(--soft);
      }
      .cards {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 4px 16px;
        margin: 0;
      }
      .cards dd {
        margin: 0;
        text-align: right;
        font-variant-numeric: tabular-nums;
      }
      .ghost {
        min-height: 180px;
        border-radius: var(--radius);
        background: var(--sunk);
      }
      @media (forced-colors: active) {
        rect.domestic,
        rect.eu,
        rect.other {
          fill: CanvasText;
        }
      }
    `,
  ];
}

customElements.define("usage-history", UsageHistory);
declare global {
  interface HTMLElementTagNameMap {
    "usage-history": UsageHistory;
  }
}
