import { css, html, nothing } from "lit";
import { ZoomIn, ZoomOut } from "lucide";
import { t } from "../i18n/index.ts";
import { buttons, shared } from "../style/controls.ts";
import { type Cut, centred, moved, sideOf, zoomed } from "./cut.ts";
import { KlykaElement } from "./element.ts";
import { icon } from "./icon.ts";
import "./modal-dialog.ts";

/** Pixels of the picture that is sent: more than is kept, so that nothing is lost on the way. */
const sent = 1024;
const shownSide = 320;
const previews = [96, 40] as const;

/** Chooses the square of a picture: by dragging, by the wheel, with arrows, plus and minus. Tells `crop-done` and `crop-cancel`. */
export class PictureCrop extends KlykaElement {
  static override properties = { image: { attribute: false }, cut: { state: true }, busy: { type: Boolean }, problem: {} };
  declare image: ImageBitmap | null;
  declare cut: Cut;
  /** The picture is on its way. */
  declare busy: boolean;
  declare problem: string | null;
  #from: { readonly id: number; x: number; y: number } | null = null;

  constructor() {
    super();
    this.image = null;
    this.cut = { x: 0.5, y: 0.5, zoom: 1 };
    this.busy = false;
    this.problem = null;
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("image")) this.cut = centred;
  }

  override updated(): void {
    for (const canvas of this.renderRoot.querySelectorAll("canvas")) this.#draw(canvas);
  }

  override render() {
    return html`<modal-dialog heading=${t("picture.crop")} open @dialog-cancel=${this._mayClose} @dialog-close=${() => this.tell("crop-cancel", null)}>
      <div class="crop">
        <div
          class="view"
          role="application"
          tabindex="0"
          aria-label=${t("picture.crop.view")}
          aria-describedby="how"
          @keydown=${this._key}
          @wheel=${this._wheel}
          @pointerdown=${this._down}
          @pointermove=${this._move}
          @pointerup=${this._up}
          @pointercancel=${this._up}
        >
          <canvas width=${shownSide * 2} height=${shownSide * 2} aria-hidden="true"></canvas>
          <span class="ring" aria-hidden="true"></span>
        </div>
        <div class="zoom">
          ${icon(ZoomOut, 18)}
          <input
            type="range"
            min="1"
            max="5"
            step="0.05"
            aria-label=${t("picture.crop.zoom")}
            .value=${String(this.cut.zoom)}
            @input=${this._slid}
          />
          ${icon(ZoomIn, 18)}
        </div>
        <div class="previews" aria-hidden="true">
          ${previews.map((side) => html`<canvas class="preview" width=${side * 2} height=${side * 2} .style=${`width:${side}px;height:${side}px`}></canvas>`)}
        </div>
        <p class="soft" id="how">${t("picture.crop.how")}</p>
        ${this.problem ? html`<p class="notice stop" role="alert">${this.problem}</p>` : nothing}
      </div>
      <button slot="actions" class="button" type="button" ?disabled=${this.busy} @click=${() => this.tell("crop-cancel", null)}>${t("action.cancel")}</button>
      <button slot="actions" class="button filled" type="button" ?disabled=${this.busy} @click=${this._done}>
        ${this.busy ? t("picture.sending") : t("picture.use")}
      </button>
    </modal-dialog>`;
  }

  #draw(canvas: HTMLCanvasElement): void {
    const { image } = this;
    const pen = canvas.getContext("2d");
    if (!image || !pen) return;
    const side = sideOf(image, this.cut);
    // What is seen through becomes white here as it does on the server.
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.imageSmoothingQuality = "high";
    const { x, y } = this.cut;
    pen.drawImage(image, x * image.width - side / 2, y * image.height - side / 2, side, side, 0, 0, canvas.width, canvas.height);
  }

  _by(x: number, y: number): void {
    if (this.image && !this.busy) this.cut = moved(this.image, this.cut, x, y);
  }

  _to(zoom: number): void {
    if (this.image && !this.busy) this.cut = zoomed(this.image, this.cut, zoom);
  }

  _slid(event: Event): void {
    if (event.target instanceof HTMLInputElement) this._to(Number(event.target.value));
  }

  _key(event: KeyboardEvent): void {
    const step = event.shiftKey ? 0.1 : 0.02;
    const ways: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => this._by(-step, 0),
      ArrowRight: () => this._by(step, 0),
      ArrowUp: () => this._by(0, -step),
      ArrowDown: () => this._by(0, step),
      "+": () => this._to(this.cut.zoom * 1.1),
      "-": () => this._to(this.cut.zoom / 1.1),
    };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    way();
  }

  _wheel(event: WheelEvent): void {
    event.preventDefault();
    this._to(this.cut.zoom * (event.deltaY < 0 ? 1.08 : 1 / 1.08));
  }

  _down(event: PointerEvent): void {
    if (this.#from || !(event.currentTarget instanceof Element)) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    this.#from = { id: event.pointerId, x: event.clientX, y: event.clientY };
  }

  /** The picture follows the finger: the square goes the other way. */
  _move(event: PointerEvent): void {
    const from = this.#from;
    if (!from || from.id !== event.pointerId || !(event.currentTarget instanceof Element)) return;
    const side = event.currentTarget.clientWidth || shownSide;
    this._by((from.x - event.clientX) / side, (from.y - event.clientY) / side);
    from.x = event.clientX;
    from.y = event.clientY;
  }

  _up(event: PointerEvent): void {
    if (this.#from?.id === event.pointerId) this.#from = null;
  }

  _mayClose(event: Event): void {
    if (this.busy) event.preventDefault();
  }

  async _done(): Promise<void> {
    const canvas = document.createElement("canvas");
    canvas.width = sent;
    canvas.height = sent;
    this.#draw(canvas);
    const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.92));
    if (picture) this.tell("crop-done", picture);
  }

  static override styles = [
    shared,
    buttons,
    css`
      :host {
        display: contents;
      }
      .crop {
        display: grid;
        gap: 16px;
        justify-items: center;
      }
      .view {
        position: relative;
        width: min(${shownSide}px, 100%);
        aspect-ratio: 1;
        border-radius: var(--radius);
        overflow: hidden;
        background: var(--sunk);
        cursor: grab;
        touch-action: none;
      }
      .view:active {
        cursor: grabbing;
      }
      .view canvas {
        display: block;
        width: 100%;
        height: 100%;
      }
      .ring {
        position: absolute;
        inset: 0;
        border-radius: 50%;
        box-shadow: 0 0 0 1000px var(--veil);
        border: 2px solid #fffefb;
        pointer-events: none;
      }
      .zoom {
        display: flex;
        gap: 12px;
        align-items: center;
        width: min(${shownSide}px, 100%);
        color: var(--soft);
      }
      .zoom input {
        flex: 1;
        min-width: 0;
        min-height: 28px;
        accent-color: var(--accent);
      }
      .previews {
        display: flex;
        gap: 16px;
        align-items: center;
      }
      .preview {
        border-radius: 50%;
      }
      #how {
        font-size: var(--size-small);
        text-align: center;
      }
    `,
  ];
}

customElements.define("picture-crop", PictureCrop);
declare global {
  interface HTMLElementTagNameMap {
    "picture-crop": PictureCrop;
  }
}
