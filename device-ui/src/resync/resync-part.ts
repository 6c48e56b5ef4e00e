import { css, html, nothing } from "lit";
import { RefreshCw } from "lucide";
import { doingHere } from "../components/doing.ts";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import { missing } from "../components/missing.ts";
import { state } from "../components/states.ts";
import { toast } from "../components/toasts.ts";
import { api } from "../data/client.ts";
import { listen } from "../data/live.ts";
import { Loaded } from "../data/loaded.ts";
import type { PhoneRowView } from "../data/phones.ts";
import { askResync, cancelResync, type PhoneResyncView, probeRegistration, readResync } from "../data/resync.ts";
import { t } from "../i18n/index.ts";
import { phoneName } from "../pages/phones/words.ts";
import { buttons, shared, states } from "../style/controls.ts";
import { howItStands, spoken, verbatim, whoAsked } from "./words.ts";

type Subject = Pick<PhoneRowView, "id" | "label" | "mac" | "delivery">;

/** Asking one phone to fetch, what became of it, live, and whether the exchange knows where it is. */
export class ResyncPart extends KlykaElement {
  static override properties = {
    phone: { attribute: false },
    busy: { state: true },
    failure: { state: true },
    now: { state: true },
  };
  declare phone: Subject;
  declare busy: boolean;
  declare failure: string | null;
  declare now: number;
  readonly loaded = new Loaded<PhoneResyncView>(this, (signal) => readResync(api, this.phone.id, signal));
  #phoneId = "";
  #ticking = 0;
  #telling = 0;
  readonly events = listen(this, {
    resync: (data) => this._told(data),
    request: (data) => this._told(data),
    phone: (data) => this._told(data),
    reload: () => void this.loaded.reload(),
  });

  constructor() {
    super();
    this.busy = false;
    this.failure = null;
    this.now = Date.now();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // A moment that was to come has come.
    this.#ticking = window.setInterval(() => {
      this.now = Date.now();
    }, 5_000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#ticking);
    clearTimeout(this.#telling);
  }

  override willUpdate(): void {
    if (this.phone.id === this.#phoneId) return;
    this.#phoneId = this.phone.id;
    this.failure = null;
    this.loaded.restart();
  }

  override render() {
    const { value } = this.loaded;
    return html`<section aria-labelledby="resync-heading">
      <h3 id="resync-heading">${t("resync.heading")}</h3>
      ${missing(this.loaded)} ${value ? this._part(value) : nothing}
      ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
    </section>`;
  }

  _part(view: PhoneResyncView) {
    const { resync, mode, reachable } = view;
    const now = new Date(this.now);
    const { tone, text } = howItStands(view, this.phone.delivery, now);
    const waiting = resync?.state === "waiting" || resync?.state === "sending";
    const words = resync ? verbatim(resync) : "";
    return html`${
      reachable ? this._buttons(view, resync?.state === "waiting") : html`<p class="notice waiting">${t("resync.no_account")}</p>`
    }
      <div class="stands" role="status">
        ${state(tone, text)} ${resync && waiting ? html`<p class="small soft">${whoAsked(resync, now)}</p>` : nothing}
        ${words ? html`<p class="words">${words}</p>` : nothing}
      </div>
      ${reachable ? html`<p class="small soft">${t(`resync.mode.${mode}`)}</p>` : nothing} ${this._registration(view, now)}`;
  }

  _buttons({ night }: PhoneResyncView, waiting: boolean) {
    return html`<div class="buttons">
      <button class="button" type="button" ?disabled=${this.busy} @click=${() => this._ask("now")}>${icon(RefreshCw, 18)}${t("resync.now")}</button>
      ${
        waiting
          ? html`<button class="button quiet" type="button" ?disabled=${this.busy} @click=${this._cancel}>${t("resync.cancel")}</button>`
          : night === null
            ? nothing
            : html`<button class="button quiet" type="button" ?disabled=${this.busy} @click=${() => this._ask("night")}>${t("resync.night")}</button>`
      }
    </div>`;
  }

  _registration({ registration, probe, reachable }: PhoneResyncView, now: Date) {
    const asking = probe !== null && probe.state !== "done";
    const known = registration
      ? html`${state(registration.registered ? "live" : "off", t(registration.registered ? "resync.registered" : "resync.unregistered"))}
          <span class="soft">${t(`resync.seen.${registration.source}`, { when: spoken(registration.at, now) })}</span>`
      : state("off", t("resync.unknown"));
    return html`<div class="registration">
      <span class="soft">${t("resync.registration")}</span>
      <span class="known" role="status">${asking ? state("waiting", t("resync.probing")) : known}</span>
      ${
        reachable
          ? html`<button class="button quiet small" type="button" ?disabled=${this.busy || asking} @click=${this._probe}>${t("resync.probe")}</button>`
          : nothing
      }
    </div>`;
  }

  async _ask(when: "now" | "night"): Promise<void> {
    const said = t(when === "now" ? "resync.asked" : "resync.asked_night", { name: phoneName(this.phone) });
    await this._run(async () => {
      this.loaded.take(await askResync(api, this.phone.id, when));
      toast({ text: said, ...(when === "night" ? { undo: () => this._cancel() } : {}) });
    });
  }

  readonly _cancel = async (): Promise<void> => {
    await this._run(async () => {
      this.loaded.take(await cancelResync(api, this.phone.id));
      toast({ text: t("resync.cancelled", { name: phoneName(this.phone) }) });
    });
  };

  readonly _probe = async (): Promise<void> => {
    await this._run(async () => this.loaded.take(await probeRegistration(api, this.phone.id)));
  };

  async _run(work: () => Promise<void>): Promise<void> {
    await doingHere(this, work);
    this.now = Date.now();
  }

  /** About this phone, or about so many that none is named: those come in quick succession, and are read once for many. */
  _told(data: unknown): void {
    const about = typeof data === "object" && data !== null && "phoneId" in data ? data.phoneId : null;
    if (about !== null && about !== this.phone.id) return;
    clearTimeout(this.#telling);
    this.#telling = window.setTimeout(() => void this.loaded.reload(), about === null ? 1000 : 50);
  }

  static override styles = [
    shared,
    buttons,
    states,
    css`
      :host {
        display: block;
      }
      section {
        display: grid;
        gap: 12px;
      }
      h3 {
        font: 650 var(--size-text) / 1.4 var(--text);
        letter-spacing: 0;
      }
      p {
        margin: 0;
      }
      .small {
        font-size: var(--size-small);
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .stands {
        display: grid;
        gap: 4px;
      }
      .stands .state {
        align-items: flex-start;
      }
      .stands .dot {
        flex: none;
        margin-top: 0.5em;
      }
      .words {
        color: var(--soft);
        font-family: var(--mono);
        font-size: var(--size-small);
        overflow-wrap: anywhere;
      }
      .registration {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 2px 12px;
        align-items: center;
        padding: 8px 8px 8px 12px;
        border-radius: var(--radius);
        background: var(--sunk);
        font-size: var(--size-small);
        max-width: 560px;
      }
      .registration > .soft {
        grid-column: 1;
      }
      .registration .known {
        display: flex;
        flex-wrap: wrap;
        grid-column: 1;
        gap: 2px 8px;
      }
      .registration .known .soft {
        color: var(--ink);
      }
      .registration > .soft {
        color: var(--ink);
      }
      .registration .button {
        grid-row: 1 / span 2;
        grid-column: 2;
      }
    `,
  ];
}

customElements.define("resync-part", ResyncPart);
declare global {
  interface HTMLElementTagNameMap {
    "resync-part": ResyncPart;
  }
}
