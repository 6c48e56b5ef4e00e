import { css, html, nothing } from "lit";
import { KlykaElement } from "../../components/element.ts";
import { missing } from "../../components/missing.ts";
import { api } from "../../data/client.ts";
import { type JobView, listJobs } from "../../data/jobs.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import type { Page } from "../../data/paged-rows.ts";
import { Soon } from "../../data/soon.ts";
import { spokenInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";
import { jobState, jobText } from "./words.ts";

const most = 100;

/** What has been done to many phones at once, and what is being done now, live. */
export class JobsPage extends KlykaElement {
  readonly jobs = new Loaded<Page<JobView>>(this, (signal) => listJobs(api, { limit: most }, signal));
  readonly soon = new Soon(this, 500, () => this.jobs.reload());
  readonly events = listen(this, { job: this.soon.tell, reload: this.soon.tell });

  override connectedCallback(): void {
    super.connectedCallback();
    void this.jobs.reload();
  }

  override render() {
    const { face, value } = this.jobs;
    return html`<div class="page-head">
        <p class="soft"><a href=${pathTo("phones")}>${t("section.phones")}</a></p>
        <h1 tabindex="-1">${t("jobs.title")}</h1>
        <p class="soft">${t("jobs.text")}</p>
      </div>
      ${missing(this.jobs, t("list.loading"))}
      ${value && face === "ready" ? (value.rows.length === 0 ? this._empty() : this._list(value.rows)) : nothing}`;
  }

  _empty() {
    return html`<div class="surface empty"><p>${t("jobs.empty")}</p><a class="button" href=${pathTo("phones")}>${t("jobs.to_phones")}</a></div>`;
  }

  _list(rows: readonly JobView[]) {
    return html`<ul class="surface">${rows.map((job) => this._row(job))}</ul>`;
  }

  _row(job: JobView) {
    const done = job.changed + job.unchanged + job.refused;
    const when = spokenInstant(new Date(job.createdAt), new Date());
    return html`<li>
      <a href=${pathTo("job", { job: job.id })}><strong>${jobText(job)}</strong></a>
      <span class="state-cell">${jobState(job)}</span>
      <span class="soft">${t("jobs.by", { who: job.by, when })}${job.undoes ? html` · ${t("jobs.undoes")}` : nothing}${job.undoneBy ? html` · ${t("jobs.undone")}` : nothing}</span>
      <span class="figures">${t("jobs.done_of", { done, total: job.total })}${job.refused > 0 ? html` · <span class="wrong">${t("jobs.refused", { count: job.refused })}</span>` : nothing}</span>
      ${job.state === "running" ? html`<progress max=${job.total} .value=${done} aria-label=${t("jobs.progress")}></progress>` : nothing}
    </li>`;
  }

  static override styles = [
    shared,
    buttons,
    states,
    surfaces,
    pageStyles,
    css`
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 2px 16px;
        padding: 14px 20px;
        border-bottom: 1px solid var(--line);
        overflow-wrap: anywhere;
      }
      li:last-child {
        border-bottom: 0;
      }
      .state-cell,
      .figures {
        justify-self: end;
        font-variant-numeric: tabular-nums;
      }
      .wrong {
        color: var(--stop-ink);
      }
      progress {
        grid-column: 1 / -1;
        width: 100%;
        margin-top: 6px;
        accent-color: var(--accent);
      }
      .empty {
        display: grid;
        gap: 12px;
        justify-items: start;
        padding: 24px;
      }
      @media (max-width: 560px) {
        li {
          grid-template-columns: 1fr;
        }
        .state-cell,
        .figures {
          justify-self: start;
        }
      }
    `,
  ];
}

customElements.define("jobs-page", JobsPage);
declare global {
  interface HTMLElementTagNameMap {
    "jobs-page": JobsPage;
  }
}
