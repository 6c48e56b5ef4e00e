import { html } from "lit";
import { KlykaElement } from "../components/element.ts";
import { segmentField } from "../components/fields.ts";
import { toast } from "../components/toasts.ts";
import { chooseScheme, currentScheme, schemes } from "../data/choices.ts";
import { session } from "../data/client.ts";
import { failureText } from "../i18n/failure.ts";
import { currentLanguage, languages, t } from "../i18n/index.ts";
import { buttons, fields, shared, surfaces } from "../style/controls.ts";
import { pageStyles } from "./page-styles.ts";

/** Colours and language of this browser: works without a server and without being signed in. */
export class AppearancePage extends KlykaElement {
  override render() {
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("page.appearance")}</h1>
        <p class="soft">${t("page.appearance.text")}</p>
      </div>
      <div class="surface panel">${this._schemes()} ${this._languages()}</div>`;
  }

  _schemes() {
    return segmentField({
      name: "scheme",
      label: t("scheme.label"),
      value: currentScheme(),
      choices: schemes.map((value) => ({ value, label: t(`scheme.${value}`) })),
      onChange: (value) => {
        const scheme = schemes.find((one) => one === value);
        if (scheme) chooseScheme(scheme);
        this.requestUpdate();
      },
    });
  }

  _languages() {
    return segmentField({
      name: "language",
      label: t("language.label"),
      value: currentLanguage(),
      choices: languages.map((value) => ({ value, label: t(`language.${value}`) })),
      onChange: (value) => {
        const language = languages.find((one) => one === value);
        if (language) session.chooseLanguage(language).catch((error) => toast({ text: failureText(error), tone: "failed" }));
      },
    });
  }

  static override styles = [shared, buttons, fields, surfaces, pageStyles];
}

customElements.define("appearance-page", AppearancePage);
declare global {
  interface HTMLElementTagNameMap {
    "appearance-page": AppearancePage;
  }
}
