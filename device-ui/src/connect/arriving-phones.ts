import { css, html, nothing } from "lit";
import { writeMac } from "../../../domain/mac.ts";
import { KlykaElement } from "../components/element.ts";
import { missing } from "../components/missing.ts";
import { state } from "../components/states.ts";
import { toast } from "../components/toasts.ts";
import { api } from "../data/client.ts";
import { listen } from "../data/live.ts";
import { Loaded } from "../data/loaded.ts";
import {
  claimPhone,
  type FoundPhone,
  listFound,
  listModels,
  listPhones,
  openWindow,
  type PhoneRowView,
  type PhoneView,
  readPhone,
} from "../data/phones.ts";
import { undoToast } from "../data/undo-toast.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";
import { phoneName, whenText } from "../pages/phones/words.ts";
import { pathTo } from "../router/paths.ts";
import { buttons, shared, states, surfaces } from "../style/controls.ts";

type Arrived = FoundPhone & { readonly modelName: string | null };
type Row = { readonly found: readonly Arrived[]; readonly coming: readonly PhoneView[] };

/** How long a phone that has been claimed may come and fetch its own address. Minutes. */
const minutes = 15;
/** A phone that asked long ago is none that was plugged in now: the list of new phones has all. */
const mostShown = 8;

/** Phones as they come in, live: seen, claimed with one click, programmed. */
export class ArrivingPhones extends KlykaElement {
  static override properties = { busy: { state: true } };
  /** The MAC of the one that is being claimed. */
  declare busy: string | null;
  /** Claimed here: they stay in sight until they are ready, and then too. */
  readonly #taken = new Set<string>();
  readonly loaded = new Loaded<Row>(this, (signal) => this._load(signal));
  readonly events = listen(this, {
    found: () => this._later(),
    phone: () => this._later(),
    request: () => this._later(),
    window: () => this._later(),
    reload: () => this._later(),
  });
  #timer = 0;

  constructor() {
    super();
    this.busy = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.loaded.reload();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render() {
    const { value } = this.loaded;
    if (!value) return missing(this.loaded, t("connect.loading"));
    const { found, coming } = value;
    const more = found.length - mostShown;
    return html`<ul class="surface" role="list" aria-live="polite" aria-label=${t("connect.arriving")}>
        ${coming.map((phone) => this._coming(phone))} ${found.slice(0, mostShown).map((one) => this._found(one))}
        ${found.length + coming.length === 0 ? this._none() : nothing}
      </ul>
      ${more > 0 ? html`<p class="small"><a href=${pathTo("newPhones")}>${t("connect.arriving.more", { count: more })}</a></p>` : nothing}`;
  }

  _none() {
    return html`<li class="none">
      <span class="pulse" aria-hidden="true"></span>
      <div>
        <strong>${t("connect.arriving.none")}</strong>
        <p class="small soft">${t("connect.arriving.none.text")}</p>
      </div>
    </li>`;
  }

  _found(one: Arrived) {
    const { mac, modelName, lastSeenAt, address } = one;
    const name = modelName ?? t("phones.found.unknown_model");
    const known = one.vendor !== null && one.model !== null;
    const busy = this.busy === mac;
    return html`<li>
      <div class="who"><strong>${name}</strong> <span class="mac soft">${writeMac(mac)}</span></div>
      <span class="small soft">${t("connect.seen", { when: whenText(lastSeenAt), address })}</span>
      <div class="act">
        ${
          known
            ? html`<button class="button small" type="button" ?disabled=${this.busy !== null}
                aria-label=${t("connect.claim.of", { phone: `${name} ${writeMac(mac)}` })} @click=${() => this._claim(one)}>
                ${t(busy ? "connect.claiming" : "connect.claim")}
              </button>`
            : html`<a class="button small" href=${pathTo("newPhones", { mac })}
                aria-label=${t("connect.choose.of", { phone: writeMac(mac) })}>${t("connect.choose")}</a>`
        }
      </div>
    </li>`;
  }

  _coming(phone: PhoneView) {
    const { tone, word } = stepOf(phone);
    const name = nameOf(phone);
    return html`<li class="coming">
      <div class="who"><strong>${phoneName(phone)}</strong> <span class="soft">${phone.modelName}</span> <span class="mac soft">${writeMac(phone.mac)}</span></div>
      <span class="step">${state(tone, word)}</span>
      <div class="act">
        ${
          isShut(phone)
            ? html`<button class="button small" type="button" ?disabled=${this.busy !== null}
                aria-label=${t("connect.reopen.of", { phone: name })} @click=${() => this._reopen(phone)}>${t("connect.reopen")}</button>`
            : nothing
        }
        <a class="button small" href=${tone === "live" ? pathTo("phone", { phone: phone.id }) : pathTo("newPhones", { phone: phone.id })}
          aria-label=${t("connect.open.of", { phone: name })}>${t("connect.open")}</a>
      </div>
    </li>`;
  }

  async _load(signal: AbortSignal): Promise<Row> {
    const [page, models, claimed] = await Promise.all([
      listFound(api, signal),
      listModels(api),
      listPhones(api, { state: "claimed", limit: mostShown, sort: "label" }, signal),
    ]);
    const nameOfModel = (one: FoundPhone) =>
      models.find(({ vendor, model }) => vendor === one.vendor && model === one.model)?.name ?? null;
    // Of those that are only claimed, the ones that have been let in or were claimed here are on their way.
    const ids = new Set([...this.#taken, ...claimed.rows.map(({ id }: PhoneRowView) => id)]);
    const read = await Promise.all(
      [...ids].map((id) =>
        readPhone(api, id, signal).then(
          ({ value }) => value,
          () => null,
        ),
      ),
    );
    const coming = read.filter((phone) => phone !== null).filter((phone) => this.#taken.has(phone.id) || phone.window !== null);
    return { found: page.rows.map((one) => ({ ...one, modelName: nameOfModel(one) })), coming };
  }

  async _claim(one: Arrived): Promise<void> {
    await this._do(one.mac, async () => {
      const place = { label: "", userId: null, siteId: null, layoutId: null, accounts: [] };
      const { value: phone, auditId } = await claimPhone(api, { mac: one.mac, vendor: one.vendor, model: one.model, ...place });
      this.#taken.add(phone.id);
      await openWindow(api, phone.id, { minutes, network: null });
      const said = t("connect.claimed", { phone: one.modelName ?? writeMac(one.mac) });
      undoToast(api, said, auditId, () => {
        this.#taken.delete(phone.id);
        void this.loaded.reload();
      });
    });
  }

  async _reopen(phone: PhoneView): Promise<void> {
    await this._do(phone.mac, async () => {
      this.#taken.add(phone.id);
      await openWindow(api, phone.id, { minutes, network: null });
    });
  }

  async _do(mac: string, work: () => Promise<void>): Promise<void> {
    if (this.busy !== null) return;
    this.busy = mac;
    try {
      await work();
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    } finally {
      this.busy = null;
    }
    await this.loaded.reload();
  }

  /** A phone asks for many files at once. */
  _later(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.loaded.reload(), 300);
  }

  static override styles = [
    shared,
    buttons,
    states,
    surfaces,
    css`
      :host {
        display: block;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
        overflow: hidden;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1.2fr) minmax(0, 1fr) auto;
        gap: 4px 16px;
        align-items: center;
        min-height: 56px;
        padding: 10px 16px;
      }
      li + li {
        border-top: 1px solid var(--line);
      }
      .who {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 10px;
        align-items: baseline;
      }
      .act {
        display: flex;
        gap: 8px;
        justify-content: flex-end;
      }
      .coming {
        background: var(--sunk);
      }
      .none {
        grid-template-columns: auto minmax(0, 1fr);
        padding: 20px 16px;
      }
      .none p {
        margin: 2px 0 0;
      }
      .pulse {
        width: 12px;
        height: 12px;
        border-radius: 50%;
        background: var(--waiting);
      }
      @media (prefers-reduced-motion: no-preference) {
        .pulse {
          animation: breathe 2.4s ease-in-out infinite;
        }
      }
      @keyframes breathe {
        50% {
          opacity: 0.35;
        }
      }
      @media (max-width: 720px) {
        li {
          grid-template-columns: minmax(0, 1fr);
        }
        .none {
          grid-template-columns: auto minmax(0, 1fr);
        }
        .act {
          justify-content: flex-start;
          padding-top: 4px;
        }
      }
    `,
  ];
}

function nameOf(phone: PhoneView): string {
  return `${phoneName(phone)} ${writeMac(phone.mac)}`;
}

function isShut({ state: is, window }: PhoneView): boolean {
  return is === "claimed" && (window === null || (window.state !== "open" && window.state !== "taken"));
}

function stepOf(phone: PhoneView): { readonly tone: "live" | "waiting" | "stop"; readonly word: string } {
  if (phone.state === "bound" && phone.delivery === "fetched") return { tone: "live", word: t("connect.step.ready") };
  if (phone.state === "bound") return { tone: "waiting", word: t("connect.step.bound") };
  return { tone: "waiting", word: t(isShut(phone) ? "connect.step.closed" : "connect.step.claimed") };
}

customElements.define("arriving-phones", ArrivingPhones);
declare global {
  interface HTMLElementTagNameMap {
    "arriving-phones": ArrivingPhones;
  }
}
