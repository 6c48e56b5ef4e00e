import { css, html, nothing } from "lit";
import { RefreshCw } from "lucide";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { missing } from "../../components/missing.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { listSites } from "../../data/phones.ts";
import { askSwitch, readSwitch, removeSwitch, type SwitchView } from "../../data/switches.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import { titleStyles } from "../../style/title-styles.ts";
import { pageStyles } from "../page-styles.ts";
import "./finding-list.ts";
import "./port-panel.ts";
import { askSwitchForm } from "./switch-dialog.ts";
import "./switch-front.ts";
import { switchBadge, switchPower, whenOf, whyNot } from "./words.ts";

type Row = { readonly value: SwitchView; readonly version: string | null };

/** One switch: its ports as on its front, what is on the one that is chosen, and what is noticed. */
export class SwitchPage extends KlykaElement {
  static override properties = { params: { attribute: false }, query: { attribute: false }, busy: { state: true } };
  declare params: Readonly<Record<string, string>>;
  declare query: URLSearchParams;
  declare busy: boolean;
  readonly loaded = new Loaded<Row>(
    this,
    (signal) => readSwitch(api, this._of(), signal),
    () => this._of(),
  );
  readonly events = listen(this, {
    switch: () => void this.loaded.reload(),
    phone: () => void this.loaded.reload(),
    reload: () => void this.loaded.reload(),
  });

  constructor() {
    super();
    this.params = {};
    this.query = new URLSearchParams();
    this.busy = false;
  }

  override render() {
    const one = this.loaded.value?.value;
    return html`<div class="page-head">
        <nav class="crumbs" aria-label=${t("switches.title")}><a href=${pathTo("switches")}>${t("switches.title")}</a></nav>
        <div class="top">
          <h1 tabindex="-1">
            ${one ? one.name : t("switches.one")} ${one ? html`<span class="number">${one.address}</span> ${switchBadge(one)}` : nothing}
          </h1>
          ${one ? this._acts(one) : nothing}
        </div>
      </div>
      ${one ? this._body(one) : missing(this.loaded, t("switches.loading"))}`;
  }

  _acts(one: SwitchView) {
    return html`<div class="row">
      <button class="button" type="button" ?disabled=${this.busy} @click=${() => this._ask(one)}>${icon(RefreshCw, 18)}${t("switches.ask")}</button>
      <button class="button" type="button" @click=${() => this._edit(one)}>${t("switches.edit")}</button>
      <button class="button danger" type="button" @click=${() => this._remove(one)}>${t("switches.remove")}</button>
    </div>`;
  }

  _body(one: SwitchView) {
    const port = one.front.find((each) => each.port === this._port()) ?? null;
    return html`${this._trouble(one)} ${this._notices(one)}
      <div class="columns">
          <section class="surface panel" aria-labelledby="front">
            <h2 id="front">${t("switches.front")}</h2>
            ${
              one.front.length === 0
                ? html`<p class="soft">${one.state === "never" ? t("switches.state.never") : t("switches.front.none")}</p>`
                : html`<p class="soft small">${t("switches.front.hint")}</p>
                    <switch-front .ports=${one.front} .chosen=${port?.port ?? null} @port-choose=${this._chosen}></switch-front>`
            }
          </section>
        <section class="surface panel beside" aria-live="polite">
          ${
            port
              ? html`<port-panel .port=${port} .at=${one} @switch-changed=${() => this.loaded.reload()}></port-panel>`
              : html`<p class="soft">${t("switches.port.choose")}</p>`
          }
        </section>
        ${this._facts(one)}
      </div>`;
  }

  _trouble({ state, fault, okAt }: SwitchView) {
    if (state !== "failing") return nothing;
    const known = okAt === null ? t("switches.never_answered") : t("switches.known_from", { when: whenOf(okAt) });
    return html`<p class="notice stop" role="alert">${whyNot(fault)} ${known}</p>`;
  }

  _notices({ notices }: SwitchView) {
    if (notices.length === 0) return nothing;
    return html`<section class="surface panel noticed" aria-labelledby="noticed">
      <h2 id="noticed">${t("switches.findings")}</h2>
      <finding-list at="switch" .findings=${notices} @port-choose=${this._chosen} @findings-changed=${() => this.loaded.reload()}></finding-list>
    </section>`;
  }

  _facts(one: SwitchView) {
    const kind = (is: "v2c" | "v3") => t(`switches.form.${is}`);
    const rows: readonly (readonly [string, string])[] = [
      [t("switches.facts.address"), one.port === 161 ? one.address : `${one.address}, UDP ${one.port}`],
      [t("switches.facts.site"), one.site?.name ?? "–"],
      [t("switches.facts.self"), [one.systemName, one.systemDescription].filter(Boolean).join(", ") || "–"],
      [t("switches.facts.phones"), String(one.phones)],
      [t("switches.facts.power"), switchPower(one)],
      [t("switches.facts.read"), kind(one.readKind)],
      [t("switches.facts.write"), one.writeKind === null ? t("switches.facts.no_write") : kind(one.writeKind)],
    ];
    return html`<section class="surface panel" aria-label=${t("switches.one")}>
      <dl class="facts">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
    </section>`;
  }

  _port(): number | null {
    const said = this.query.get("port");
    return said !== null && /^\d{1,10}$/.test(said) ? Number(said) : null;
  }

  readonly _chosen = (event: CustomEvent<number>): void => {
    goTo(pathTo("switch", { switch: this.params.switch ?? "" }, { port: event.detail }), { replace: true });
  };

  _of(): string {
    return this.params.switch ?? "";
  }

  async _ask({ id, name }: SwitchView): Promise<void> {
    this.busy = true;
    try {
      await askSwitch(api, id);
      toast({ text: t("switches.asked", { name }) });
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    } finally {
      this.busy = false;
    }
  }

  async _edit(one: SwitchView): Promise<void> {
    const sites = await listSites(api).catch(() => []);
    const saved = await askSwitchForm(sites, one, this.loaded.value?.version ?? null);
    void this.loaded.reload();
    if (saved) undoToast(api, t("switches.saved", { name: saved.value.name }), saved.auditId, () => this.loaded.reload());
  }

  async _remove({ id, name }: SwitchView): Promise<void> {
    let auditId: string | null = null;
    const agreed = await confirm({
      heading: t("switches.remove.ask", { name }),
      effects: [t("switches.remove.effect.asked"), t("switches.remove.effect.known"), t("switches.remove.effect.undo")],
      action: t("switches.remove"),
      danger: true,
      run: async () => {
        ({ auditId } = await removeSwitch(api, id, this.loaded.value?.version ?? null));
      },
      failure: failureText,
    });
    if (!agreed) return;
    goTo(pathTo("switches"));
    undoToast(api, t("switches.removed", { name }), auditId, () => goTo(pathTo("switch", { switch: id })));
  }

  static override styles = [
    shared,
    buttons,
    states,
    surfaces,
    pageStyles,
    titleStyles,
    css`
      :host {
        max-width: 1440px;
      }
      .top {
        display: flex;
        flex-wrap: wrap;
        gap: 12px;
        justify-content: space-between;
        align-items: center;
      }
      .panel {
        justify-items: stretch;
        gap: 12px;
      }
      .notice,
      .noticed {
        margin-bottom: 16px;
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 360px;
        gap: 16px;
        align-items: start;
      }
      .beside {
        grid-row: span 2;
      }
      .small {
        font-size: var(--size-small);
      }
      .facts {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 6px 24px;
        margin: 0;
      }
      .facts dt {
        color: var(--soft);
      }
      .facts dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      @media (max-width: 1080px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
        .beside {
          grid-row: auto;
        }
      }
    `,
  ];
}

customElements.define("switch-page", SwitchPage);
declare global {
  interface HTMLElementTagNameMap {
    "switch-page": SwitchPage;
  }
}
