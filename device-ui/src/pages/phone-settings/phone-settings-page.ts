import { css, html, nothing } from "lit";
import { KlykaElement } from "../../components/element.ts";
import { selectField } from "../../components/fields.ts";
import { missing } from "../../components/missing.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import {
  type PhoneSettingsView,
  type PhoneSettingView,
  readPhoneSettings,
  type SettingPlace,
  type SettingValue,
  sayPhoneSetting,
} from "../../data/phone-settings.ts";
import { ApiError } from "../../data/problem.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";
import { askSetting } from "./setting-dialog.ts";
import { originText, settingAbout, settingName, valueText } from "./words.ts";

const groups = ["phone", "audio", "phonebook", "provisioning", "resync", "firmware", "exchange"] as const;
const layers = ["organisation", "site", "layout", "model", "phone"] as const;

/** What phones are set to at one layer, who says it, and how it is said otherwise. */
export class PhoneSettingsPage extends KlykaElement {
  static override properties = { query: { attribute: false } };
  declare query: URLSearchParams;
  readonly loaded = new Loaded<PhoneSettingsView>(this, (signal) => readPhoneSettings(api, this._place(), signal));
  readonly events = listen(this, { reload: () => void this.loaded.reload() });
  #shown = "";

  constructor() {
    super();
    this.query = new URLSearchParams();
  }

  override willUpdate(): void {
    const { layer, id } = this._place();
    if (this.#shown === `${layer}/${id}`) return;
    this.#shown = `${layer}/${id}`;
    void this.loaded.reload();
  }

  _place(): SettingPlace {
    const asked = this.query.get("layer");
    return { layer: layers.find((one) => one === asked) ?? "organisation", id: this.query.get("id") ?? "" };
  }

  override render() {
    const { value } = this.loaded;
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("phone_settings.page")}</h1>
        <p class="soft">${t("phone_settings.text")}</p>
      </div>
      ${value ? this._chooser(value) : nothing} ${missing(this.loaded)}
      ${value ? html`${groups.map((group) => this._group(value, group))} ${this._raw(value)}` : nothing}`;
  }

  _chooser({ at, places, phones }: PhoneSettingsView) {
    const single =
      at.layer === "phone" ? [{ value: `phone ${at.id}`, label: `${t("phone_settings.layer.phone")}: ${at.name}` }] : [];
    const choices = [
      { value: "organisation ", label: t("phone_settings.layer.organisation") },
      ...single,
      ...places.map(({ layer, id, name }) => ({
        value: `${layer} ${id}`,
        label: `${t(`phone_settings.layer.${layer}`)}: ${name}`,
      })),
    ];
    const chosen = (event: Event) => {
      if (!(event.target instanceof HTMLSelectElement)) return;
      const [layer = "", ...id] = event.target.value.split(" ");
      goTo(pathTo("phoneSettings", layer === "organisation" ? {} : { layer, id: id.join(" ") }));
    };
    return html`<div class="for" @change=${chosen}>
      ${selectField({ name: "place", label: t("phone_settings.for"), value: `${at.layer} ${at.id}`, choices })}
      <p class="soft" role="status">${t("phone_settings.phones", { count: phones })}</p>
    </div>`;
  }

  _group(view: PhoneSettingsView, group: (typeof groups)[number]) {
    const settings = view.settings.filter(({ name }) => name.startsWith(`${group}.`));
    if (settings.length === 0) return nothing;
    return html`<section aria-labelledby="group-${group}">
      <h2 id="group-${group}">${t(`phone_settings.group.${group}`)}</h2>
      <ul class="surface">${settings.map((one) => this._row(view, one))}</ul>
    </section>`;
  }

  _row(view: PhoneSettingsView, setting: PhoneSettingView) {
    const { value, origin, elsewhere, mine, said } = setting;
    const about = settingAbout(setting);
    const name = settingName(setting);
    const whose =
      origin.by === null || origin.at === null
        ? nothing
        : t("phone_settings.whose", { who: origin.by, when: formatInstant(new Date(origin.at)) });
    return html`<li>
      <div class="what">
        <h3>${name}</h3>
        ${about === null ? nothing : html`<p class="soft">${about}</p>`}
      </div>
      <div class="value">
        <p><strong>${valueText(setting, value)}</strong></p>
        <p class="soft"><span class=${said === null ? "" : "here"}>${originText(setting)}</span> ${whose}</p>
        ${elsewhere > 0 ? html`<p class="soft">${t("phone_settings.elsewhere", { count: elsewhere })}</p>` : nothing}
      </div>
      <div class="acts">
        ${
          mine
            ? html`${said === null ? nothing : html`<button class="button small" type="button" title=${t("phone_settings.clear.title")} aria-label=${t("phone_settings.clear.of", { name })} @click=${() => this._clear(setting)}>${t("phone_settings.clear")}</button>`}
                <button class="button small" type="button" aria-label=${t("phone_settings.change.of", { name })} @click=${() => this._change(view, setting)}>${t("phone_settings.change")}</button>`
            : html`<span class="soft">${t("phone_settings.operators")}</span>`
        }
      </div>
    </li>`;
  }

  _raw({ raw }: PhoneSettingsView) {
    if (raw.length === 0) return nothing;
    return html`<section aria-labelledby="raw">
      <h2 id="raw">${t("phone_settings.raw")}</h2>
      <p class="soft">${t("phone_settings.raw.text")}</p>
      <ul class="surface raw">
        ${raw.map(({ vendor, name, value, by }) => html`<li><code>${name} = ${value}</code><span class="soft">${vendor}, ${by}</span></li>`)}
      </ul>
    </section>`;
  }

  async _change(view: PhoneSettingsView, setting: PhoneSettingView): Promise<void> {
    const save = (value: SettingValue) =>
      this.#say(setting, { value }, t("phone_settings.saved", { name: settingName(setting) }));
    await askSetting({ setting, phones: view.phones, save });
  }

  async _clear(setting: PhoneSettingView): Promise<void> {
    try {
      await this.#say(setting, null, t("phone_settings.cleared", { name: settingName(setting) }));
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    }
  }

  /** What somebody else has changed meanwhile is shown, and not written over. */
  async #say(setting: PhoneSettingView, say: { readonly value: SettingValue } | null, done: string): Promise<void> {
    try {
      const { auditId } = await sayPhoneSetting(api, this._place(), setting, say);
      undoToast(api, done, auditId, () => this.loaded.reload());
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "setting_changed") throw error;
      toast({ text: t("phone_settings.changed_meanwhile", { name: settingName(setting) }), tone: "failed" });
    }
    await this.loaded.reload();
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    surfaces,
    pageStyles,
    css`
      :host {
        max-width: 1100px;
      }
      .for {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 16px;
        align-items: end;
        margin-bottom: 8px;
      }
      .for .field {
        flex: 1 1 260px;
        max-width: 420px;
      }
      section {
        margin-top: 24px;
      }
      ul {
        display: grid;
        grid-template-columns: minmax(0, 1.3fr) minmax(0, 1fr) auto;
        margin: 8px 0 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-column: 1 / -1;
        grid-template-columns: subgrid;
        gap: 4px 24px;
        align-items: center;
        padding: 14px 20px;
        border-top: 1px solid var(--line);
      }
      li:first-child {
        border-top: 0;
      }
      h3 {
        font: 650 var(--size-text) / 1.4 var(--text);
        letter-spacing: 0;
      }
      .soft {
        font-size: var(--size-small);
      }
      .value strong {
        font-variant-numeric: tabular-nums;
        overflow-wrap: anywhere;
      }
      .here {
        color: var(--accent);
        font-weight: 650;
      }
      .acts {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        justify-content: end;
      }
      .raw code {
        grid-column: span 2;
        overflow-wrap: anywhere;
      }
      @media (max-width: 720px) {
        li {
          grid-template-columns: minmax(0, 1fr) auto;
          grid-column: 1 / -1;
          padding: 12px 16px;
        }
        .what {
          grid-column: 1 / -1;
        }
        .acts {
          align-self: start;
        }
        .raw code {
          grid-column: auto;
        }
      }
    `,
  ];
}

customElements.define("phone-settings-page", PhoneSettingsPage);
declare global {
  interface HTMLElementTagNameMap {
    "phone-settings-page": PhoneSettingsPage;
  }
}
