import { css, html } from "lit";
import { type ServiceBlock, serviceBlocks } from "../../../../domain/subscription.ts";
import { FormDialog } from "../../components/form-dialog.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import type { Answered } from "../../data/api.ts";
import { api } from "../../data/client.ts";
import { orderBlocks, type SubscriptionView } from "../../data/subscriptions.ts";
import { formatNumber } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";

type Ordered = Answered<SubscriptionView>;

/** Which services of a number shall be blocked from now on. */
export class ServicesDialog extends FormDialog<Ordered> {
  static override properties = { about: { attribute: false }, chosen: { state: true } };
  declare about: SubscriptionView;
  declare chosen: ReadonlySet<ServiceBlock>;

  constructor() {
    super();
    this.chosen = new Set();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.chosen = new Set(this._before());
  }

  override _heading() {
    return t("subscriptions.services.heading", { number: formatNumber(this.about.number.e164) });
  }

  override _action() {
    return t("subscriptions.services.do");
  }

  /** What is so already, or on its way there, is not ordered again. */
  override _ready() {
    const before = new Set(this._before());
    return before.size !== this.chosen.size || [...this.chosen].some((one) => !before.has(one));
  }

  override _fields() {
    return html`<p>${t("subscriptions.services.text")}</p>
      <div class="services" @change=${this._changed}>
        ${serviceBlocks.map(
          (service) => html`<label class="service">
            <input type="checkbox" name=${service} .checked=${this.chosen.has(service)} />
            <span><strong>${t(`subscriptions.service.${service}`)}</strong><span class="soft">${t(`subscriptions.service.${service}.text`)}</span></span>
          </label>`,
        )}
      </div>`;
  }

  _before(): readonly ServiceBlock[] {
    return this.about.comingBlocks ?? this.about.blocks;
  }

  _changed({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    const service = serviceBlocks.find((one) => one === target.name);
    if (!service) return;
    const chosen = new Set(this.chosen);
    if (target.checked) chosen.add(service);
    else chosen.delete(service);
    this.chosen = chosen;
  }

  override _run(): Promise<Ordered> {
    return orderBlocks(api, this.about, [...this.chosen]);
  }

  static override styles = [
    FormDialog.styles,
    css`
      .services {
        display: grid;
        gap: 4px;
      }
      .service {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 12px;
        align-items: start;
        min-height: 44px;
        padding: 6px 0;
        cursor: pointer;
      }
      .service input {
        width: 18px;
        height: 18px;
        margin: 3px 0 0;
        accent-color: var(--accent);
      }
      .service span {
        display: grid;
      }
      .service .soft {
        font-size: var(--size-small);
      }
    `,
  ];
}

export function askServices(one: SubscriptionView): Promise<Ordered | null> {
  return answerOf(Object.assign(document.createElement("services-dialog"), { about: one }));
}

customElements.define("services-dialog", ServicesDialog);
declare global {
  interface HTMLElementTagNameMap {
    "services-dialog": ServicesDialog;
  }
}
