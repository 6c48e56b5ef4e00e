import { css, html, nothing } from "lit";
import { KlykaElement } from "../../components/element.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { dismissFinding, type FindingView } from "../../data/switches.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, shared, states } from "../../style/controls.ts";
import { findingAdvice, findingText, findingTone, whenOf, whoseText } from "./words.ts";

/** What is noticed about phones on switches, with what can be done. Tells `findings-changed`, and `port-choose` beside the switch itself. */
export class FindingList extends KlykaElement {
  static override properties = { findings: { attribute: false }, at: {} };
  declare findings: readonly FindingView[];
  /** `list`: of all switches; `switch`: beside the switch itself; `phone`: beside the phone itself. */
  declare at: "list" | "switch" | "phone";

  constructor() {
    super();
    this.findings = [];
    this.at = "list";
  }

  override render() {
    if (this.findings.length === 0) return nothing;
    return html`<ul>${this.findings.map((one) => this._finding(one))}</ul>`;
  }

  _finding(one: FindingView) {
    const advice = findingAdvice(one);
    return html`<li>
      <span class="dot ${findingTone(one)}" aria-hidden="true"></span>
      <div class="text">
        <p>${findingText(one, this.at !== "switch")}</p>
        <p class="small soft">${advice ? html`${advice} ` : nothing}${whenOf(one.at)}</p>
        <div class="buttons">
          ${this._move(one)} ${this._show(one)}
          <button class="button quiet small" type="button" aria-label="${t("switches.finding.dismiss")}: ${findingText(one)}" @click=${() => this._dismiss(one)}>${t("switches.finding.dismiss")}</button>
        </div>
      </div>
    </li>`;
  }

  /** To the exchange of phones, with the new one filled in. */
  _move(one: FindingView) {
    if (one.kind !== "new_phone" || one.phone === null || one.newMac === null) return nothing;
    const href = pathTo("phoneSwap", { phone: one.phone.id }, { mac: one.newMac });
    return html`<a class="button small" href=${href}>${t("switches.finding.move", { who: whoseText(one.phone, one.mac) })}</a>`;
  }

  _show(one: FindingView) {
    if (this.at === "switch") {
      return html`<button class="button quiet small" type="button" @click=${() => this.tell("port-choose", one.port)}>${t("switches.finding.show")}</button>`;
    }
    return html`<a class="button quiet small" href=${pathTo("switch", { switch: one.switch.id }, { port: one.port })}>${t("switches.finding.show")}</a>`;
  }

  async _dismiss(one: FindingView): Promise<void> {
    try {
      const { auditId } = await dismissFinding(api, one.id);
      undoToast(api, t("switches.finding.dismissed"), auditId, () => this.tell("findings-changed", null));
      this.tell("findings-changed", null);
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    }
  }

  static override styles = [
    shared,
    buttons,
    states,
    css`
      ul {
        display: grid;
        gap: 2px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 12px;
        padding: 12px 0;
        border-bottom: 1px solid var(--line);
      }
      li:last-child {
        border-bottom: 0;
      }
      .dot {
        margin-top: 6px;
      }
      .text {
        display: grid;
        gap: 4px;
        overflow-wrap: anywhere;
      }
      .small {
        font-size: var(--size-small);
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 8px;
        margin-top: 4px;
      }
    `,
  ];
}

customElements.define("finding-list", FindingList);
declare global {
  interface HTMLElementTagNameMap {
    "finding-list": FindingList;
  }
}
