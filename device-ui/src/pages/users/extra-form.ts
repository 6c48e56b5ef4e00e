import { css, html } from "lit";
import { Plus, X } from "lucide";
import { mostSearchWordCharacters, mostSearchWords, searchWordsProblem, tidySearchWords } from "../../../../domain/user-rules.ts";
import { textField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import { t } from "../../i18n/index.ts";
import { CategoryForm, type FieldSpec } from "./category-form.ts";

/** Extra fält: words by which colleagues find the person. */
export class ExtraForm extends CategoryForm {
  static override properties = { ...CategoryForm.properties, typed: { state: true } };
  /** In the field, not yet among the words. */
  declare typed: string;

  protected override readonly specs: Readonly<Record<string, FieldSpec>> = {
    searchWords: {
      category: "extra",
      read: (user) => user.searchWords,
      label: () => t("users.words"),
      show: (value) => (Array.isArray(value) ? value.join(", ") : ""),
    },
  };

  constructor() {
    super();
    this.typed = "";
  }

  /** What stands in the field counts, also without the button. */
  override get dirty(): boolean {
    return super.dirty || this.typed.trim() !== "";
  }

  override async save(): Promise<boolean> {
    this._add();
    return super.save();
  }

  /** What cannot be kept is said before the server is asked. */
  protected override async mayBegin(): Promise<boolean> {
    const problem = searchWordsProblem(this._words());
    if (problem) this.errors = [{ field: problem.field, code: problem.code, detail: problem.detail ?? {} }];
    return problem === null;
  }

  override discard(): void {
    this.typed = "";
    super.discard();
  }

  protected override content() {
    const words = this._words();
    const full = words.length >= mostSearchWords;
    return html`<div class="group">
      <p class="soft">${t("users.words.text")}</p>
      ${
        words.length === 0
          ? html`<p class="soft">${t("users.words.none")}</p>`
          : html`<ul class="words" aria-label=${t("users.words")}>
              ${words.map(
                (word) => html`<li>
                  <span>${word}</span
                  ><button class="button quiet small icon-only" type="button" aria-label=${t("users.words.remove", { word })} @click=${() => this._remove(word)}>
                    ${icon(X, 16)}
                  </button>
                </li>`,
              )}
            </ul>`
      }
      <div class="add">
        ${textField({
          name: "word",
          label: t("users.words.new"),
          value: this.typed,
          maxlength: 400,
          disabled: full,
          hint: t("users.words.hint", { count: mostSearchWords, length: mostSearchWordCharacters }),
          errors: this.errorsOf("searchWords"),
        })}
        <button class="button" type="button" ?disabled=${full || this.typed.trim() === ""} @click=${this._add}>${icon(Plus, 18)}${t("users.words.add")}</button>
      </div>
    </div>`;
  }

  override _typed(event: Event): void {
    if (!(event.target instanceof HTMLInputElement)) return;
    this.typed = event.target.value;
    // A comma ends a word, so that a list can be pasted.
    if (this.typed.includes(",")) this._add();
    this.tell("draft-change", null);
  }

  /** Enter adds a word; with nothing typed it saves. */
  override _submitted(event: Event): void {
    if (this.typed.trim() === "") super._submitted(event);
    else {
      event.preventDefault();
      this._add();
    }
  }

  readonly _add = (): void => {
    const words = tidySearchWords([...this._words(), ...this.typed.split(",")]);
    this.typed = "";
    this.set("searchWords", words);
  };

  _remove(word: string): void {
    this.set(
      "searchWords",
      this._words().filter((one) => one !== word),
    );
    this.renderRoot.querySelector<HTMLInputElement>("#word")?.focus();
  }

  _words(): readonly string[] {
    const value = this.value("searchWords");
    return Array.isArray(value) ? value.map(String) : [];
  }

  static override styles = [
    ...CategoryForm.styles,
    css`
      .words {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .words li {
        display: flex;
        align-items: center;
        gap: 2px;
        max-width: 100%;
        padding: 0 2px 0 12px;
        border-radius: 999px;
        background: var(--sunk);
        font-size: var(--size-small);
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .words .button {
        border-radius: 50%;
        color: var(--ink);
      }
      .add {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 8px;
        align-items: start;
      }
      .add > .button {
        margin-top: 26px;
      }
    `,
  ];
}

customElements.define("user-extra-form", ExtraForm);
declare global {
  interface HTMLElementTagNameMap {
    "user-extra-form": ExtraForm;
  }
}
