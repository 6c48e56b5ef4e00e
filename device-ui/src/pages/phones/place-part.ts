import { css, html, nothing } from "lit";
import { KlykaElement } from "../../components/element.ts";
import { missing } from "../../components/missing.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import type { PhoneView } from "../../data/phones.ts";
import { type PlaceView, readPlace } from "../../data/switches.ts";
import { t } from "../../i18n/index.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, shared, states } from "../../style/controls.ts";
import "../switches/finding-list.ts";
import "../switches/port-panel.ts";
import { whenOf } from "../switches/words.ts";
import { panelStyles } from "./panel-styles.ts";

/** On which port of which switch the phone sits, and what is noticed about it there. */
export class PlacePart extends KlykaElement {
  static override properties = { phone: { attribute: false } };
  declare phone: PhoneView;
  readonly loaded = new Loaded<PlaceView>(this, (signal) => readPlace(api, this.phone.id, signal));
  readonly events = listen(this, { switch: () => void this.loaded.reload(), reload: () => void this.loaded.reload() });
  #phoneId = "";

  override willUpdate(): void {
    if (this.phone.id === this.#phoneId) return;
    this.#phoneId = this.phone.id;
    this.loaded.restart();
  }

  override render() {
    const { value } = this.loaded;
    return html`<section>
      <h3>${t("switches.place")}</h3>
      ${value ? this._place(value) : missing(this.loaded)}
    </section>`;
  }

  _place({ place, notices }: PlaceView) {
    return html`${
      notices.length === 0
        ? nothing
        : html`<finding-list at="phone" .findings=${notices} @findings-changed=${() => this.loaded.reload()}></finding-list>`
    }
    ${
      place
        ? this._port(place)
        : html`<p class="small soft">${t("switches.place.none")} <a href=${pathTo("switches")}>${t("switches.title")}</a></p>`
    }`;
  }

  _port({ switch: at, port, since, goneAt, okAt, failing }: NonNullable<PlaceView["place"]>) {
    const href = pathTo("switch", { switch: at.id }, { port: port.port });
    const when =
      goneAt === null ? t("switches.port.since", { when: whenOf(since) }) : t("switches.port.gone", { when: whenOf(goneAt) });
    return html`<p>
        <span class="dot ${goneAt === null ? "live" : "stop"}" aria-hidden="true"></span>
        <a href=${href}>${t("switches.place.at", { switch: at.name, port: port.name })}</a> <span class="small soft">${when}</span>
      </p>
      ${failing && okAt !== null ? html`<p class="small soft">${t("switches.place.old", { when: whenOf(okAt) })}</p>` : nothing}
      <port-panel plain .port=${port} .at=${at} @switch-changed=${() => this.loaded.reload()}></port-panel>`;
  }

  static override styles = [
    shared,
    buttons,
    states,
    panelStyles,
    css`
      .dot {
        display: inline-block;
        margin-right: 6px;
      }
    `,
  ];
}

customElements.define("place-part", PlacePart);
declare global {
  interface HTMLElementTagNameMap {
    "place-part": PlacePart;
  }
}
