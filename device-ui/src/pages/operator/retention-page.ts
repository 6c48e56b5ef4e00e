import { css, html, nothing } from "lit";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { missing } from "../../components/missing.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { type Retention, type RetentionJobView, readRetention, runRetention } from "../../data/retention.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatDay, formatInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";
import { askRetention } from "./retention-dialog.ts";

/** How long each kind of data is kept, what would be erased now, and what was erased last. */
export class RetentionPage extends KlykaElement {
  readonly loaded = new Loaded<Retention>(this, (signal) => readRetention(api, signal));
  readonly events = listen(this, { retention: () => void this.loaded.reload(), reload: () => void this.loaded.reload() });

  override connectedCallback(): void {
    super.connectedCallback();
    void this.loaded.reload();
  }

  override render() {
    const { value } = this.loaded;
    return html`<div class="page-head">
        <h1 tabindex="-1">${t("retention.title")}</h1>
        <p class="soft">${t("retention.text")}</p>
      </div>
      ${missing(this.loaded)}
      ${
        value
          ? html`<ul class="surface jobs">${value.jobs.map((job) => this._job(job, value.maySet))}</ul>
            <p class="notice">${t("retention.invoices")}</p>`
          : nothing
      }`;
  }

  _job(job: RetentionJobView, maySet: boolean) {
    const { unit, amount, usual, due, removedAt, removed } = job;
    const name = t(`retention.job.${job.job}`);
    const last =
      removedAt === null
        ? t("retention.never")
        : t("retention.last_removed", { when: formatInstant(new Date(removedAt)), count: removed });
    return html`<li>
      <div class="what">
        <h2>${name}</h2>
        <p class="soft">${t(`retention.about.${job.job}`)}</p>
      </div>
      <dl>
        <div><dt>${t("retention.kept")}</dt><dd>${t(`retention.${unit}`, { count: amount })}${amount === usual ? html` <span class="soft">${t("retention.usual")}</span>` : nothing}</dd></div>
        <div><dt>${t("retention.due")}</dt><dd>${t("retention.rows", { count: due })}</dd></div>
        <div><dt>${t("retention.last")}</dt><dd>${last}</dd></div>
      </dl>
      ${maySet ? this._acts(job, name) : nothing}
    </li>`;
  }

  _acts(job: RetentionJobView, name: string) {
    return html`<div class="acts">
      <button class="button small" type="button" aria-label="${t("retention.change")}: ${name}" @click=${() => this._change(job)}>${t("retention.change")}</button>
      ${job.due > 0 ? html`<button class="button small" type="button" aria-label="${t("retention.run")}: ${name}" @click=${() => this._run(job)}>${t("retention.run")}</button>` : nothing}
    </div>`;
  }

  async _change(job: RetentionJobView): Promise<void> {
    if (await askRetention(job)) toast({ text: t("retention.saved") });
    await this.loaded.reload();
  }

  async _run(job: RetentionJobView): Promise<void> {
    const name = t(`retention.job.${job.job}`);
    const effects = [t("retention.run.effect", { count: job.due, when: formatDay(new Date(job.since)) })];
    const run = async () => void (await runRetention(api, job.job));
    const asked = { heading: t("retention.run.heading", { name }), effects, action: t("retention.run"), danger: true };
    if (!(await confirm({ ...asked, run, failure: failureText }))) return;
    toast({ text: t("retention.ran", { name }) });
    await this.loaded.reload();
  }

  static override styles = [
    shared,
    buttons,
    states,
    surfaces,
    pageStyles,
    css`
      :host {
        max-width: 1100px;
      }
      .jobs {
        display: grid;
        grid-template-columns: minmax(0, 1.2fr) minmax(0, 1.6fr) auto;
        margin: 0 0 20px;
        padding: 0;
        list-style: none;
      }
      .jobs li {
        display: grid;
        grid-column: 1 / -1;
        grid-template-columns: subgrid;
        gap: 8px 24px;
        align-items: center;
        padding: 16px 24px;
        border-top: 1px solid var(--line);
      }
      .jobs li:first-child {
        border-top: 0;
      }
      h2 {
        font: 650 var(--size-text) / 1.4 var(--text);
        letter-spacing: 0;
      }
      .what .soft {
        font-size: var(--size-small);
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(130px, 100%), 1fr));
        gap: 4px 16px;
        margin: 0;
        font-variant-numeric: tabular-nums;
      }
      dt {
        color: var(--soft);
        font-size: var(--size-small);
      }
      dd {
        margin: 0;
      }
      .acts {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        justify-content: end;
      }
      @media (max-width: 900px) {
        .jobs {
          grid-template-columns: minmax(0, 1fr);
        }
        .jobs li {
          padding: 16px;
        }
        .acts {
          justify-content: start;
        }
      }
    `,
  ];
}

customElements.define("retention-page", RetentionPage);
declare global {
  interface HTMLElementTagNameMap {
    "retention-page": RetentionPage;
  }
}
