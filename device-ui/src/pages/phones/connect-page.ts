import { css, html, nothing } from "lit";
import { Copy, Download } from "lucide";
import { copyText } from "../../components/copy-text.ts";
import { KlykaElement } from "../../components/element.ts";
import { selectField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import { missing } from "../../components/missing.ts";
import { state } from "../../components/states.ts";
import { toast } from "../../components/toasts.ts";
import "../../connect/arriving-phones.ts";
import { api } from "../../data/client.ts";
import { type ConnectView, makeAddress, readConnect } from "../../data/connect.ts";
import { Loaded } from "../../data/loaded.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { qrPath } from "../../messages/qr.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";

type Recipe = ConnectView["recipes"][number];
type Make = ConnectView["makes"][number];

/** "Koppla in en telefon": see it arrive, and everything that makes it find here. */
export class ConnectPage extends KlykaElement {
  static override properties = {
    query: { attribute: false },
    params: { attribute: false },
    server: { state: true },
    make: { state: true },
    qr: { state: true },
    busy: { state: true },
  };
  declare query: URLSearchParams;
  declare server: Recipe["server"];
  declare make: Make["vendor"];
  declare qr: { readonly size: number; readonly path: string } | null;
  declare busy: boolean;
  readonly loaded = new Loaded<ConnectView>(this, (signal) => readConnect(api, signal));
  #drawn = "";

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.server = "dnsmasq";
    this.make = "yealink";
    this.qr = null;
    this.busy = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.loaded.reload();
  }

  override willUpdate(): void {
    const url = this.loaded.value?.url ?? "";
    if (url === "" || url === this.#drawn) return;
    this.#drawn = url;
    qrPath(url).then(
      (qr) => {
        this.qr = qr;
      },
      () => undefined,
    );
  }

  override render() {
    const { value } = this.loaded;
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("connect.title")}</h1>
        <p class="soft">${t("connect.lead")}</p>
      </div>
      <section aria-labelledby="arriving">
        <h2 id="arriving">${t("connect.arriving")}</h2>
        <arriving-phones></arriving-phones>
        <p class="small soft">${t("connect.restart")}</p>
      </section>
      ${missing(this.loaded, t("connect.loading"))} ${value ? html`${this._address(value)} ${this._dhcp(value)} ${this._ways(value)}` : nothing}`;
  }

  _address({ url, makes }: ConnectView) {
    return html`<section aria-labelledby="address">
      <h2 id="address">${t("connect.address")}</h2>
      <p class="soft">${t("connect.address.text")}</p>
      <div class="surface panel">
        ${
          url === null
            ? html`<p>${t("connect.address.none")}</p>
                <button class="button" type="button" ?disabled=${this.busy} @click=${this._make}>${t("connect.address.make")}</button>`
            : html`<div class="typed">
                <div class="stack">
                  <p class="url" aria-label=${t("connect.address.label")}>${url}</p>
                  <div><button class="button small" type="button" aria-label=${t("connect.copy.address")} @click=${() => copyText(url)}>${icon(Copy, 16)}${t("connect.copy")}</button></div>
                  ${this._typing(makes)}
                </div>
                ${
                  this.qr
                    ? html`<svg class="qr" role="img" aria-label=${t("connect.address.qr")} viewBox="0 0 ${this.qr.size} ${this.qr.size}"><path d=${this.qr.path}></path></svg>`
                    : nothing
                }
              </div>`
        }
      </div>
    </section>`;
  }

  _typing(makes: readonly Make[]) {
    return html`<div class="typing" @change=${(event: Event) => this._chose(event)}>
      <h3>${t("connect.type")}</h3>
      ${selectField({
        ...{ name: "make", label: t("connect.type.make"), value: this.make },
        choices: makes.map(({ vendor, title }) => ({ value: vendor, label: title })),
      })}
      <ul class="ways small">
        <li>${t(`connect.type.${this.make}.web`)}</li>
        <li>${t(`connect.type.${this.make}.phone`)}</li>
      </ul>
      <p class="small soft">${t("connect.type.note")}</p>
    </div>`;
  }

  _dhcp({ recipes, makes, url }: ConnectView) {
    const recipe = recipes.find(({ server }) => server === this.server) ?? recipes[0];
    return html`<section aria-labelledby="dhcp">
      <h2 id="dhcp">${t("connect.dhcp")}</h2>
      <p class="soft">${t("connect.dhcp.text")}</p>
      <div class="surface panel">
        ${url === null || !recipe ? html`<p>${t("connect.dhcp.no_address")}</p>` : this._recipe(recipes, recipe)}
        <details>
          <summary>${t("connect.dhcp.options")}</summary>
          <dl class="options small">
            ${makes.map(
              ({ title, options, inside43 }) => html`<dt>${title}</dt>
                <dd>${optionText(options)}${inside43 ? html`<br /><span class="soft">${t("connect.dhcp.inside")}:</span> <code>${inside43}</code>` : nothing}</dd>`,
            )}
          </dl>
        </details>
      </div>
    </section>`;
  }

  _recipe(recipes: readonly Recipe[], { server, title, text, fileName }: Recipe) {
    return html`<div class="line" @change=${(event: Event) => this._chose(event)}>
        ${selectField({
          ...{ name: "server", label: t("connect.dhcp.server"), value: server },
          choices: recipes.map((one) => ({ value: one.server, label: one.title })),
        })}
        <div class="buttons">
          <button class="button small" type="button" aria-label=${t("connect.copy.recipe")} @click=${() => copyText(text)}>${icon(Copy, 16)}${t("connect.copy")}</button>
          <a class="button small" download=${fileName} href=${`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}>${icon(Download, 16)}${t("connect.save")}</a>
        </div>
      </div>
      <pre tabindex="0" role="region" aria-label=${t("connect.dhcp.recipe", { server: title })}>${text}</pre>`;
  }

  _ways({ pnp, networks, services }: ConnectView) {
    const names = services.map(({ name }) => name).join(", ");
    const automatic = services.some((one) => one.automatic);
    const way = (heading: string, on: boolean, word: string) => html`<li>
      <h3>${state(on ? "live" : "off", heading)}</h3>
      <p class="small soft">${word}</p>
    </li>`;
    return html`<section aria-labelledby="ways">
      <h2 id="ways">${t("connect.ways")}</h2>
      <ul class="surface others" role="list">
        ${way(t("connect.pnp"), pnp, t(pnp ? "connect.pnp.on" : "connect.pnp.off"))}
        ${way(
          t("connect.networks"),
          networks.length > 0,
          networks.length > 0 ? t("connect.networks.some", { networks: networks.join(", ") }) : t("connect.networks.none"),
        )}
        ${way(
          t("connect.services"),
          services.length > 0,
          services.length > 0
            ? [t("connect.services.some", { services: names }), automatic ? t("connect.services.automatic") : ""].join(" ").trim()
            : t("connect.services.none"),
        )}
      </ul>
    </section>`;
  }

  _chose(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLSelectElement)) return;
    const { value } = this.loaded;
    const server = value?.recipes.find((one) => one.server === target.value)?.server;
    const make = value?.makes.find((one) => one.vendor === target.value)?.vendor;
    if (target.name === "server" && server) this.server = server;
    if (target.name === "make" && make) this.make = make;
  }

  readonly _make = async (): Promise<void> => {
    if (this.busy) return;
    this.busy = true;
    try {
      this.loaded.take(await makeAddress(api));
      toast({ text: t("connect.address.made") });
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    } finally {
      this.busy = false;
    }
  };

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    surfaces,
    pageStyles,
    css`
      section {
        display: grid;
        gap: 12px;
        margin-top: 32px;
      }
      section > p {
        max-width: 68ch;
      }
      .panel {
        justify-items: stretch;
        gap: 20px;
      }
      .panel > .button {
        justify-self: start;
      }
      .typed {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 24px;
        align-items: start;
      }
      .stack {
        display: grid;
        gap: 12px;
      }
      .url {
        padding: 10px 12px;
        border-radius: var(--radius);
        background: var(--sunk);
        font-family: var(--mono);
        overflow-wrap: anywhere;
        user-select: all;
      }
      .qr {
        width: 168px;
        height: 168px;
        border-radius: var(--radius);
        /* Readers want dark on light, also in the dark. */
        background: #fff;
        fill: #1d1b18;
      }
      .typing {
        display: grid;
        gap: 10px;
        padding-top: 8px;
        max-width: 60ch;
      }
      .ways {
        display: grid;
        gap: 6px;
        margin: 0;
        padding-left: 18px;
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        gap: 12px;
        align-items: end;
        justify-content: space-between;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      pre {
        margin: 0;
        padding: 14px 16px;
        max-height: 360px;
        overflow: auto;
        border-radius: var(--radius);
        background: var(--sunk);
        font-family: var(--mono);
        font-size: var(--size-small);
        line-height: 1.5;
      }
      pre:focus-visible {
        outline: var(--focus);
        outline-offset: 2px;
      }
      summary {
        padding: 6px 0;
        font-weight: 600;
        cursor: pointer;
      }
      .options {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 6px 16px;
        margin: 8px 0 0;
      }
      dt {
        font-weight: 650;
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      code {
        font-family: var(--mono);
      }
      .others {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .others li {
        display: grid;
        gap: 2px;
        padding: 14px 16px;
        overflow-wrap: anywhere;
      }
      .others li + li {
        border-top: 1px solid var(--line);
      }
      h3 {
        font-size: inherit;
      }
      @media (max-width: 720px) {
        .typed {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];
}

function optionText(options: readonly number[]): string {
  const [first = 0, second] = options;
  return second === undefined ? String(first) : t("connect.dhcp.option.then", { first, second });
}

customElements.define("connect-page", ConnectPage);
declare global {
  interface HTMLElementTagNameMap {
    "connect-page": ConnectPage;
  }
}
