import { css, html, nothing } from "lit";
import { KlykaElement } from "../../components/element.ts";
import { missing } from "../../components/missing.ts";
import { api } from "../../data/client.ts";
import { type JobItemView, type JobView, listJobPhones } from "../../data/jobs.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import type { Page } from "../../data/paged-rows.ts";
import { Soon } from "../../data/soon.ts";
import { refusalText } from "../../i18n/errors.ts";
import { spokenInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { goTo } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { pageStyles } from "../page-styles.ts";
import "./job-progress.ts";
import { itemState, jobText } from "./words.ts";

const outcomes = ["refused", "waiting", "changed", "unchanged"] as const;
const atOnce = 100;
/** Milliseconds between two looks at the phones while the job moves. */
const pause = 700;

/** One job: how far it has come, and what became of each phone. */
export class JobPage extends KlykaElement {
  static override properties = {
    params: { attribute: false },
    job: { state: true },
    outcome: { state: true },
    most: { state: true },
  };
  declare params: Readonly<Record<string, string>>;
  declare job: JobView | null;
  declare outcome: string;
  declare most: number;
  readonly phones = new Loaded<Page<JobItemView>>(this, (signal) =>
    listJobPhones(api, this._id(), { outcome: this.outcome, limit: this.most }, signal),
  );
  readonly soon = new Soon(this, pause, () => this.phones.reload());
  readonly events = listen(this, { reload: () => void this.phones.reload() });
  #asked = "";

  constructor() {
    super();
    this.params = {};
    this.job = null;
    this.outcome = "";
    this.most = atOnce;
  }

  override willUpdate(): void {
    const asked = JSON.stringify([this._id(), this.outcome, this.most]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    void this.phones.reload();
  }

  override render() {
    const { job } = this;
    return html`<div class="page-head">
        <p class="soft"><a href=${pathTo("jobs")}>${t("jobs.title")}</a></p>
        <h1 tabindex="-1">${job ? jobText(job) : t("jobs.job")}</h1>
        ${job ? this._about(job) : nothing}
      </div>
      <div class="stack">
        <section class="surface panel wide" aria-label=${t("jobs.progress")}>
          <job-progress .jobId=${this._id()} @job-moved=${this._moved} @job-undone=${this._undone}></job-progress>
        </section>
        <section class="surface list" aria-label=${t("jobs.column.outcome")}>${this._filter()} ${missing(this.phones, t("list.loading"))} ${this._table()}</section>
      </div>`;
  }

  _about({ by, createdAt, endedAt, cancelledBy, undoes, undoneBy }: JobView) {
    const when = (instant: string) => spokenInstant(new Date(instant), new Date());
    const linked = (id: string | null, text: string) => (id ? html` <a href=${pathTo("job", { job: id })}>${text}</a>` : nothing);
    return html`<p class="soft">
      ${t("jobs.by", { who: by, when: when(createdAt) })}${endedAt ? html` · ${t("jobs.ended", { when: when(endedAt) })}` : nothing}
      ${cancelledBy ? t("jobs.cancelled_by", { who: cancelledBy }) : nothing}
      ${linked(undoes, t("jobs.undoes"))} ${linked(undoneBy, t("jobs.undone"))}
    </p>`;
  }

  _filter() {
    return html`<label class="field inline"
      ><span>${t("jobs.column.outcome")}</span
      ><select
        class="input"
        @change=${(event: Event) => {
          if (event.target instanceof HTMLSelectElement) this.outcome = event.target.value;
          this.most = atOnce;
        }}
      >
        <option value="" ?selected=${this.outcome === ""}>${t("jobs.filter.all")}</option>
        ${outcomes.map((one) => html`<option value=${one} ?selected=${this.outcome === one}>${t(`jobs.outcome.${one}`)}</option>`)}
      </select></label
    >`;
  }

  _table() {
    const { value, face } = this.phones;
    const { job } = this;
    if (!value || face !== "ready" || !job) return nothing;
    if (value.rows.length === 0) return html`<p class="face">${t("jobs.filter.none")}</p>`;
    return html`<table>
        <thead>
          <tr><th scope="col">${t("jobs.column.phone")}</th><th scope="col">${t("jobs.column.outcome")}</th><th scope="col">${t("jobs.column.why")}</th></tr>
        </thead>
        <tbody>
          ${value.rows.map(
            (row) => html`<tr>
              <td>${row.phoneId ? html`<a href=${pathTo("phone", { phone: row.phoneId })}>${row.name}</a>` : row.name}</td>
              <td>${itemState(row, job)}</td>
              <td>${row.code ? refusalText(row.code, row.values) : nothing}</td>
            </tr>`,
          )}
        </tbody>
      </table>
      ${
        value.rows.length < value.total && this.most < 500
          ? html`<p class="face"><button class="button" type="button" @click=${() => {
              this.most = 500;
            }}>${t("users.and_more", { count: value.total - value.rows.length })}</button></p>`
          : nothing
      }`;
  }

  _moved(event: CustomEvent<JobView>): void {
    this.job = event.detail;
    this.soon.tell();
  }

  _undone(event: CustomEvent<JobView>): void {
    goTo(pathTo("job", { job: event.detail.id }));
  }

  _id(): string {
    return this.params.job ?? "";
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    surfaces,
    pageStyles,
    css`
      .stack {
        display: grid;
        gap: 16px;
      }
      .panel.wide {
        justify-items: stretch;
      }
      .list {
        padding: 16px;
        overflow-x: auto;
      }
      .inline {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 12px;
        margin-bottom: 8px;
      }
      .inline select {
        width: auto;
      }
      .face {
        padding: 16px 8px;
      }
      table {
        width: 100%;
        border-collapse: collapse;
      }
      th {
        color: var(--soft);
        font-size: var(--size-small);
        font-weight: 600;
        text-align: left;
      }
      th,
      td {
        padding: 8px;
        border-bottom: 1px solid var(--line);
        vertical-align: top;
        overflow-wrap: anywhere;
      }
      td .state {
        white-space: nowrap;
      }
    `,
  ];
}

customElements.define("job-page", JobPage);
declare global {
  interface HTMLElementTagNameMap {
    "job-page": JobPage;
  }
}
