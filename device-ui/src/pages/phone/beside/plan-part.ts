import { html, nothing } from "lit";
import { formatPlace } from "../../../../../domain/phone-key.ts";
import type { Plan, PlanSettings, Sourced } from "../../../../../domain/plan.ts";
import { Loaded } from "../../../data/loaded.ts";
import { readPlan } from "../../../data/phone-files.ts";
import { t } from "../../../i18n/index.ts";
import { buttons, shared, states } from "../../../style/controls.ts";
import { layerWords, originWords } from "../origin-words.ts";
import { besideStyles } from "./beside-styles.ts";
import { BesidePart } from "./part.ts";

/** What the phone should have, in words of no make: accounts, settings and where each value comes from. */
export class PlanPart extends BesidePart {
  readonly plan = new Loaded(this, (signal) => readPlan(this.phoneId, signal));
  protected readonly loads = [this.plan];

  override render() {
    return this.faced(
      this.plan,
      (plan) =>
        html`<div class="stack">${this._accounts(plan)} ${this._keys(plan)} ${this._books(plan)} ${this._settings(plan)} ${this._raw(plan)}</div>`,
    );
  }

  _accounts({ accounts, misfits }: Plan) {
    const refused = misfits.filter(({ what }) => what === "account");
    return html`<section>
      <h3>${t("keys.plan.accounts")}</h3>
      ${
        accounts.length === 0
          ? html`<p class="soft">${t("keys.plan.no_accounts")}</p>`
          : html`<table>
              <thead><tr><th>${t("keys.plan.position")}</th><th>${t("keys.plan.account")}</th><th>${t("keys.plan.exchange")}</th><th>${t("keys.plan.origin")}</th></tr></thead>
              <tbody>
                ${accounts.map(
                  ({ position, label, sipUser, registrar, transport, origin }) => html`<tr>
                    <td class="figure">${position}</td>
                    <td><strong>${label}</strong> <span class="soft">${sipUser}</span></td>
                    <td>${registrar.host}${registrar.port ? `:${registrar.port}` : ""} <span class="soft">${transport.toUpperCase()}</span></td>
                    <td class="origin" title=${originWords(origin)}>${layerWords(origin)}</td>
                  </tr>`,
                )}
              </tbody>
            </table>`
      }
      ${refused.map(({ label, reason, position }) => html`<p class="notice stop">${label || t("keys.form.account_number", { position: position ?? 1 })}: ${reason === "registrar_missing" || reason === "too_many_accounts" ? t(`keys.misfit.${reason}`) : reason}</p>`)}
    </section>`;
  }

  /** Keys that dial, watch or ask: with which digits, or where. */
  _keys({ keys }: Plan) {
    const used = keys.filter(({ kind }) => kind !== "line" && kind !== "blank");
    if (used.length === 0) return nothing;
    return html`<section>
      <h3>${t("keys.plan.keys")}</h3>
      <table class="keys">
        <thead><tr><th>${t("keys.plan.key")}</th><th>${t("keys.form.label")}</th><th>${t("keys.plan.does")}</th><th>${t("keys.plan.origin")}</th></tr></thead>
        <tbody>
          ${used.map(
            ({ place, label, kind, number, value, page, origin }) => html`<tr>
              <td class="figure">${formatPlace(place)}</td>
              <td><strong>${label}</strong></td>
              <td>${t(`kind.${kind}`)} ${page === null ? html`<span class="soft">${number ?? value ?? ""}</span>` : html`<span class="soft">${t("keys.plan.asks")} <span class="mono">${page}</span></span>`}</td>
              <td class="origin" title=${originWords(origin)}>${layerWords(origin)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </section>`;
  }

  /** The phonebooks that the phone shows, and the directory that it searches. */
  _books({ directories, ldap }: Plan) {
    return html`<section>
      <h3>${t("keys.plan.books")}</h3>
      ${
        directories.length === 0
          ? html`<p class="soft">${t("keys.plan.no_books")}</p>`
          : html`<table>
              <thead><tr><th>${t("keys.plan.book")}</th><th>${t("keys.plan.origin")}</th></tr></thead>
              <tbody>
                ${directories.map(({ name, origin }) => html`<tr><td><strong>${name}</strong></td><td class="origin" title=${originWords(origin)}>${layerWords(origin)}</td></tr>`)}
                ${ldap ? html`<tr><td>${t("keys.plan.searches")} <span class="soft">${ldap.host}:${ldap.port}</span></td><td class="origin" title=${originWords(ldap.origin)}>${layerWords(ldap.origin)}</td></tr>` : nothing}
              </tbody>
            </table>`
      }
    </section>`;
  }

  _settings({ settings, firmware, modules }: Plan) {
    return html`<section>
      <h3>${t("keys.plan.settings")}</h3>
      <table>
        <thead><tr><th>${t("keys.plan.setting")}</th><th>${t("keys.plan.value")}</th><th>${t("keys.plan.origin")}</th></tr></thead>
        <tbody>
          ${settingNames.map((name) => this._setting(name, settings[name]))}
          ${firmware ? html`<tr><th scope="row">${t("keys.plan.firmware")}</th><td>${firmware.version}</td><td class="origin" title=${originWords(firmware.origin)}>${layerWords(firmware.origin)}</td></tr>` : nothing}
          ${modules.length > 0 ? html`<tr><th scope="row">${t("keys.plan.modules")}</th><td>${modules.join(", ")}</td><td class="origin">${t("keys.plan.this_phone")}</td></tr>` : nothing}
        </tbody>
      </table>
    </section>`;
  }

  _setting(name: keyof PlanSettings, { value, origin }: Sourced<unknown>) {
    return html`<tr class=${origin.layer === "klyka" ? "usual" : ""}>
      <th scope="row">${t(`keys.setting.${name}`)}</th>
      <td>${shown(value)}</td>
      <td class="origin" title=${originWords(origin)}>${layerWords(origin)}</td>
    </tr>`;
  }

  /** Parameters in the make's own words. */
  _raw({ raw }: Plan) {
    if (raw.length === 0) return nothing;
    return html`<section>
      <h3>${t("keys.plan.raw")}</h3>
      <table class="mono">
        <tbody>
          ${raw.map(({ name, value, origin }) => html`<tr><th scope="row">${name}</th><td>${value}</td><td class="origin" title=${originWords(origin)}>${layerWords(origin)}</td></tr>`)}
        </tbody>
      </table>
    </section>`;
  }

  static override styles = [shared, buttons, states, besideStyles];
}

const settingNames = [
  "language",
  "timeZone",
  "tones",
  "clock24h",
  "ntpServer",
  "codecs",
  "callWaiting",
  "callerNames",
  "emergencyNumbers",
  "pickupCode",
  "parkCode",
  "pollHours",
  "pollFrom",
  "pollTo",
  "webUi",
  "syslogServer",
  "snmpFrom",
  "uploads",
] as const satisfies readonly (keyof PlanSettings)[];

function shown(value: unknown): string {
  if (typeof value === "boolean") return t(value ? "keys.plan.yes" : "keys.plan.no");
  if (Array.isArray(value)) return value.join(", ");
  return String(value) || "–";
}

customElements.define("plan-part", PlanPart);
declare global {
  interface HTMLElementTagNameMap {
    "plan-part": PlanPart;
  }
}
