import { css, html, nothing } from "lit";
import { FileUp } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { textField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import { state } from "../../components/states.ts";
import type { TakenView } from "../../data/firmware.ts";
import { uploads } from "../../firmware/lines.ts";
import type { Sending } from "../../firmware/upload-line.ts";
import { codeText, modelsText, problemText } from "../../firmware/words.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { sizeText } from "../finance/words.ts";

/** Where images are dropped or chosen, and what becomes of each. Tells `images-changed` when one has been taken in. */
export class UploadFiles extends KlykaElement {
  static override properties = { over: { state: true } };
  declare over: boolean;
  #end: () => void = () => undefined;
  #done = new Set<number>();

  constructor() {
    super();
    this.over = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#done = new Set(uploads.files.filter(({ state }) => state === "done").map(({ key }) => key));
    this.#end = uploads.onChange(() => this._changed());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end();
  }

  _changed(): void {
    this.requestUpdate();
    for (const { key, state } of uploads.files) {
      if (state !== "done" || this.#done.has(key)) continue;
      this.#done.add(key);
      this.tell("images-changed", null);
    }
  }

  override render() {
    const { files } = uploads;
    return html`<label
        class="surface drop ${this.over ? "over" : ""}"
        @dragover=${(event: DragEvent) => this._dragged(event, true)}
        @dragleave=${(event: DragEvent) => this._dragged(event, false)}
        @drop=${this._dropped}
      >
        ${icon(FileUp, 24)}
        <span class="said"><strong>${t(this.over ? "firmware.drop.over" : "firmware.drop")}</strong><span class="soft">${t("firmware.formats")}</span></span>
        <span class="button filled" aria-hidden="true">${t("firmware.choose")}</span>
        <input class="hidden" type="file" multiple accept=".rom,.bin,.swu,.ld,.zip" aria-label=${t("firmware.choose")} @change=${this._chosen} />
      </label>
      ${files.length > 0 ? this._list(files) : nothing}`;
  }

  _list(files: readonly Sending[]) {
    const over = files.every(({ state }) => state === "done" || state === "failed");
    return html`<section class="surface sent" aria-label=${t("firmware.sent")}>
      <div role="status"><ul>${files.map((one) => this._row(one))}</ul></div>
      ${over ? html`<button class="button quiet small" type="button" @click=${() => uploads.clear()}>${t("firmware.clear")}</button>` : nothing}
    </section>`;
  }

  _row(one: Sending) {
    const { name } = one.file;
    switch (one.state) {
      case "done":
        return html`${one.taken.map((taken) => this._taken(taken))}`;
      case "failed":
        return html`<li>${state("stop", t("firmware.not_taken", { name, why: problemText(one.error) }))}
          <span class="acts">
            <button class="button small" type="button" @click=${() => uploads.retry(one.key)}>${t("action.retry")}</button>${this._drop(one)}
          </span></li>`;
      case "version":
        return html`<li class="ask">${this._askVersion(one)}</li>`;
      case "queued":
        return html`<li><span>${t("firmware.queued", { name })}</span>${this._drop(one)}</li>`;
      case "checking":
        return html`<li><span>${t("firmware.checking", { name })}</span><progress aria-label=${name}></progress></li>`;
      default:
        return this._moving(one);
    }
  }

  _moving(one: Sending) {
    const { name, size } = one.file;
    const waiting = one.state === "waiting";
    return html`<li>
      ${
        waiting
          ? state("waiting", t("firmware.waiting", { name }))
          : html`<span>${t("firmware.sending", { name, sent: sizeText(one.sent), size: sizeText(size) })}</span>`
      }
      <span class="acts"><progress max=${Math.max(1, size)} value=${one.sent} aria-label=${name}></progress>${this._drop(one)}</span>
    </li>`;
  }

  _drop({ key, file }: Sending) {
    return html`<button class="button quiet small" type="button" aria-label=${t("firmware.drop_upload.of", { name: file.name })} @click=${() => void uploads.drop(key)}>
      ${t("firmware.drop_upload")}
    </button>`;
  }

  _taken({ name, added, image, code, values }: TakenView["taken"][number]) {
    if (image === null) return html`<li>${state("stop", code === null ? name : codeText(code, values))}</li>`;
    if (!added) return html`<li>${state("off", t("firmware.known", { name }))}</li>`;
    const known = image.models.length > 0 || image.kind !== "phone";
    const said = known ? t("firmware.done", { name, models: modelsText(image, 8) }) : t("firmware.done.none", { name });
    return html`<li>${state(known ? "live" : "waiting", said)}</li>`;
  }

  _askVersion({ key, file }: Sending) {
    const say = (event: SubmitEvent) => {
      event.preventDefault();
      const { currentTarget } = event;
      if (!(currentTarget instanceof HTMLFormElement)) return;
      const version = String(new FormData(currentTarget).get(`version-${key}`) ?? "").trim();
      if (version !== "") uploads.say(key, version);
    };
    return html`<form class="version" @submit=${say}>
      <p><strong>${t("firmware.ask_version", { name: file.name })}</strong></p>
      ${textField({ name: `version-${key}`, label: t("firmware.version"), hint: t("firmware.version.hint"), maxlength: 40, required: true })}
      <div class="acts"><button class="button filled small" type="submit">${t("firmware.version.say")}</button>
        <button class="button quiet small" type="button" @click=${() => void uploads.drop(key)}>${t("firmware.drop_upload")}</button></div>
    </form>`;
  }

  _dragged(event: DragEvent, over: boolean): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.over = over;
  }

  _dropped(event: DragEvent): void {
    this._dragged(event, false);
    uploads.add([...(event.dataTransfer?.files ?? [])]);
  }

  _chosen({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    uploads.add([...(target.files ?? [])]);
    // The same file can be chosen again.
    target.value = "";
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    surfaces,
    css`
      :host {
        display: grid;
        gap: 8px;
      }
      .drop {
        display: flex;
        flex-wrap: wrap;
        gap: 12px 16px;
        align-items: center;
        padding: 16px 20px;
        border: 1px dashed var(--line-strong, var(--soft));
        cursor: pointer;
      }
      .drop.over {
        border-color: var(--accent);
        background: var(--accent-ground);
      }
      .drop:focus-within {
        outline: 2px solid var(--accent);
        outline-offset: 2px;
      }
      .said {
        display: grid;
        flex: 1 1 200px;
        min-width: 0;
      }
      .sent {
        display: grid;
        gap: 8px;
        justify-items: start;
        padding: 12px 20px;
      }
      [role="status"] {
        width: 100%;
      }
      ul {
        display: grid;
        gap: 4px;
        width: 100%;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        align-items: center;
        justify-content: space-between;
        min-height: 36px;
        overflow-wrap: anywhere;
      }
      .acts {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
      }
      .version {
        display: grid;
        gap: 10px;
        width: min(420px, 100%);
        padding-block: 8px;
      }
      progress {
        width: min(200px, 100%);
        accent-color: var(--accent);
      }
    `,
  ];
}

customElements.define("upload-files", UploadFiles);
declare global {
  interface HTMLElementTagNameMap {
    "upload-files": UploadFiles;
  }
}
