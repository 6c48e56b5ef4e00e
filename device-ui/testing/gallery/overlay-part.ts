import { html } from "lit";
import { Phone, User } from "lucide";
import { confirm } from "../../src/components/confirm-dialog.ts";
import { askWhoseStands } from "../../src/components/conflict-dialog.ts";
import { KlykaElement } from "../../src/components/element.ts";
import { textField } from "../../src/components/fields.ts";
import "../../src/components/modal-dialog.ts";
import "../../src/components/search-dialog.ts";
import type { FindEverything, Hit } from "../../src/components/search-dialog.ts";
import { toast } from "../../src/components/toasts.ts";
import { pageStyles } from "../../src/pages/page-styles.ts";
import { buttons, fields, shared, surfaces } from "../../src/style/controls.ts";
import { people } from "./people.ts";

const find: FindEverything = async (query) => {
  if (query === "fel") throw new Error("unreachable");
  const wanted = people(24).filter(({ name }) => name.toLowerCase().includes(query.toLowerCase()));
  return [
    {
      title: "Användare",
      hits: wanted.slice(0, 4).map(({ id, name, now }) => ({ href: `/users/${id}`, title: name, detail: now, icon: User })),
    },
    {
      title: "Bordstelefoner",
      hits: wanted.slice(0, 2).map(({ id, name }) => ({
        href: `/phones/${id}`,
        title: `${name}, knapp 7`,
        detail: "Reception, Yealink T46U",
        icon: Phone,
      })),
    },
  ];
};

/** What lies over a page: dialogs, questions, the search, what was said. */
export class OverlayPart extends KlykaElement {
  static override properties = { open: { state: true }, answer: { state: true } };
  declare open: boolean;
  declare answer: string;

  constructor() {
    super();
    this.open = false;
    this.answer = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("search-wanted", this.#search);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("search-wanted", this.#search);
  }

  override render() {
    return html`<div class="page-head"><h1>Det som ligger över</h1></div>
      <div class="surface panel">
        <div class="row">
          <button class="button" type="button" @click=${this._show}>Öppna dialogen</button>
          <button class="button" type="button" @click=${this._disagree}>Spara samtidigt</button>
          <button class="button" type="button" @click=${this._ask}>Avsluta Oskar …</button>
          <button class="button" type="button" @click=${() => toast({ text: "Eva Lund ligger på knapp 7.", undo: () => this._said("ångrat") })}>Spara</button>
          <button class="button" type="button" @click=${() => toast({ text: "Telefonen svarade inte.", tone: "failed" })}>Misslyckas</button>
        </div>
        ${textField({ name: "typed", label: "Skriv här", value: "" })}
        <p role="status">${this.answer}</p>
      </div>
      <modal-dialog
        heading="Ny bordstelefon"
        ?open=${this.open}
        @dialog-close=${() => {
          this.open = false;
        }}
      >
        ${textField({ name: "mac", label: "MAC-adress", value: "", hint: "Står på etiketten under telefonen." })}
        <button slot="actions" class="button" type="button" @click=${() => this._said("stängd")}>Avbryt</button>
        <button slot="actions" class="button filled" type="button">Lägg till</button>
      </modal-dialog>
      <search-dialog .find=${find} @search-open=${(event: CustomEvent<Hit>) => this._said(event.detail.href ?? "")}></search-dialog>`;
  }

  _show(): void {
    this.open = true;
  }

  _said(answer: string): void {
    this.open = false;
    this.answer = answer;
  }

  async _ask(): Promise<void> {
    const agreed = await confirm({
      heading: "Avsluta Oskar Bäck?",
      effects: [
        "Inloggningen slutar gälla i kväll.",
        "Tre telefoner får en tom knapp: Reception, Lager och Anna Ek.",
        "Numret vilar i 90 dagar.",
      ],
      action: "Avsluta Oskar",
      danger: true,
    });
    this._said(agreed ? "avslutad" : "kvar");
  }

  async _disagree(): Promise<void> {
    const fields = [
      { field: "name", label: "Namn", mine: "Eva Ek", theirs: "Ewa Lund" },
      { field: "note", label: "Anteckning", mine: "Åter efter lunch", theirs: "" },
    ];
    const agreement = await askWhoseStands(fields, { by: "Anna Ek", own: false, at: new Date().toISOString() });
    this._said(agreement ? Object.entries(agreement).flat().join(" ") : "tillbaka");
  }

  readonly #search = () => this.renderRoot.querySelector("search-dialog")?.show();

  static override styles = [shared, buttons, fields, surfaces, pageStyles];
}
customElements.define("overlay-part", OverlayPart);
