import { css, html, nothing } from "lit";
import { doing } from "../../components/doing.ts";
import { KlykaElement } from "../../components/element.ts";
import { missing } from "../../components/missing.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { cancelJob, type JobView, readJob, undoJob } from "../../data/jobs.ts";
import { listen } from "../../data/live.ts";
import { Loaded } from "../../data/loaded.ts";
import { t } from "../../i18n/index.ts";
import { buttons, shared, states } from "../../style/controls.ts";
import { jobState } from "./words.ts";

/** How far a job has come, live. Tells `job-moved` with the job whenever it has, and `job-undone` with the one that takes it back. */
export class JobProgress extends KlykaElement {
  static override properties = { jobId: { attribute: false }, busy: { state: true } };
  declare jobId: string;
  declare busy: boolean;
  readonly loaded = new Loaded<JobView>(this, (signal) => this._read(signal));
  readonly events = listen(this, { job: () => void this.loaded.reload(), reload: () => void this.loaded.reload() });
  #asked = "";

  constructor() {
    super();
    this.jobId = "";
    this.busy = false;
  }

  override willUpdate(): void {
    if (this.jobId === this.#asked) return;
    this.#asked = this.jobId;
    this.loaded.restart();
  }

  override render() {
    const { face, value } = this.loaded;
    return html`${missing(this.loaded, t("list.loading"))}${value && face === "ready" ? this._job(value) : nothing}`;
  }

  _job(job: JobView) {
    const { total, changed, unchanged, refused, state } = job;
    const done = changed + unchanged + refused;
    const left = total - done;
    const count = (key: "changed" | "unchanged" | "refused" | "waiting" | "left", count: number) =>
      count > 0 ? html`<li class=${key}>${t(`jobs.${key}`, { count })}</li>` : nothing;
    return html`<div class="top" role="status">${jobState(job)}<strong>${t("jobs.done_of", { done, total })}</strong></div>
      <progress max=${total} .value=${done} aria-label=${t("jobs.progress")}></progress>
      <ul>
        ${count("changed", changed)} ${count("unchanged", unchanged)} ${count("refused", refused)}
        ${count(state === "running" ? "waiting" : "left", left)}
      </ul>
      ${this._buttons(job)}`;
  }

  _buttons({ state, undoable }: JobView) {
    if (state === "running") {
      return html`<div><button class="button" type="button" ?disabled=${this.busy} @click=${this._cancel}>${t("jobs.cancel")}</button></div>`;
    }
    if (!undoable) return nothing;
    return html`<div class="undo">
      <button class="button" type="button" ?disabled=${this.busy} @click=${this._undo}>${t("jobs.undo")}</button>
      <span class="soft">${t("jobs.undo.text")}</span>
    </div>`;
  }

  async _read(signal: AbortSignal): Promise<JobView> {
    const job = await readJob(api, this.jobId, signal);
    this.tell("job-moved", job);
    return job;
  }

  async _cancel(): Promise<void> {
    await doing(this, async () => {
      const job = await cancelJob(api, this.jobId);
      this.loaded.take(job);
      this.tell("job-moved", job);
    });
  }

  async _undo(): Promise<void> {
    await doing(this, async () => {
      const undoing = await undoJob(api, this.jobId);
      toast({ text: t("jobs.undoing") });
      this.tell("job-undone", undoing);
    });
  }

  static override styles = [
    shared,
    buttons,
    states,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      .top {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 8px 16px;
        font-variant-numeric: tabular-nums;
      }
      progress {
        width: 100%;
        height: 10px;
        accent-color: var(--accent);
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 20px;
        margin: 0;
        padding: 0;
        list-style: none;
        font-variant-numeric: tabular-nums;
      }
      .refused {
        color: var(--stop-ink);
      }
      .undo {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 16px;
      }
      .undo span {
        flex: 1 1 240px;
        font-size: var(--size-small);
      }
    `,
  ];
}

customElements.define("job-progress", JobProgress);
declare global {
  interface HTMLElementTagNameMap {
    "job-progress": JobProgress;
  }
}
