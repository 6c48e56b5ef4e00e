import { css, html, nothing } from "lit";
import { ImageUp, Trash2 } from "lucide";
import { deletePicture, keptPicture, type PictureView, putPicture } from "../data/pictures.ts";
import { errorText } from "../i18n/errors.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";
import { buttons, shared, states } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";
import { icon } from "./icon.ts";
import "./person-avatar.ts";
import "./picture-crop.ts";
import { toast } from "./toasts.ts";

/** What a browser may be able to show; the server gets what the browser makes of it. */
const kinds = ["image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "image/avif"];
/** More than a telephone's camera takes; what is sent is far less. Bytes. */
const mostBytes = 40_000_000;

/**
 * A person's picture, with what changes it: choose a file or drop one on it, cut out a square, take it away. Saves at once and
 * can be undone from the toast. Tells `picture-change` with the new one. `path`: where it is kept, `/me/picture` or a user's.
 */
export class PictureField extends KlykaElement {
  static override properties = {
    name: {},
    picture: { attribute: false },
    path: {},
    image: { state: true },
    busy: { state: true },
    problem: { state: true },
    over: { state: true },
  };
  declare name: string;
  declare picture: PictureView | null;
  declare path: string;
  /** Being cut. */
  declare image: ImageBitmap | null;
  declare busy: boolean;
  declare problem: string | null;
  /** A file is held over it. */
  declare over: boolean;

  constructor() {
    super();
    this.name = "";
    this.picture = null;
    this.path = "/me/picture";
    this.image = null;
    this.busy = false;
    this.problem = null;
    this.over = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._close();
  }

  override render() {
    return html`<div
        class="field ${this.over ? "over" : ""}"
        @dragover=${this._dragOver}
        @dragleave=${() => {
          this.over = false;
        }}
        @drop=${this._drop}
      >
        <person-avatar .name=${this.name} .src=${this.picture?.large ?? null}></person-avatar>
        <div class="beside">
          <div class="row">
            <button class="button" type="button" ?disabled=${this.busy} @click=${this._choose}>
              ${icon(ImageUp, 18)}${t(this.picture ? "picture.change" : "picture.choose")}
            </button>
            ${
              this.picture
                ? html`<button class="button quiet" type="button" ?disabled=${this.busy} @click=${this._remove}>${icon(Trash2, 18)}${t("picture.remove")}</button>`
                : nothing
            }
          </div>
          <p class="soft">${t("picture.hint")}</p>
          ${this.problem && !this.image ? html`<p class="notice stop" role="alert">${this.problem}</p>` : nothing}
        </div>
        <input type="file" hidden accept=${kinds.join(",")} aria-label=${t("picture.choose")} @change=${this._chosen} />
      </div>
      ${
        this.image
          ? html`<picture-crop
              .image=${this.image}
              .busy=${this.busy}
              .problem=${this.problem}
              @crop-done=${(event: CustomEvent<Blob>) => void this._save(event.detail)}
              @crop-cancel=${this._close}
            ></picture-crop>`
          : nothing
      }`;
  }

  _choose(): void {
    this.renderRoot.querySelector("input")?.click();
  }

  _chosen(event: Event): void {
    const input = event.target;
    if (!(input instanceof HTMLInputElement)) return;
    const [file] = input.files ?? [];
    // The same file can be chosen again.
    input.value = "";
    if (file) void this._open(file);
  }

  _dragOver(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files") || this.busy) return;
    event.preventDefault();
    this.over = true;
  }

  _drop(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.over = false;
    const [file] = event.dataTransfer.files;
    if (file && !this.busy) void this._open(file);
  }

  /** Reads the file as the browser shows it: turned as the camera was held. */
  async _open(file: File): Promise<void> {
    this.problem = null;
    if (file.size > mostBytes) {
      this.problem = errorText("picture_too_large", { megabytes: mostBytes / 1_000_000 });
      return;
    }
    if (file.type !== "" && !kinds.includes(file.type)) {
      this.problem = errorText("picture_kind_refused");
      return;
    }
    try {
      this.image = await createImageBitmap(file);
    } catch {
      this.problem = errorText("picture_unreadable");
    }
  }

  _close(): void {
    this.image?.close();
    this.image = null;
    this.problem = null;
  }

  async _save(picture: Blob): Promise<void> {
    await this.#do(async () => {
      const before = await keptPicture(this.picture);
      this.#take(await putPicture(this.path, picture));
      this._close();
      toast({ text: t("picture.did.set"), undo: () => void this.#back(before) });
    });
  }

  async _remove(): Promise<void> {
    await this.#do(async () => {
      const before = await keptPicture(this.picture);
      await deletePicture(this.path);
      this.#take(null);
      toast({ text: t("picture.did.removed"), ...(before ? { undo: () => void this.#back(before) } : {}) });
      await this.updateComplete;
      this.renderRoot.querySelector("button")?.focus();
    });
  }

  /** As it was before. */
  async #back(before: Blob | null): Promise<void> {
    await this.#do(async () => {
      if (before) this.#take(await putPicture(this.path, before));
      else {
        await deletePicture(this.path);
        this.#take(null);
      }
    });
    if (this.problem) toast({ text: this.problem, tone: "failed" });
  }

  async #do(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      await work();
    } catch (error) {
      this.problem = failureText(error);
    } finally {
      this.busy = false;
    }
  }

  #take(picture: PictureView | null): void {
    this.picture = picture;
    this.tell("picture-change", picture);
  }

  static override styles = [
    shared,
    buttons,
    states,
    css`
      .field {
        display: flex;
        flex-wrap: wrap;
        gap: 20px;
        align-items: center;
        border-radius: var(--radius-large);
      }
      .over {
        outline: 2px dashed var(--accent);
        outline-offset: 8px;
      }
      person-avatar {
        --avatar-size: 112px;
      }
      .beside {
        display: grid;
        gap: 8px;
        flex: 1 1 220px;
        min-width: 0;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      p {
        font-size: var(--size-small);
      }
    `,
  ];
}

customElements.define("picture-field", PictureField);
declare global {
  interface HTMLElementTagNameMap {
    "picture-field": PictureField;
  }
}
