import { css, html, nothing } from "lit";
import { sameVersion } from "../../../../domain/firmware.ts";
import { KlykaElement } from "../../components/element.ts";
import { missing } from "../../components/missing.ts";
import { state } from "../../components/states.ts";
import { api } from "../../data/client.ts";
import { Every } from "../../data/every.ts";
import { type ModelFirmwareView, readModels } from "../../data/firmware.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { formatCount } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";

/** Phones come back one after the other: the numbers are looked at again now and then. Milliseconds. */
const looks = 20_000;

/** The organisation's phones by model: what they run, what they should run, and the way to another version. */
export class FirmwarePage extends KlykaElement {
  readonly loaded = new Loaded<readonly ModelFirmwareView[]>(this, (signal) => readModels(api, signal));
  readonly again = new Every(this, looks, () => this.loaded.reload());
  readonly events = listen(this, {
    firmware: () => void this.loaded.reload(),
    rollout: () => void this.loaded.reload(),
    reload: () => void this.loaded.reload(),
  });

  override connectedCallback(): void {
    super.connectedCallback();
    void this.loaded.reload();
  }

  override render() {
    const { value } = this.loaded;
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("firmware.title")}</h1>
        <p class="soft">${t("firmware.admin.text")}</p>
      </div>
      ${missing(this.loaded, t("firmware.loading"))}
      ${
        value === null
          ? nothing
          : value.length === 0
            ? html`<div class="surface none"><p>${t("firmware.admin.none")}</p></div>`
            : html`<div class="models">${value.map((one) => this._model(one))}</div>`
      }`;
  }

  _model(one: ModelFirmwareView) {
    const id = `${one.vendor}-${one.model}`;
    return html`<section class="surface model" aria-labelledby=${id}>
      <div class="top">
        <h2 id=${id}>${one.name}</h2>
        <span class="soft">${t("firmware.model.phones", { count: one.phones })}</span>
      </div>
      <div class="halves">
        <div>
          <h3>${t("firmware.model.runs")}</h3>
          <ul class="runs ${one.runs.length + (one.silent > 0 ? 1 : 0) > 1 ? "several" : ""}">
            ${one.runs.map(({ version, phones }) => this._bar(one, version, phones, version))}
            ${one.silent > 0 ? this._bar(one, t("firmware.model.silent"), one.silent, null) : nothing}
          </ul>
        </div>
        <div>
          <h3>${t("firmware.model.wants")}</h3>
          <p>${wantsText(one)}</p>
          ${this._verdict(one)}
        </div>
        ${this._choose(one)}
      </div>
    </section>`;
  }

  _bar(one: ModelFirmwareView, label: string, phones: number, version: string | null) {
    const wanted = version !== null && one.wants.some((want) => sameVersion(want.version, version));
    return html`<li>
      <span class=${version === null ? "soft" : ""}>${label}</span>
      <progress class=${wanted ? "wanted" : version === null ? "silent" : ""} max=${one.phones} value=${phones} aria-hidden="true"></progress>
      <span class="count">${formatCount(phones)}</span>
    </li>`;
  }

  _verdict(one: ModelFirmwareView) {
    const wanted = one.wants.reduce((sum, { phones }) => sum + phones, 0);
    if (wanted === 0) return nothing;
    if (one.behind === 0) return html`<p>${state("live", t("firmware.model.right"))}</p>`;
    return html`<p>${state("waiting", t("firmware.model.behind", { count: one.behind }))}</p>`;
  }

  _choose(one: ModelFirmwareView) {
    const { name } = one;
    const images = one.images.filter(({ firmwareVersion }) => !hasAlready(one, firmwareVersion));
    if (one.images.length > 0 && images.length === 0)
      return html`<p class="small soft choose">${t("firmware.model.no_other")}</p>`;
    if (images.length === 0) return html`<p class="small soft choose">${t("firmware.model.no_image")}</p>`;
    const go = (event: SubmitEvent) => {
      event.preventDefault();
      const { currentTarget } = event;
      if (!(currentTarget instanceof HTMLFormElement)) return;
      const firmware = String(new FormData(currentTarget).get("image") ?? "");
      goTo(pathTo("newRollout", { firmware }));
    };
    return html`<form class="choose" @submit=${go}>
      <label><span class="small soft">${t("firmware.model.choose")}</span>
        <select class="input" name="image" aria-label=${t("firmware.model.choose.of", { model: name })}>
          ${images.map(({ id, firmwareVersion, name: file }, at) => html`<option value=${id}>${firmwareVersion ?? file}${at === 0 && images.length > 1 ? ` (${t("firmware.model.newest")})` : ""}</option>`)}
        </select></label>
      <button class="button" type="submit" aria-label=${t("firmware.model.go.of", { model: name })}>${t("firmware.model.go")}</button>
    </form>`;
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    surfaces,
    pageStyles,
    css`
      .models {
        display: grid;
        gap: 16px;
      }
      .model {
        display: grid;
        gap: 16px;
        padding: 20px;
      }
      .none {
        padding: 40px 24px;
        text-align: center;
      }
      .top {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        align-items: baseline;
      }
      .halves {
        display: grid;
        grid-template-columns: minmax(0, 1.2fr) minmax(0, 0.9fr) minmax(0, 1fr);
        gap: 16px 32px;
      }
      h3 {
        margin: 0 0 6px;
        color: var(--soft);
        font-size: var(--size-small);
        font-weight: 600;
      }
      .runs {
        display: grid;
        gap: 6px;
        margin: 0;
        padding: 0;
        list-style: none;
        font-variant-numeric: tabular-nums;
      }
      .runs li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 5ch;
        gap: 12px;
        align-items: center;
      }
      .runs.several li {
        grid-template-columns: minmax(0, 1fr) minmax(40px, 120px) 5ch;
      }
      .runs:not(.several) :is(progress, .count) {
        display: none;
      }
      .count {
        text-align: right;
      }
      progress {
        width: 100%;
        height: 8px;
        border: 0;
        border-radius: 4px;
        overflow: hidden;
        background: var(--line);
        appearance: none;
      }
      progress::-webkit-progress-bar {
        background: var(--line);
      }
      progress::-webkit-progress-value {
        background: var(--soft);
      }
      progress::-moz-progress-bar {
        background: var(--soft);
      }
      progress.silent::-webkit-progress-value {
        background: var(--field-line);
      }
      progress.silent::-moz-progress-bar {
        background: var(--field-line);
      }
      progress.wanted::-webkit-progress-value {
        background: var(--accent);
      }
      progress.wanted::-moz-progress-bar {
        background: var(--accent);
      }
      .choose {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
        align-content: start;
        align-items: end;
        margin: 0;
      }
      .choose label {
        display: grid;
        gap: 4px;
        flex: 1 1 100%;
        min-width: 0;
      }
      @media (max-width: 720px) {
        .halves {
          grid-template-columns: minmax(0, 1fr);
        }
        .model {
          padding: 16px;
        }
      }
    `,
  ];
}

/** What all of them should run and run is no other version. */
function hasAlready({ wants, runs, phones }: ModelFirmwareView, version: string | null): boolean {
  const all = (of: ModelFirmwareView["wants"]) =>
    of.some((one) => one.phones === phones && version !== null && sameVersion(one.version, version));
  return all(wants) && all(runs);
}

function wantsText({ wants, phones }: ModelFirmwareView): string {
  const [only, second] = wants;
  if (!only) return t("firmware.model.wants.any");
  if (!second && only.phones === phones) return only.version;
  return wants.map(({ version, phones: count }) => t("firmware.model.wants.of", { version, count })).join(", ");
}

customElements.define("firmware-page", FirmwarePage);
declare global {
  interface HTMLElementTagNameMap {
    "firmware-page": FirmwarePage;
  }
}
