import { NewRolloutPage } from "../rollouts/new-rollout-page.ts";

/** A new roll-out over all organisations. */
export class OperatorNewRolloutPage extends NewRolloutPage {
  override readonly whose = "house";
}

customElements.define("operator-new-rollout-page", OperatorNewRolloutPage);
declare global {
  interface HTMLElementTagNameMap {
    "operator-new-rollout-page": OperatorNewRolloutPage;
  }
}
