import { html, nothing, type TemplateResult } from "lit";
import { Eye, FileCode, FileDown } from "lucide";
import { type ChargeClass, chargeClasses } from "../../../../domain/invoice-specification.ts";
import { KlykaElement } from "../../components/element.ts";
import { searchField, segmentField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import { missing } from "../../components/missing.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import {
  endSight,
  fileOf,
  giveSight,
  type InvoiceView,
  type NodeView,
  readInvoice,
  type SightView,
} from "../../data/invoices.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { ServerClock } from "../../data/server-clock.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatNumber, formatTime } from "../../i18n/format.ts";
import { currentLanguage, t } from "../../i18n/index.ts";
import { chipSelect } from "../../list/chip-select.ts";
import { toolsStyles } from "../../list/tools-styles.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { titleStyles } from "../../style/title-styles.ts";
import { factsStyles, invoiceFacts, leftPart, settlementsPart } from "./facts.ts";
import { invoiceLines, linesStyles } from "./invoice-lines.ts";
import { invoicePageStyles } from "./invoice-page-styles.ts";
import "./specification-tree.ts";
import type { TreeAsk } from "./specification-tree.ts";
import type { Division } from "./tree-model.ts";
import { className, stateBadge } from "./words.ts";

const divisions: readonly Division[] = ["place", "holder", "class"];
/** What stands in the address of a specification. */
const names = ["q", "by", "sort", "class", "place", "number", "user"] as const;
type Place = Readonly<Partial<Record<(typeof names)[number], string>>>;
const withoutPlace = "-";
const pause = 250;

/** An invoice with what it is for, what has come in for it, and its specification down to the single call. */
export class InvoicePage extends KlykaElement {
  static override properties = { query: { attribute: false }, params: { attribute: false } };
  declare query: URLSearchParams;
  declare params: Readonly<Record<string, string>>;
  readonly clock = new ServerClock(this);
  readonly loaded = new Loaded<InvoiceView>(
    this,
    async (signal) => {
      const one = await readInvoice(api, this._id(), signal);
      this.clock.set(one.now);
      // Whole numbers are hidden again, or the day ends: whichever comes first.
      const next = one.sight && one.sight.until < one.changesAt ? one.sight.until : one.changesAt;
      this.clock.wakeAt(next, () => void this.loaded.reload());
      return one;
    },
    () => this._id(),
  );
  readonly events = listen(this, {
    invoice: () => void this.loaded.reload(),
    reload: () => void this.loaded.reload(),
  });
  #typing = 0;

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.params = {};
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#typing);
  }

  override render() {
    const { face, value: one } = this.loaded;
    return html`${this._top(one)}
      ${face === "loading" ? html`<p role="status" class="hidden">${t("list.row_loading")}</p><div class="surface bone" aria-hidden="true"></div>` : nothing}
      ${face === "failed" ? missing(this.loaded) : nothing} ${one ? this._all(one) : nothing}`;
  }

  _top(one: InvoiceView | null) {
    const title = one ? t(`invoices.kind.${one.kind}`) : t("invoices.invoice");
    return html`<div class="top">
      <div class="title">
        <nav class="crumbs"><a href=${pathTo("invoices")}>${t("invoices.title")}</a></nav>
        <h1 tabindex="-1">${title} ${one ? html`<span class="number">${one.number}</span>${stateBadge(one)}` : nothing}</h1>
      </div>
      ${
        one
          ? html`<div class="bar">
              ${one.files.ubl ? html`<a class="button quiet" href=${fileOf.ubl(one.id)} download>${icon(FileCode, 18)}${t("invoices.ubl")}</a>` : nothing}
              ${one.files.pdf ? html`<a class="button filled" href=${fileOf.pdf(one.id)} download>${icon(FileDown, 18)}${t("invoices.pdf")}</a>` : nothing}
            </div>`
          : nothing
      }
    </div>`;
  }

  _all(one: InvoiceView) {
    return html`<div class="columns">
        <div class="surface panel pay">${leftPart(one)}${invoiceFacts(one)}</div>
        <section class="surface panel" aria-labelledby="settled"><h2 id="settled">${t("invoices.settlements")}</h2>${settlementsPart(one)}</section>
      </div>
      <section class="surface" aria-labelledby="lines">
        <h2 id="lines" class="over">${t("invoices.lines")}</h2>
        ${invoiceLines(one)}
      </section>
      <section class="specification" aria-labelledby="specification">
        <div class="over">
          <h2 id="specification">${t("invoices.specification")}</h2>
          <p class="soft">${t(one.usage ? "invoices.specification.text" : "invoices.specification.none")}</p>
        </div>
        ${one.usage ? this._specification(one, one.usage) : nothing}
      </section>`;
  }

  _specification(one: InvoiceView, usage: NonNullable<InvoiceView["usage"]>) {
    const ask = this._ask();
    const { by: _by, sort: _sort, ...narrowed } = ask;
    const filtered = Object.values(narrowed).some((value) => value !== undefined && value !== "");
    return html`${this._tools(usage)} ${this._sight(one.sight)}
      <div class="surface tree">
        <specification-tree
          .invoiceId=${one.id}
          .ask=${ask}
          .sight=${JSON.stringify(one.sight)}
          ?filtered=${filtered}
          label=${t("invoices.tree", { number: one.number })}
          @sight-wanted=${({ detail }: CustomEvent<NodeView | null>) => this._wantSight(detail)}
        ></specification-tree>
      </div>
      <div class="files">
        <a class="button" href=${this._csv(one.id, "sums")} download>${icon(FileDown, 18)}${t("invoices.specification.csv.sums")}</a>
        ${usage.erased ? nothing : html`<a class="button" href=${this._csv(one.id, "rows")} download>${icon(FileDown, 18)}${t("invoices.specification.csv.rows")}</a>`}
      </div>`;
  }

  _tools(usage: NonNullable<InvoiceView["usage"]>) {
    const said = this._said();
    const classes = usage.classes.map((one) => ({ value: one, label: className(one) }));
    const places = usage.costPlaces.map((one) => ({ value: one ?? withoutPlace, label: one ?? t("invoices.place.none") }));
    const sorts = (["name", "net"] as const).map((value) => ({ value, label: t(`invoices.sort.${value}`) }));
    const by = divisions.map((value) => ({ value, label: t(`invoices.by.${value}`) }));
    return html`<div class="tools">
        ${searchField({ name: "q", label: t("invoices.specification.search"), value: said.q ?? "", onInput: (q) => this._typed(q) })}
        ${chipSelect(t("invoices.class"), said.class ?? "", [{ value: "", label: t("invoices.class.all") }, ...classes], (value) => this._go({ class: value }))}
        ${
          places.length > 1
            ? chipSelect(
                t("invoices.place"),
                said.place ?? "",
                [{ value: "", label: t("invoices.place.all") }, ...places],
                (value) => this._go({ place: value }),
              )
            : nothing
        }
        ${chipSelect(
          t("invoices.sort"),
          said.sort ?? "",
          sorts.map((one, at) => (at === 0 ? { ...one, value: "" } : one)),
          (value) => this._go({ sort: value }),
        )}
        ${said.number ? this._chip("number", t("invoices.of_number", { number: formatNumber(said.number) })) : nothing}
        ${said.user ? this._chip("user", t("invoices.of_user")) : nothing}
      </div>
      <div class="by">
        ${segmentField({ name: "by", label: t("invoices.by"), value: this._ask().by, choices: by, onChange: (value) => this._go({ by: value === "place" ? "" : value }) })}
      </div>`;
  }

  _chip(name: "number" | "user", label: string): TemplateResult {
    return html`<button class="chip" type="button" aria-pressed="true" @click=${() => this._go({ [name]: "" })}>${label} ×</button>`;
  }

  /** Whole numbers are shown: until when, whose, and why. */
  _sight(sight: SightView | null) {
    if (sight === null) return nothing;
    const whose =
      sight.of === null
        ? t("invoices.sight.whose.all")
        : t("invoices.sight.whose.one", {
            name: sight.of.number === null ? t("invoices.holder.none") : formatNumber(sight.of.number),
          });
    return html`<div class="notice waiting sight" role="status">
      ${icon(Eye, 18)}
      <span><strong>${t("invoices.sight.on", { time: formatTime(new Date(sight.until)), whose })}</strong> ${t("invoices.sight.because", { reason: sight.reason })}</span>
      <button class="button small" type="button" @click=${this._endSight}>${t("invoices.sight.end")}</button>
    </div>`;
  }

  async _wantSight(holder: NodeView | null): Promise<void> {
    const { askSight } = await import("./sight-dialog.ts");
    const given = await askSight({
      holder,
      run: async (reason, of) => void (await giveSight(api, this._id(), { reason, of })),
    });
    if (given) await this.loaded.reload();
  }

  async _endSight(): Promise<void> {
    try {
      await endSight(api, this._id());
      toast({ text: t("invoices.sight.ended") });
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    }
    await this.loaded.reload();
  }

  _id(): string {
    return this.params.invoice ?? "";
  }

  _said(): Place {
    return Object.fromEntries(names.flatMap((name) => (this.query.get(name) ? [[name, this.query.get(name) ?? ""]] : [])));
  }

  _ask(): TreeAsk {
    const { q = "", by, sort, place, number, user, ...said } = this._said();
    const chargeClass = chargeClasses.find((one: ChargeClass) => one === said.class);
    return {
      ...{ by: divisions.find((one) => one === by) ?? "place", sort: sort === "net" ? "net" : "name", q },
      ...{ classes: chargeClass, number, user },
      costPlace: place === withoutPlace ? undefined : place,
      noCostPlace: place === withoutPlace ? true : undefined,
    };
  }

  _csv(id: string, what: "sums" | "rows"): string {
    const { by: _by, sort: _sort, ...narrowed } = this._ask();
    return fileOf.specification(id, { ...narrowed, what, language: currentLanguage() });
  }

  _typed(q: string): void {
    clearTimeout(this.#typing);
    this.#typing = window.setTimeout(() => this._go({ q: q.trim() }), pause);
  }

  _go(changed: Place): void {
    goTo(pathTo("invoice", { invoice: this._id() }, { ...this._said(), ...changed }), { replace: true });
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    surfaces,
    toolsStyles,
    titleStyles,
    factsStyles,
    linesStyles,
    invoicePageStyles,
  ];
}

customElements.define("invoice-page", InvoicePage);
declare global {
  interface HTMLElementTagNameMap {
    "invoice-page": InvoicePage;
  }
}
