import { RolloutPage } from "../rollouts/rollout-page.ts";

/** A roll-out over all organisations. */
export class OperatorRolloutPage extends RolloutPage {
  override readonly whose = "house";
}

customElements.define("operator-rollout-page", OperatorRolloutPage);
declare global {
  interface HTMLElementTagNameMap {
    "operator-rollout-page": OperatorRolloutPage;
  }
}
