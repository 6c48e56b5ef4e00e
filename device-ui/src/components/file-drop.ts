import { css, html } from "lit";
import { FileUp } from "lucide";
import { buttons, shared } from "../style/controls.ts";
import { KlykaElement } from "./element.ts";
import { icon } from "./icon.ts";

/**
 * Where one file is dropped, or chosen with the button. Tells `file-chosen` with it. What may be sent stands in the slot.
 *
 *     <file-drop label=${t("…")} accept=".pdf"><p class="soft">…</p></file-drop>
 */
export class FileDrop extends KlykaElement {
  static override properties = { label: {}, accept: {}, over: { state: true } };
  /** The verb on the button. */
  declare label: string;
  /** Kinds of files, as an input has them. */
  declare accept: string;
  /** A file is held over it. */
  declare over: boolean;

  constructor() {
    super();
    this.label = "";
    this.accept = "";
    this.over = false;
  }

  override render() {
    return html`<div class="drop ${this.over ? "over" : ""}" @dragover=${this._dragged} @dragleave=${this._left} @drop=${this._dropped}>
      <button class="button" type="button" @click=${() => this.renderRoot.querySelector<HTMLInputElement>("input")?.click()}>${icon(FileUp, 18)}${this.label}</button>
      <slot></slot>
      <input type="file" hidden accept=${this.accept} aria-label=${this.label} @change=${this._chosen} />
    </div>`;
  }

  /** Text that is dragged is no file. */
  _dragged(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.over = true;
  }

  _left(): void {
    this.over = false;
  }

  _dropped(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.over = false;
    const [file] = event.dataTransfer.files;
    if (file) this.tell("file-chosen", file);
  }

  _chosen({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    const [file] = target.files ?? [];
    // The same file can be chosen again.
    target.value = "";
    if (file) this.tell("file-chosen", file);
  }

  static override styles = [
    shared,
    buttons,
    css`
      :host([hidden]) {
        display: none;
      }
      .drop {
        display: grid;
        gap: 8px;
        justify-items: center;
        padding: 24px 16px;
        border: 1.5px dashed var(--field-line);
        border-radius: var(--radius-large);
        text-align: center;
        font-size: var(--size-small);
      }
      .drop.over {
        border-color: var(--accent);
        background: var(--accent-ground);
      }
    `,
  ];
}

customElements.define("file-drop", FileDrop);
declare global {
  interface HTMLElementTagNameMap {
    "file-drop": FileDrop;
  }
}
