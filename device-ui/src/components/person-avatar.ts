import { css, html, nothing } from "lit";
import { t } from "../i18n/index.ts";
import { KlykaElement } from "./element.ts";

/** A person's picture, or their initials. Beside a written name it decorates: `decorative`. */
export class PersonAvatar extends KlykaElement {
  static override properties = { name: {}, src: {}, decorative: { type: Boolean } };
  declare name: string;
  declare src: string | null;
  declare decorative: boolean;

  constructor() {
    super();
    this.name = "";
    this.src = null;
    this.decorative = false;
  }

  override render() {
    if (this.src)
      return html`<img src=${this.src} alt=${this.decorative ? "" : t("avatar.alt", { name: this.name })} loading="lazy" />`;
    const label = this.decorative ? nothing : this.name;
    return html`<span role=${this.decorative ? nothing : "img"} aria-label=${label} aria-hidden=${this.decorative ? "true" : nothing}
      >${initials(this.name)}</span
    >`;
  }

  static override styles = css`
    :host {
      display: inline-block;
      width: var(--avatar-size, 32px);
      height: var(--avatar-size, 32px);
      flex: none;
    }
    span,
    img {
      display: grid;
      place-items: center;
      width: 100%;
      height: 100%;
      border-radius: 50%;
      object-fit: cover;
      background: var(--avatar);
      color: var(--on-avatar);
      font: 700 calc(var(--avatar-size, 32px) * 0.38) / 1 var(--text);
      letter-spacing: 0.01em;
    }
    @media (forced-colors: active) {
      span {
        border: 1px solid CanvasText;
      }
    }
  `;
}

/** First letters of the first and the last word: `Lars-Åke Svensson` → `LS`, `Reception` → `RE`. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0] ?? "";
  const last = words.at(-1) ?? "";
  const letters = words.length > 1 ? letter(first) + letter(last) : [...first].slice(0, 2).join("");
  return letters.toLocaleUpperCase("sv");
}

function letter(word: string): string {
  return [...word][0] ?? "";
}

customElements.define("person-avatar", PersonAvatar);
declare global {
  interface HTMLElementTagNameMap {
    "person-avatar": PersonAvatar;
  }
}
