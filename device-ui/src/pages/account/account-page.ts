import { html, nothing, type TemplateResult } from "lit";
import { Check } from "lucide";
import type { UserView } from "../../../../portal/user-views.ts";
import { KlykaElement } from "../../components/element.ts";
import { segmentField } from "../../components/fields.ts";
import { icon } from "../../components/icon.ts";
import { phoneNumber } from "../../components/phone-number.ts";
import "../../components/picture-field.ts";
import { toast } from "../../components/toasts.ts";
import type { Versioned } from "../../data/api.ts";
import { api, session } from "../../data/client.ts";
import { onServerEvent } from "../../data/live.ts";
import type { PictureView } from "../../data/pictures.ts";
import { failureText } from "../../i18n/failure.ts";
import { currentLanguage, languages, t } from "../../i18n/index.ts";
import { addressOf } from "../../router/paths.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";
import { accountStyles } from "./account-styles.ts";
import "./contact-form.ts";
import "./data-copy.ts";
import { featureSentences } from "./feature-sentences.ts";
import "./notices-form.ts";
import "./own-apps.ts";
import "./password-form.ts";
import "./session-list.ts";

/** The person's own account: picture, details, language, password, where one is signed in, and a copy of one's data. */
export class AccountPage extends KlykaElement {
  static override properties = { me: { state: true }, failure: { state: true } };
  declare me: Versioned<UserView> | null;
  declare failure: string | null;
  #ends: (() => void)[] = [];

  constructor() {
    super();
    this.me = null;
    this.failure = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ends = [onServerEvent("picture", () => void this.load()), onServerEvent("reload", () => void this.load())];
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#ends.splice(0)) end();
  }

  override render() {
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("account.page")}</h1>
        <p class="soft">${t("account.page.text")}</p>
      </div>
      ${this.me ? this._panels(this.me) : this._waiting()}`;
  }

  _waiting() {
    if (this.failure === null)
      return html`<div class="surface ghost" role="status"><span class="hidden">${t("account.loading")}</span></div>`;
    return html`<div class="surface told">
      <p role="alert">${this.failure}</p>
      <button class="button" type="button" @click=${() => void this.load()}>${t("action.retry")}</button>
    </div>`;
  }

  _panels(me: Versioned<UserView>) {
    const { value: person } = me;
    const picture = html`<picture-field .name=${person.name} .picture=${person.picture} path="/me/picture" @picture-change=${this._pictured}></picture-field>`;
    return html`${this._panel("you", t("account.you"), t("account.you.text"), html`${picture}${this._facts(person)}`)}
      ${this._panel("mail", t("account.contact"), t("account.contact.text"), html`<contact-form .me=${me} @me-saved=${this._saved}></contact-form>${this._language()}`)}
      ${this._panel("apps", t("messages.own"), t("messages.own.text"), html`<own-apps .me=${person}></own-apps>`)}
      ${this._panel("notices", t("messages.notices"), t("messages.notices.text"), html`<notices-form></notices-form>`)}
      ${this._means(person)}
      ${this._panel("password", t("account.password"), t("account.password.text"), html`<password-form @password-changed=${this._changedPassword}></password-form>`)}
      ${this._panel("sessions", t("account.sessions"), t("account.sessions.text"), html`<session-list></session-list>`)}
      ${this._panel("copy", t("account.copy"), t("account.copy.text"), html`<data-copy></data-copy>`)}`;
  }

  _panel(id: string, heading: string, text: string, content: TemplateResult) {
    return html`<section class="surface" aria-labelledby=${id}>
      <header>
        <h2 id=${id}>${heading}</h2>
        <p class="soft">${text}</p>
      </header>
      <div class="content">${content}</div>
    </section>`;
  }

  /** What only an administrator changes. */
  _facts({ name, numbers, extension, username }: UserView) {
    const { primary, mobile } = numbers;
    const row = (label: string, content: TemplateResult | string | null) =>
      content === null ? nothing : html`<dt>${label}</dt><dd>${content}</dd>`;
    return html`<dl>
      ${row(t("account.name"), name)} ${row(t("account.number"), primary && phoneNumber(primary.e164))}
      ${row(t("account.extension"), extension)}
      ${row(t("account.mobile"), mobile && html`${phoneNumber(mobile.e164)} <span class="soft">${t(`account.profile.${mobile.profile}`)}</span>`)}
      ${row(t("account.username"), username)}
    </dl>`;
  }

  _language() {
    return segmentField({
      name: "language",
      label: t("language.label"),
      value: currentLanguage(),
      hint: t("account.language.hint"),
      choices: languages.map((value) => ({ value, label: t(`language.${value}`) })),
      onChange: (value) => void this.#speak(value),
    });
  }

  /** Read only: which groups one is in is the administrator's, what they mean is everybody's to know. */
  _means({ features, voicemail, numbers }: UserView) {
    const scheme = voicemail === null ? "ex" : "legacy";
    const sentences = featureSentences(scheme, features, numbers.mobile?.profile ?? null);
    const hours = addressOf("shownNumber");
    const linked = hours !== null && sentences.includes("account.means.outside_hours");
    const content = html`<ul class="plain">
        ${sentences.map((key) => html`<li>${icon(Check, 18)}<span>${t(key)}</span></li>`)}
      </ul>
      ${linked ? html`<p><a href=${hours}>${t("account.means.to_shown")}</a></p>` : nothing}`;
    return this._panel("means", t("account.means"), t("account.means.text"), content);
  }

  async load(): Promise<void> {
    this.failure = null;
    try {
      this.me = await api.read<UserView>("/me");
    } catch (error) {
      if (this.me === null) this.failure = failureText(error);
    }
  }

  _saved(event: CustomEvent<Versioned<UserView>>): void {
    this.me = event.detail;
  }

  /** The picture in the bar is the same one. */
  _pictured(event: CustomEvent<PictureView | null>): void {
    if (this.me) this.me = { ...this.me, value: { ...this.me.value, picture: event.detail } };
    void session.load();
  }

  _changedPassword(): void {
    void this.renderRoot.querySelector("session-list")?.load();
  }

  async #speak(value: string): Promise<void> {
    const language = languages.find((one) => one === value);
    if (!language) return;
    try {
      await session.chooseLanguage(language);
      // Saved with the person: the next save names the version after it.
      await this.load();
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    }
  }

  static override styles = [shared, buttons, fields, states, surfaces, pageStyles, accountStyles];
}

customElements.define("account-page", AccountPage);
declare global {
  interface HTMLElementTagNameMap {
    "account-page": AccountPage;
  }
}
