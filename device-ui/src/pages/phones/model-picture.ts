import { css, html, nothing, svg } from "lit";
import { KlykaElement } from "../../components/element.ts";
import { api } from "../../data/client.ts";
import { type Apparatus, readModel } from "../../data/phones.ts";
import { drawBody, viewBox } from "../../drawing/body.ts";
import { keysInSight, type PhoneShape } from "../../drawing/drawing.ts";
import { drawingStyles } from "../../drawing/drawing-styles.ts";
import { drawKey } from "../../drawing/keys.ts";
import { shared } from "../../style/controls.ts";

/** A model as it looks, small, with nothing on its keys: is this the one that stands on the desk? */
export class ModelPicture extends KlykaElement {
  static override properties = { apparatus: { attribute: false }, shape: { state: true } };
  declare apparatus: Apparatus;
  declare shape: PhoneShape | null;
  #shown = "";

  constructor() {
    super();
    this.apparatus = { vendor: "", model: "" };
    this.shape = null;
  }

  override willUpdate(): void {
    const { vendor, model } = this.apparatus;
    const wanted = `${vendor}/${model}`;
    if (wanted === this.#shown) return;
    this.#shown = wanted;
    void readModel(api, this.apparatus).then(
      ({ shape }) => {
        if (this.#shown === wanted) this.shape = shape;
      },
      // The picture helps, and nothing depends on it.
      () => undefined,
    );
  }

  override render() {
    const { shape } = this;
    if (!shape) return nothing;
    return html`<svg class="phone" viewBox=${viewBox(shape)} role="img" aria-label=${shape.name}>
      ${drawBody(shape)}
      ${keysInSight(shape, { 0: 1 }).map((spot) => svg`<g>${drawKey(shape, spot, { content: null, selected: false, over: false })}</g>`)}
    </svg>`;
  }

  static override styles = [
    shared,
    drawingStyles,
    css`
      svg.phone {
        display: block;
        width: 100%;
        max-width: 300px;
        max-height: 200px;
        margin-inline: auto;
      }
    `,
  ];
}

customElements.define("model-picture", ModelPicture);
declare global {
  interface HTMLElementTagNameMap {
    "model-picture": ModelPicture;
  }
}
