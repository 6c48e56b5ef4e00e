import { css, html, nothing } from "lit";
import { dropStyles, dropZone } from "../../components/drop-zone.ts";
import { KlykaElement } from "../../components/element.ts";
import { textField } from "../../components/fields.ts";
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
    const drop = {
      ...{ over: this.over, title: t(this.over ? "firmware.drop.over" : "firmware.drop"), formats: t("firmware.formats") },
      ...{ choose: t("firmware.choose"), accept: ".rom,.bin,.swu,.ld,.zip" },
      setOver: (over: boolean) => {
        this.over = over;
      },
      take: (chosen: readonly File[]) => uploads.add(chosen),
    };
    return html`${dropZone(drop)}
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
      ${this._drop(one)}<progress max=${Math.max(1, size)} value=${one.sent} aria-label=${name}></progress>
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

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    surfaces,
    dropStyles,
    css`
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
    `,
  ];
}

customElements.define("upload-files", UploadFiles);
declare global {
  interface HTMLElementTagNameMap {
    "upload-files": UploadFiles;
  }
}
