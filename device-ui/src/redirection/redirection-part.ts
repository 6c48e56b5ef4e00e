import { css, html, nothing } from "lit";
import { KlykaElement } from "../components/element.ts";
import { toast } from "../components/toasts.ts";
import { api } from "../data/client.ts";
import { listen } from "../data/live.ts";
import { Loaded } from "../data/loaded.ts";
import { askService, type PhoneRedirectionView, type RedirectionTask, servicesOf } from "../data/redirection.ts";
import { undoToast } from "../data/undo-toast.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";
import { panelStyles } from "../pages/phones/panel-styles.ts";
import { whenText } from "../pages/phones/words.ts";
import { buttons, shared, states } from "../style/controls.ts";
import { phaseState, triedStyles, triedText } from "./words.ts";

/** Where a phone is registered at its maker. Nothing at all when there is no account that it could be at. */
export class RedirectionPart extends KlykaElement {
  static override properties = { phoneId: { attribute: false }, busy: { state: true } };
  declare phoneId: string;
  declare busy: boolean;
  readonly loaded = new Loaded<readonly PhoneRedirectionView[]>(this, (signal) => servicesOf(api, this.phoneId, signal));
  readonly events = listen(this, { redirection: () => void this.loaded.reload(), reload: () => void this.loaded.reload() });

  constructor() {
    super();
    this.phoneId = "";
    this.busy = false;
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("phoneId") && this.phoneId) this.loaded.restart();
  }

  override render() {
    const services = this.loaded.value ?? [];
    if (services.length === 0) return nothing;
    return html`<section class="part">
      <h3>${t("redirection.part")}</h3>
      ${services.map((one) => this._service(one))}
    </section>`;
  }

  _service({ account, place }: PhoneRedirectionView) {
    const { name, checks } = account;
    const registered = place?.phase === "registered";
    const act = (task: RedirectionTask, filled = false) => html`<button
      class="button small ${filled ? "" : "quiet"}"
      type="button"
      ?disabled=${this.busy}
      aria-label=${t(`redirection.part.${task}.of`, { name })}
      @click=${() => this._ask(account.id, task)}
    >
      ${t(`redirection.part.${task}`)}
    </button>`;
    return html`<div class="service">
      <p class="line">
        <span>${name}</span>
        <span role="status">${phaseState(place?.phase ?? "unregistered")}${registered && place?.stateAt ? html` <span class="small soft">${t("redirection.part.since", { when: whenText(place.stateAt) })}</span>` : nothing}</span>
      </p>
      ${place ? triedText(place, place.fault ? place.nextTryAt : null) : nothing}
      <div class="buttons">${registered ? act("unregister") : act("register", true)} ${checks ? act("check") : nothing}</div>
    </div>`;
  }

  async _ask(accountId: string, task: RedirectionTask): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const { services, auditId } = await askService(api, this.phoneId, { accountId, task });
      this.loaded.take(services);
      undoToast(api, t("redirection.part.asked"), auditId, () => void this.loaded.reload());
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    } finally {
      this.busy = false;
    }
  }

  static override styles = [
    shared,
    buttons,
    states,
    panelStyles,
    triedStyles,
    css`
      :host {
        display: contents;
      }
      .service {
        display: grid;
        gap: 6px;
      }
      .service p {
        margin: 0;
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        justify-content: space-between;
      }
    `,
  ];
}

customElements.define("redirection-part", RedirectionPart);
declare global {
  interface HTMLElementTagNameMap {
    "redirection-part": RedirectionPart;
  }
}
