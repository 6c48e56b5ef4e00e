import { css, html, nothing } from "lit";
import type { VendorId } from "../../../../domain/plan.ts";
import { doing } from "../../components/doing.ts";
import { KlykaElement } from "../../components/element.ts";
import { missing } from "../../components/missing.ts";
import { state } from "../../components/states.ts";
import { api } from "../../data/client.ts";
import { Every } from "../../data/every.ts";
import { type CatalogueView, dropUpload, type ImageView, readCatalogue } from "../../data/firmware.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { uploads } from "../../firmware/lines.ts";
import { codeText, modelsText, versionText } from "../../firmware/words.ts";
import { formatCount } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { shortTableStyles } from "../../list/short-table-styles.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import { sizeText } from "../finance/words.ts";
import { pageStyles } from "../page-styles.ts";
import "./upload-files.ts";

/** What others do is seen now and then. Milliseconds. */
const looks = 20_000;
const makes: readonly (readonly [VendorId, string])[] = [
  ["yealink", "Yealink"],
  ["snom", "Snom"],
  ["polycom", "Polycom"],
];

/** The images that there are for phones of all organisations: adding, whom each is for, who wants and runs it. */
export class OperatorFirmwarePage extends KlykaElement {
  static override properties = { busy: { state: true } };
  declare busy: boolean;
  readonly loaded = new Loaded<CatalogueView>(this, (signal) => readCatalogue(api, signal));
  readonly again = new Every(this, looks, () => this.loaded.reload());
  readonly events = listen(this, { firmware: () => void this.loaded.reload(), reload: () => void this.loaded.reload() });

  constructor() {
    super();
    this.busy = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.loaded.reload();
  }

  override render() {
    const { value } = this.loaded;
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("firmware.title")}</h1>
        <p class="soft">${t("firmware.text")}${value && value.fetching > 0 ? html` ${t("firmware.fetching", { count: value.fetching })}` : nothing}</p>
      </div>
      ${missing(this.loaded, t("firmware.loading"))} ${value ? this._all(value) : nothing}`;
  }

  _all(value: CatalogueView) {
    return html`${value.mayChange ? html`<upload-files @images-changed=${() => void this.loaded.reload()}></upload-files>` : html`<p class="notice">${t("firmware.read_only")}</p>`}
      ${this._half(value)} ${this._files(value)}
      ${
        value.images.length === 0
          ? html`<div class="surface face"><p><strong>${t("firmware.none")}</strong></p><p class="soft">${t("firmware.none.text")}</p></div>`
          : makes.map(([vendor, name]) =>
              this._make(
                vendor,
                name,
                value.images.filter((one) => one.vendor === vendor),
              ),
            )
      }`;
  }

  /** Uploads that are on their way in this window are shown above. */
  _half({ uploads: half, mayChange }: CatalogueView) {
    const here = new Set(uploads.files.map(({ id }) => id));
    const left = half.filter(({ id, received }) => !here.has(id) && received > 0);
    if (left.length === 0 || !mayChange) return nothing;
    return html`<section class="notice waiting" aria-labelledby="half">
      <h2 id="half">${t("firmware.half")}</h2>
      <p>${t("firmware.half.text")}</p>
      <ul>
        ${left.map(
          ({ id, name, received, bytes }) => html`<li>
            <span>${t("firmware.half.of", { name, received: sizeText(received), bytes: sizeText(bytes) })}</span>
            <button class="button small" type="button" ?disabled=${this.busy} aria-label=${t("firmware.half.drop.of", { name })} @click=${() => this._do(() => dropUpload(api, id))}>${t("firmware.half.drop")}</button>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  _files({ files }: CatalogueView) {
    if (files.length === 0) return nothing;
    return html`<section class="notice stop" aria-labelledby="files">
      <h2 id="files">${t("firmware.files")}</h2>
      <ul>
        ${files.map(({ vendor, name, code, values }) => html`<li><span><code>${vendor}/${name}</code> ${codeText(code, values)}</span></li>`)}
      </ul>
    </section>`;
  }

  _make(vendor: VendorId, make: string, images: readonly ImageView[]) {
    if (images.length === 0) return nothing;
    return html`<section class="make" aria-labelledby=${vendor}>
      <h2 id=${vendor}>${make}</h2>
      <div class="surface frame">
        <table>
          <thead>
            <tr>
              <th scope="col">${t("firmware.column.version")}</th>
              <th scope="col" class="wide-only">${t("firmware.column.models")}</th>
              <th scope="col" class="number wide-only">${t("firmware.column.size")}</th>
              <th scope="col" class="number">${t("firmware.column.wanted")}</th>
              <th scope="col" class="number">${t("firmware.column.runs")}</th>
              <th scope="col" class="acts"><span class="hidden">${t("firmware.column.actions")}</span></th>
            </tr>
          </thead>
          <tbody>${images.map((image) => this._row(image))}</tbody>
        </table>
      </div>
    </section>`;
  }

  _row(image: ImageView) {
    const { name, places, missing: lacking } = image;
    const models = modelsText(image);
    return html`<tr>
      <td class="name">
        <strong>${versionText(image)}</strong>
        <span class="small soft narrow-only">${models}</span>
        <span class="small">${lacking.length > 0 ? state("waiting", t("firmware.missing.short")) : places.length > 0 ? state("live", t("firmware.used")) : nothing}</span>
      </td>
      <td class="wide-only">${models}</td>
      <td class="number wide-only">${sizeText(image.bytes)}</td>
      <td class="number">${image.kind === "phone" ? formatCount(image.wanted) : "–"}</td>
      <td class="number">${image.kind === "phone" ? formatCount(image.runs) : "–"}</td>
      <td class="acts"><button class="button small" type="button" aria-label=${t("firmware.show.of", { name })} @click=${() => this._show(image)}>${t("firmware.show")}</button></td>
    </tr>`;
  }

  async _show(image: ImageView): Promise<void> {
    const { showImage } = await import("./image-dialog.ts");
    const mayChange = this.loaded.value?.mayChange ?? false;
    if (await showImage(image, mayChange)) await this.loaded.reload();
  }

  async _do(write: () => Promise<unknown>): Promise<void> {
    await doing(this, write);
    await this.loaded.reload();
  }

  static override styles = [
    shared,
    buttons,
    states,
    surfaces,
    pageStyles,
    shortTableStyles,
    css`
      .make {
        display: grid;
        gap: 12px;
        margin-top: 32px;
      }
      .notice {
        margin-top: 16px;
      }
      .notice h2 {
        font-size: var(--size-body);
      }
      .notice ul {
        display: grid;
        gap: 4px;
        margin: 8px 0 0;
        padding: 0;
        list-style: none;
      }
      .notice li {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        align-items: center;
        justify-content: space-between;
        overflow-wrap: anywhere;
      }
      .surface.face {
        margin-top: 24px;
      }
      td.name {
        padding-block: 8px;
      }
      td.name > span {
        display: block;
      }
      .narrow-only {
        display: none !important;
      }
      .number {
        white-space: nowrap;
      }
      /* The tables of the makes stand below each other: their columns too. */
      @media (min-width: 721px) {
        table {
          table-layout: fixed;
        }
        th:first-child {
          width: 30%;
        }
        th.number {
          width: 110px;
        }
        th.acts {
          width: 100px;
        }
      }
      @media (max-width: 720px) {
        .narrow-only {
          display: block !important;
        }
        .number {
          white-space: normal;
        }
      }
    `,
  ];
}

customElements.define("operator-firmware-page", OperatorFirmwarePage);
declare global {
  interface HTMLElementTagNameMap {
    "operator-firmware-page": OperatorFirmwarePage;
  }
}
