import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { ChevronDown, ChevronRight, EyeOff, RectangleEllipsis } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { api } from "../../data/client.ts";
import { listCalls, type NodeView, openNode } from "../../data/invoices.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatCount, formatInstant, formatNumber } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { addressOf } from "../../router/paths.ts";
import { buttons, shared, states } from "../../style/controls.ts";
import { type At, added, type Below, type Division, isLast, keyOf, linesOf, placeOf, type TreeLine } from "./tree-model.ts";
import { treeStyles } from "./tree-styles.ts";
import { className, dataText, durationText, holderName, kronor } from "./words.ts";

/** What narrows and orders a specification, as the server is asked for it. */
export type TreeAsk = {
  readonly by: Division;
  readonly sort: "name" | "net";
  readonly q: string;
  readonly classes?: string | undefined;
  readonly costPlace?: string | undefined;
  readonly noCostPlace?: boolean | undefined;
  readonly user?: string | undefined;
  readonly number?: string | undefined;
};

const pageSize = 100;
/** Where there is only one way on, it is gone by itself, so far. */
const mostAlone = 3;

/**
 * An invoice's specification as a tree that opens level by level: cost place, holder, class, rows. Keyboard as in any tree: arrows
 * move, right opens, left closes or goes to the parent, Home and End. Tells `tree-empty` (nothing fits) and `sight-wanted` (a
 * holder, or null: whose numbers somebody wants to see whole).
 */
export class SpecificationTree extends KlykaElement {
  static override properties = {
    invoiceId: { attribute: false },
    ask: { attribute: false },
    label: {},
    sight: { attribute: false },
    filtered: { type: Boolean },
    below: { state: true },
    open: { state: true },
    at: { state: true },
  };
  declare invoiceId: string;
  declare ask: TreeAsk;
  declare label: string;
  /** Changes when more or less may be seen: calls are read anew. */
  declare sight: string;
  declare filtered: boolean;
  declare below: ReadonlyMap<string, Below>;
  declare open: ReadonlySet<string>;
  /** Which line has the keyboard. */
  declare at: string;
  #abort = new AbortController();
  #asked = "";
  #sight = "";

  constructor() {
    super();
    this.invoiceId = "";
    this.ask = { by: "place", sort: "name", q: "" };
    this.label = "";
    this.sight = "";
    this.filtered = false;
    this.below = new Map();
    this.open = new Set();
    this.at = "";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort.abort();
  }

  override willUpdate(): void {
    const asked = JSON.stringify([this.invoiceId, this.ask]);
    if (asked !== this.#asked) {
      this.#asked = asked;
      this.#sight = this.sight;
      void this.restart();
    } else if (this.sight !== this.#sight) {
      this.#sight = this.sight;
      for (const [key, below] of this.below) if (below.face === "calls") void this._load(JSON.parse(key), 0, false);
    }
  }

  /** From the top: another filter, another invoice. */
  async restart(): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.below = new Map();
    this.open = new Set();
    this.at = "";
    await this._load([], 0);
    await this._goAlone([], mostAlone);
  }

  override render() {
    const top = this.below.get("[]");
    if (top?.face === "nodes" && top.opened.total === 0) {
      return html`<p class="face" role="status">${t("invoices.specification.filtered_empty")}</p>`;
    }
    const lines = linesOf(this.ask.by, this.below, this.open);
    const current = lines.some(({ key }) => key === this.at) ? this.at : (lines[0]?.key ?? "");
    return html`<div class="grid" role="treegrid" aria-label=${this.label} @keydown=${(event: KeyboardEvent) => this._key(event, lines, current)}>
      <div role="rowgroup" class="head">
        <div role="row" class="line">
          <span role="columnheader" class="name">${t("invoices.tree.name")}</span>
          <span role="columnheader" class="figure count">${t("invoices.tree.count")}</span>
          <span role="columnheader" class="figure time">${t("invoices.tree.time")}</span>
          <span role="columnheader" class="figure data">${t("invoices.tree.data")}</span>
          <span role="columnheader" class="figure net">${t("invoices.tree.net")}</span>
        </div>
      </div>
      <div role="rowgroup">
        ${top?.face === "nodes" ? this._whole(top.opened.sums) : nothing}
        ${repeat(
          lines,
          ({ key }) => key,
          (line) => this._line(line, line.key === current),
        )}
      </div>
    </div>`;
  }

  _whole(sums: Figures) {
    return html`<div role="row" class="line whole" aria-level="1">
      <span role="rowheader" class="name">${t(this.filtered ? "invoices.tree.left" : "invoices.tree.whole")}</span>${figures(sums)}
    </div>`;
  }

  _line(line: TreeLine, current: boolean) {
    const node = line.kind === "node" ? line : null;
    return html`<div
      role="row"
      class="line ${line.kind} depth-${line.depth} ${node?.opens ? "opens" : ""}"
      data-key=${line.key}
      tabindex=${current ? 0 : -1}
      aria-level=${line.depth + 2}
      aria-expanded=${node?.opens ? String(node.open) : nothing}
      @click=${(event: Event) => this._clicked(event, line)}
      @focusin=${() => {
        this.at = line.key;
      }}
    >${this._cells(line, current)}</div>`;
  }

  _cells(line: TreeLine, current: boolean): TemplateResult {
    switch (line.kind) {
      case "node":
        return this._node(line.node, line.opens, line.open, current);
      case "call": {
        const { call } = line;
        return html`<span role="gridcell" class="name"
            ><span class="at">${formatInstant(new Date(call.at))}</span>${call.called === null ? nothing : html`<span class="called">${call.called}</span>`}${call.description === null ? nothing : html`<span class="soft">${call.description}</span>`}</span
          >${figures({ ...call, count: call.count === 1 ? 0 : call.count })}`;
      }
      case "unlisted":
        return html`<span role="gridcell" class="name"><span>${t("invoices.tree.unlisted")}</span><span class="soft">${t("invoices.tree.unlisted.text")}</span></span>${figures(line.calls.unlisted)}`;
      case "masked":
        return wide(
          html`${icon(EyeOff, 16)}<span>${t("invoices.sight.masked")}</span
            ><button class="button small" type="button" tabindex=${current ? 0 : -1} @click=${() => this.tell("sight-wanted", line.node)}>${t("invoices.sight.show")}</button>`,
        );
      case "more":
        return wide(
          html`<button class="button quiet small" type="button" tabindex=${current ? 0 : -1} @click=${() => this._more(line.at)}>${t("invoices.tree.more", { count: line.left })}</button>`,
        );
      case "failed":
        return wide(
          html`<span role="alert">${line.text}</span
            ><button class="button small" type="button" tabindex=${current ? 0 : -1} @click=${() => this._load(line.at, 0)}>${t("action.retry")}</button>`,
        );
      case "erased":
        return wide(html`<span class="soft">${t("invoices.tree.erased")}</span>`);
      default:
        return wide(html`<span class="soft" role="status">${t("invoices.tree.loading")}</span>`);
    }
  }

  _node(node: NodeView, opens: boolean, open: boolean, current: boolean) {
    const mark = opens ? icon(open ? ChevronDown : ChevronRight, 18) : icon(RectangleEllipsis, 18);
    return html`<span role="rowheader" class="name"
        ><span class="mark" aria-hidden="true">${mark}</span><span class="words">${nodeName(node)}${this._links(node, current)}</span></span
      >${figures(node)}`;
  }

  /** From whoever it is to where more is known: the person, the subscription. */
  _links(node: NodeView, current: boolean) {
    if (node.level !== "holder") return nothing;
    const user = node.userHere && node.userId !== null ? addressOf("users", {}, { user: node.userId }) : null;
    const subscription =
      node.subscriptionId === null ? null : addressOf("subscriptions", {}, { subscription: node.subscriptionId });
    const link = (href: string | null, label: string, short: string) =>
      href === null ? nothing : html`<a href=${href} tabindex=${current ? 0 : -1} aria-label=${label}>${short}</a>`;
    return html`${link(user, t("invoices.tree.user", { name: holderName(node) }), t("invoices.user.short"))}
      ${link(subscription, t("invoices.tree.subscription", { number: formatNumber(node.number ?? "") }), t("invoices.subscription.short"))}`;
  }

  _clicked(event: Event, line: TreeLine): void {
    const inside = event.composedPath().some((one) => one instanceof HTMLElement && /^(A|BUTTON)$/.test(one.tagName));
    if (!inside && line.kind === "node" && line.opens) this._toggle(line.at, !line.open);
  }

  _key(event: KeyboardEvent, lines: readonly TreeLine[], current: string): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = lines.findIndex(({ key }) => key === current);
    const line = lines[at];
    if (!line) return;
    const [target] = event.composedPath();
    const onRow = target instanceof HTMLElement && target.dataset.key !== undefined;
    const to = this._target(event.key, lines, at);
    if (to !== null) {
      event.preventDefault();
      void this._focus(to.key);
    } else if (line.kind === "node" && line.opens) {
      const opens = (event.key === "ArrowRight" || (event.key === "Enter" && onRow)) && !line.open;
      const closes = (event.key === "ArrowLeft" || (event.key === "Enter" && onRow)) && line.open;
      if (!opens && !closes) return;
      event.preventDefault();
      this._toggle(line.at, opens);
    }
  }

  /** The line that a key moves to; null: it moves to none. */
  _target(key: string, lines: readonly TreeLine[], at: number): TreeLine | null {
    const line = lines[at];
    if (!line) return null;
    if (key === "ArrowDown") return lines[at + 1] ?? null;
    if (key === "ArrowUp") return lines[at - 1] ?? null;
    if (key === "Home") return lines[0] ?? null;
    if (key === "End") return lines.at(-1) ?? null;
    const isOpen = line.kind === "node" && line.open;
    if (key === "ArrowRight" && isOpen) return lines[at + 1] ?? null;
    if (key !== "ArrowLeft" || isOpen) return null;
    return lines.slice(0, at).findLast(({ depth, kind }) => kind === "node" && depth === line.depth - 1) ?? null;
  }

  async _focus(key: string): Promise<void> {
    this.at = key;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
  }

  _toggle(at: At, open: boolean): void {
    const next = new Set(this.open);
    if (open) next.add(keyOf(at));
    else next.delete(keyOf(at));
    this.open = next;
    if (open && !this.below.has(keyOf(at))) void this._load(at, 0).then(() => this._goAlone(at, mostAlone));
  }

  _more(at: At): void {
    const below = this.below.get(keyOf(at));
    if (below?.face === "nodes") void this._load(at, below.opened.children.length);
    if (below?.face === "calls") void this._load(at, below.calls.calls.length);
  }

  /** Opens what lies alone below a node, as far as that goes. */
  async _goAlone(at: At, most: number): Promise<void> {
    const below = this.below.get(keyOf(at));
    const [only, second] = below?.face === "nodes" ? below.opened.children : [];
    if (most === 0 || !only || second || only.level === "unspecified") return;
    const place = placeOf(at, only);
    this.open = new Set([...this.open, keyOf(place)]);
    await this._load(place, 0);
    await this._goAlone(place, most - 1);
  }

  async _load(at: At, offset: number, waits = true): Promise<void> {
    const { signal } = this.#abort;
    const { by, sort, ...rest } = this.ask;
    const [key, text] = [keyOf(at), JSON.stringify(at)];
    if (offset === 0 && waits) this._set(key, { face: "loading" });
    try {
      const { q, ...narrowed } = rest;
      const found: Below = isLast(by, at)
        ? { face: "calls", calls: await listCalls(api, this.invoiceId, { ...narrowed, by, at: text, offset }, signal) }
        : {
            face: "nodes",
            opened: await openNode(api, this.invoiceId, { ...narrowed, q, by, sort, at: text, offset, limit: pageSize }, signal),
          };
      if (signal.aborted) return;
      this._set(key, offset === 0 ? found : added(this.below.get(key), found));
      if (key === "[]" && found.face === "nodes") this.tell("tree-total", found.opened.sums);
    } catch (error) {
      if (!signal.aborted) this._set(key, { face: "failed", text: failureText(error) });
    }
  }

  _set(key: string, below: Below): void {
    this.below = new Map([...this.below, [key, below]]);
  }

  static override styles = [shared, buttons, states, treeStyles];
}

type Figures = Pick<NodeView, "count" | "seconds" | "bytes" | "net">;

/** How many, how long, how much, and what it cost. */
function figures({ count, seconds, bytes, net }: Figures): TemplateResult {
  return html`<span role="gridcell" class="figure count">${count === 0 ? nothing : html`${formatCount(count)}<span class="unit"> ${t("invoices.unit.C62")}</span>`}</span
    ><span role="gridcell" class="figure time">${durationText(seconds)}</span
    ><span role="gridcell" class="figure data">${dataText(bytes)}</span
    ><span role="gridcell" class="figure net">${kronor(net)}</span>`;
}

function wide(inside: TemplateResult): TemplateResult {
  return html`<span role="gridcell" class="wide" aria-colspan="5">${inside}</span>`;
}

function nodeName(node: NodeView): TemplateResult | string {
  if (node.level === "unspecified") {
    return html`<span>${t("invoices.unspecified")}</span><span class="soft">${t(node.net < 0 ? "invoices.unspecified.less" : "invoices.unspecified.text")}</span>`;
  }
  if (node.level === "costPlace") return html`<span>${node.costPlace ?? t("invoices.place.none")}</span>`;
  if (node.chargeClass !== null) return html`<span>${className(node.chargeClass)}</span>`;
  if (node.userName === null) return html`<span>${holderName(node)}</span>`;
  return html`<span>${node.userName}</span>${node.number === null ? nothing : html`<span class="soft">${formatNumber(node.number)}</span>`}`;
}

customElements.define("specification-tree", SpecificationTree);
declare global {
  interface HTMLElementTagNameMap {
    "specification-tree": SpecificationTree;
  }
}
