import { html, type TemplateResult } from "lit";
import { mark } from "../components/mark.ts";
import { session } from "../data/client.ts";
import { currentLanguage, languages, t } from "../i18n/index.ts";

/** One surface in the middle with the mark above and the languages below: before somebody is signed in. Needs `cardStyles`. */
export function cardPage(content: TemplateResult): TemplateResult {
  return html`<a class="brand" href="/" aria-label=${t("app.name")}>${mark(32)}<span>${t("app.name")}</span></a>
    <div class="surface card">${content}</div>
    <nav class="below" aria-label=${t("language.label")}>
      ${languages
        .filter((language) => language !== currentLanguage())
        .map(
          (language) => html`<button
            class="button quiet small"
            type="button"
            lang=${language}
            @click=${() => void session.chooseLanguage(language)}
          >
            ${t(`language.${language}`)}
          </button>`,
        )}
    </nav>`;
}
