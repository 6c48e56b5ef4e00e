import { css, html, nothing } from "lit";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { textField } from "../../components/fields.ts";
import { FormDialog } from "../../components/form-dialog.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { deleteImage, type ImageView, saveImage } from "../../data/firmware.ts";
import { modelsText, placeText, versionText } from "../../firmware/words.ts";
import { spokenInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { buttons, shared, states } from "../../style/controls.ts";
import { sizeText } from "../finance/words.ts";

/** One image with everything that is known of it. Answers true when something has been changed. */
export class ImageDialog extends KlykaElement {
  static override properties = { image: { attribute: false }, mayChange: { attribute: false } };
  declare image: ImageView;
  declare mayChange: boolean;
  declare answer: (changed: boolean | null) => void;

  override render() {
    const { image, mayChange } = this;
    const { name, places, sha256, source, createdAt, createdBy, missing, maySay, firmwareVersion, kind } = image;
    const fact = (label: string, value: unknown) => html`<dt>${label}</dt><dd>${value}</dd>`;
    const sayable = maySay.length > 0 || (kind === "phone" && firmwareVersion === null);
    return html`<modal-dialog heading=${versionText(image)} open @dialog-close=${() => this.answer(null)}>
      <div class="stack">
        ${missing.length > 0 ? html`<p class="notice waiting">${t("firmware.missing", { names: missing.join(", ") })}</p>` : nothing}
        <dl>
          ${fact(t("firmware.name"), html`<code>${name}</code>`)} ${fact(t("firmware.column.models"), modelsText(image, 99))}
          ${fact(t("firmware.column.size"), sizeText(image.bytes))}
          ${fact(t("firmware.added"), t("firmware.added.by", { when: spokenInstant(new Date(createdAt), new Date()), who: source === "folder" ? t("firmware.source.folder") : createdBy }))}
          ${fact(t("firmware.sha"), html`<code>${sha256}</code>`)}
          ${fact(
            t("firmware.places"),
            places.length === 0
              ? t("firmware.places.none")
              : html`<ul>${places.map((place) => html`<li>${placeText(place)}</li>`)}</ul>`,
          )}
        </dl>
      </div>
      ${
        mayChange
          ? html`${sayable ? html`<button slot="actions" class="button" type="button" @click=${this._edit}>${t("firmware.edit")}</button>` : nothing}
            ${places.length === 0 ? html`<button slot="actions" class="button danger" type="button" @click=${this._delete}>${t("firmware.delete")}</button>` : nothing}`
          : nothing
      }
      <button slot="actions" class="button" type="button" @click=${() => this.answer(null)}>${t("action.close")}</button>
    </modal-dialog>`;
  }

  async _edit(): Promise<void> {
    const dialog = Object.assign(document.createElement("image-facts-dialog"), { image: this.image });
    const saved = await answerOf<ImageView | null>(dialog);
    if (saved === null) return;
    toast({ text: t("firmware.saved", { name: saved.name }) });
    this.answer(true);
  }

  async _delete(): Promise<void> {
    const { name } = this.image;
    const agreed = await confirm({
      heading: t("firmware.delete.of", { name }),
      text: t("firmware.delete.text"),
      action: t("firmware.delete"),
      danger: true,
      run: () => deleteImage(api, this.image),
    });
    if (!agreed) return;
    toast({ text: t("firmware.deleted", { name }) });
    this.answer(true);
  }

  static override styles = [
    shared,
    buttons,
    states,
    css`
      :host {
        display: contents;
      }
      .stack {
        display: grid;
        gap: 14px;
      }
      dl {
        display: grid;
        gap: 12px;
        margin: 0;
      }
      dt {
        color: var(--soft);
        font-size: var(--size-small);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      ul {
        margin: 0;
        padding-left: 18px;
      }
    `,
  ];
}

/** What neither name nor bytes tell: the version, and the models. */
export class ImageFactsDialog extends FormDialog<ImageView> {
  static override properties = { ...FormDialog.properties, image: { attribute: false } };
  declare image: ImageView;

  override _heading() {
    return t("firmware.edit");
  }

  override _action() {
    return t("action.save");
  }

  override _fields() {
    const { firmwareVersion, maySay, models } = this.image;
    const chosen = new Set(models.map(({ model }) => model));
    return html`${textField({
      ...{
        name: "firmwareVersion",
        label: t("firmware.version"),
        hint: t("firmware.version.hint"),
        value: firmwareVersion ?? "",
      },
      ...{ errors: this.errors, maxlength: 40 },
    })}
    ${
      maySay.length === 0
        ? nothing
        : html`<fieldset>
            <legend>${t("firmware.edit.models")}</legend>
            <p class="notice waiting">${t("firmware.edit.warning")}</p>
            <div class="choices">
              ${maySay.map(({ model, name }) => html`<label class="check"><input type="checkbox" name="models" value=${model} ?checked=${chosen.has(model)} />${name}</label>`)}
            </div>
          </fieldset>`
    }`;
  }

  override async _run(): Promise<ImageView> {
    const form = this.renderRoot.querySelector("form");
    const said = form === null ? new FormData() : new FormData(form);
    const version = String(said.get("firmwareVersion") ?? "").trim();
    const models = this.image.maySay.length > 0 ? { models: said.getAll("models").map(String) } : {};
    return (await saveImage(api, this.image, { firmwareVersion: version === "" ? null : version, ...models })).value;
  }

  static override styles = [
    FormDialog.styles,
    css`
      .choices {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(160px, 1fr));
        gap: 4px 16px;
        margin-top: 10px;
      }
      .check {
        display: flex;
        gap: 8px;
        align-items: center;
        min-height: 32px;
      }
    `,
  ];
}

/** @returns true when something has been changed */
export async function showImage(image: ImageView, mayChange: boolean): Promise<boolean> {
  return (await answerOf<boolean | null>(Object.assign(document.createElement("image-dialog"), { image, mayChange }))) ?? false;
}

customElements.define("image-dialog", ImageDialog);
customElements.define("image-facts-dialog", ImageFactsDialog);
declare global {
  interface HTMLElementTagNameMap {
    "image-dialog": ImageDialog;
    "image-facts-dialog": ImageFactsDialog;
  }
}
