import { html, nothing } from "lit";
import { writeMac } from "../../../../domain/mac.ts";
import { KlykaElement } from "../../components/element.ts";
import { selectField } from "../../components/fields.ts";
import { state } from "../../components/states.ts";
import "../../components/tab-set.ts";
import { session } from "../../data/client.ts";
import {
  anySource,
  type KeySource,
  layoutKeys,
  listModels,
  listPhonesOf,
  type ModelRow,
  type SeenLayout,
  type Through,
} from "../../data/keys.ts";
import { Loaded } from "../../data/loaded.ts";
import { t } from "../../i18n/index.ts";
import type { DeskView } from "../../keys/key-editor.ts";
import "../../keys/key-editor.ts";
import { goTo, guardLeaving } from "../../router/navigate.ts";
import { addressOf } from "../../router/paths.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { besideStyles } from "./beside/beside-styles.ts";
import "./beside/words-part.ts";
import { askToLeave } from "./phone-page.ts";
import { phonePageStyles } from "./phone-page-styles.ts";

const besides = ["words", "phones"] as const;

/** Keys that many phones share, seen through one model after the other. Saving shows first which phones change. */
export class LayoutPage extends KlykaElement {
  static override properties = {
    params: { attribute: false },
    query: { attribute: false },
    desk: { state: true },
    through: { state: true },
  };
  declare params: Readonly<Record<string, string>>;
  declare query: URLSearchParams;
  declare desk: DeskView | null;
  /** Null: not known yet which model its phones are. */
  declare through: Through | null;
  #source: KeySource | null = null;
  #seen = "";
  #ends: () => void = () => undefined;
  readonly models = new Loaded(this, (signal) => listModels(signal));
  readonly phones = new Loaded(this, async (signal) => {
    const phones = await listPhonesOf(this.params.layout ?? "", signal);
    // Through the model that most people look at it on.
    this.through ??= commonest(phones.rows) ?? { vendor: "yealink", model: "T54W", modules: [] };
    return phones;
  });

  constructor() {
    super();
    this.params = {};
    this.query = new URLSearchParams();
    this.desk = null;
    this.through = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ends = guardLeaving(
      () => (this.desk?.pending ?? 0) > 0,
      () => askToLeave(this.desk?.pending ?? 0),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ends();
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("params") && this.#seen !== this.params.layout) {
      this.#seen = this.params.layout ?? "";
      this.through = null;
      void this.models.reload();
      this.phones.restart();
    }
    const { through } = this;
    if (!changed.has("through") || !through) return;
    this.#source = anySource(layoutKeys(this.#seen, through));
  }

  override render() {
    const seen = (this.desk?.row ?? null) as SeenLayout | null;
    const layouts = addressOf("layouts");
    return html`<key-editor
        .source=${this.#source}
        .wanted=${this.query.get("key") ?? ""}
        .heading=${seen?.layout.name ?? ""}
        .subtitle=${session.current?.organisation.title ?? ""}
        @desk-change=${(event: CustomEvent<DeskView>) => {
          this.desk = event.detail;
        }}
      >
        <div slot="head" class="title">
          <nav class="crumbs" aria-label=${t("page.breadcrumb")}>${layouts ? html`<a href=${layouts}>${t("keys.page.layouts")}</a>` : html`<span>${t("keys.page.layouts")}</span>`}</nav>
          <h1 tabindex="-1">${seen?.layout.name ?? t("keys.page.layout")} <span class="model">${seen?.look.shape.name ?? ""}</span></h1>
        </div>
        <span slot="state" class="delivery">${this._used()}</span>
        <div slot="below">${this._through(seen)}</div>
      </key-editor>
      ${this._failed()} ${this._besides()}`;
  }

  _failed() {
    if (this.phones.face !== "failed") return nothing;
    return html`<p class="notice stop" role="alert">${this.phones.error} <button class="button small" type="button" @click=${() => void this.phones.reload()}>${t("action.retry")}</button></p>`;
  }

  _used() {
    const phones = this.phones.value;
    return phones ? state(phones.total > 0 ? "live" : "off", t("keys.layout.used", { count: phones.total })) : nothing;
  }

  /** Which model one looks through, and with how many modules. */
  _through(seen: SeenLayout | null) {
    const { through } = this;
    const models = this.models.value;
    if (!through || !models) return nothing;
    const now = models.find((one) => one.vendor === through.vendor && one.model === through.model);
    const modules = now?.modules ?? [];
    const kind = through.modules[0] ?? "";
    return html`<div class="through" role="group" aria-label=${t("keys.layout.through")} @change=${this._looked}>
      ${selectField({ name: "model", label: t("keys.layout.through"), value: keyOf(through), choices: models.map((one) => ({ value: keyOf(one), label: one.name })) })}
      ${
        modules.length > 0
          ? selectField({
              name: "modules",
              label: t("keys.plan.modules"),
              value: kind === "" ? "" : `${through.modules.length} ${kind}`,
              choices: [
                { value: "", label: t("keys.layout.no_modules") },
                ...modules.flatMap((name) =>
                  Array.from({ length: now?.maxModules ?? 0 }, (_, at) => ({
                    value: `${at + 1} ${name}`,
                    label: `${at + 1} × ${name}`,
                  })),
                ),
              ],
            })
          : nothing
      }
      ${seen ? html`<p class="soft">${t("keys.layout.hint")}</p>` : nothing}
    </div>`;
  }

  _looked(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLSelectElement) || !this.through) return;
    if (target.name === "model") {
      const [vendor = "", model = ""] = target.value.split("/");
      this.through = { vendor, model, modules: [] };
    } else {
      const [count = "0", name = ""] = target.value.split(" ");
      this.through = { ...this.through, modules: Array.from({ length: name === "" ? 0 : Number(count) }, () => name) };
    }
  }

  _besides() {
    const { subject = null, edits = new Map(), version = null } = this.desk ?? {};
    const asked = this.query.get("beside");
    const active = besides.find((one) => one === asked) ?? "words";
    const tabs = besides.map((key) => ({ key, label: t(`keys.beside.${key}`) }));
    return html`<section class="surface beside" aria-labelledby="beside">
      <h2 id="beside" class="hidden">${t("keys.beside.label")}</h2>
      <tab-set .tabs=${tabs} active=${active} label=${t("keys.beside.label")} @tab-change=${this._turned}>
        <div slot=${active}>
          ${active === "words" ? html`<words-part .subject=${subject} .edits=${edits} .source=${this.#source} .version=${version}></words-part>` : this._phones()}
        </div>
      </tab-set>
    </section>`;
  }

  _phones() {
    const phones = this.phones.value;
    if (!phones) return html`<p class="soft" role="status">${t("keys.beside.loading")}</p>`;
    if (phones.total === 0) return html`<p class="soft">${t("keys.layout.unused")}</p>`;
    return html`<ul class="plain">
        ${phones.rows.map(({ id, label, mac, modelName, user, delivery }) => {
          const href = addressOf("phone", { phone: id }) ?? "";
          const tone = delivery === "fetched" ? "live" : delivery === "waiting" ? "waiting" : "off";
          return html`<li><a href=${href}><strong>${label || writeMac(mac)}</strong></a> <span class="soft">${modelName}</span> <span>${user?.name ?? ""}</span> ${state(tone, t(`keys.delivery.word.${delivery}`))}</li>`;
        })}
      </ul>
      ${phones.total > phones.rows.length ? html`<p class="soft">${t("keys.reach.unnamed", { count: phones.total - phones.rows.length })}</p>` : nothing}`;
  }

  _turned(event: CustomEvent<string>): void {
    const { layout = "" } = this.params;
    goTo(addressOf("layout", { layout }, { beside: event.detail === "words" ? null : event.detail }) ?? "", { replace: true });
  }

  static override styles = [shared, buttons, fields, states, surfaces, besideStyles, phonePageStyles];
}

function keyOf({ vendor, model }: Pick<ModelRow, "vendor" | "model">): string {
  return `${vendor}/${model}`;
}

/** The model and modules that most of these phones are. */
function commonest(phones: readonly Through[]): Through | null {
  const counted = Map.groupBy(phones, ({ vendor, model, modules }) => `${vendor}/${model}/${modules.join()}`);
  const [most] = [...counted.values()].sort((a, b) => b.length - a.length);
  const one = most?.[0];
  return one ? { vendor: one.vendor, model: one.model, modules: one.modules } : null;
}

customElements.define("layout-page", LayoutPage);
declare global {
  interface HTMLElementTagNameMap {
    "layout-page": LayoutPage;
  }
}
