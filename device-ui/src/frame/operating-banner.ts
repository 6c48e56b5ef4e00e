import { css, html } from "lit";
import { Building2 } from "lucide";
import { KlykaElement } from "../components/element.ts";
import { icon } from "../components/icon.ts";
import { toast } from "../components/toasts.ts";
import { session } from "../data/client.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";
import { buttons, shared } from "../style/controls.ts";

/** Seen as long as an operator is inside an organisation that is not their own, with the way out. Tells `left`. */
export class OperatingBanner extends KlykaElement {
  override render() {
    const organisation = session.current?.organisation.title ?? "";
    return html`<section aria-label=${t("frame.view.operator")}>
      ${icon(Building2)}
      <p>${t("app.operating", { organisation })}</p>
      <button class="button small" type="button" @click=${this._leave}>${t("app.leave")}</button>
    </section>`;
  }

  async _leave(): Promise<void> {
    try {
      await session.leave();
      toast({ text: t("frame.left", { organisation: session.current?.organisation.title ?? "" }) });
      this.tell("left", null);
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    }
  }

  static override styles = [
    shared,
    buttons,
    css`
      section {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
        align-items: center;
        padding: 8px 20px;
        background: var(--waiting-ground);
        color: var(--waiting-ink);
        border-bottom: 1px solid var(--waiting);
      }
      p {
        flex: 1 1 240px;
        font-weight: 600;
        font-size: var(--size-small);
      }
      @media (max-width: 720px) {
        section {
          padding: 8px 16px;
        }
      }
    `,
  ];
}

customElements.define("operating-banner", OperatingBanner);
declare global {
  interface HTMLElementTagNameMap {
    "operating-banner": OperatingBanner;
  }
}
