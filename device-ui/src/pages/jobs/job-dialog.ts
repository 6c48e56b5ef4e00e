import { css, html, nothing } from "lit";
import { KlykaElement } from "../../components/element.ts";
import { selectField } from "../../components/fields.ts";
import { diffStyles, lineDiff } from "../../components/line-diff.ts";
import { answerOf } from "../../components/modal-dialog.ts";
import { badge } from "../../components/states.ts";
import { toast } from "../../components/toasts.ts";
import { api, session } from "../../data/client.ts";
import { type JobChange, type JobPreviewView, type JobView, type PhoneSelection, previewJob, startJob } from "../../data/jobs.ts";
import { ApiError } from "../../data/problem.ts";
import { type Reach, tryOut } from "../../data/reach.ts";
import { keepSelection } from "../../data/rollouts.ts";
import { errorText, refusalText } from "../../i18n/errors.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { goTo } from "../../router/navigate.ts";
import { addressOf, pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states } from "../../style/controls.ts";
import { WrongSetting } from "../phone-settings/setting-field.ts";
import { changeFields, changeOf, operatorsOnly, type Values, type What, whats } from "./change-fields.ts";
import "./job-progress.ts";

type Named = readonly { readonly id: string; readonly name: string }[];
export type JobQuestion = {
  readonly selection: PhoneSelection;
  /** How many phones that is, as the list shows it. */
  readonly count: number;
  readonly sites: Named;
  readonly layouts: Named;
};

/** One thing for many phones: chosen, counted, its effect on files shown, done as a job that is seen or left to itself. */
export class JobDialog extends KlykaElement {
  static override properties = {
    question: { attribute: false },
    values: { state: true },
    step: { state: true },
    preview: { state: true },
    reach: { state: true },
    job: { state: true },
    failure: { state: true },
  };
  declare question: JobQuestion;
  declare values: Values;
  declare step: "choose" | "counting" | "check" | "run";
  declare preview: JobPreviewView | null;
  declare reach: Reach | null;
  declare job: JobView | null;
  declare failure: string | null;
  declare answer: () => void;

  constructor() {
    super();
    this.values = { what: "layout", said: {}, target: null, organisation: null };
    this.step = "choose";
    this.preview = null;
    this.reach = null;
    this.job = null;
    this.failure = null;
    this.answer = () => undefined;
  }

  override render() {
    return html`<modal-dialog
      heading=${t("jobs.heading", { count: this.job?.total ?? this.question.count })}
      open
      .wide=${this.step === "check" && (this.reach?.differences.length ?? 0) > 0}
      @dialog-close=${() => this.answer()}
    >
      <div class="stack">
        ${this.step === "choose" ? this._choose() : nothing}
        ${this.step === "counting" ? html`<p role="status">${t("jobs.counting")}</p><progress aria-label=${t("jobs.counting")}></progress>` : nothing}
        ${this.step === "check" && this.preview ? this._check(this.preview) : nothing}
        ${this.step === "run" && this.job ? this._running(this.job) : nothing}
        ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      </div>
      ${this._buttons()}
    </modal-dialog>`;
  }

  _choose() {
    const { sites, layouts, count } = this.question;
    const operating = session.current?.operating ?? false;
    const firmware = addressOf("newRollout") !== null;
    const offered = whats.filter((one) => (operating || !operatorsOnly.includes(one)) && (one !== "firmware" || firmware));
    return html`<form id="job" class="stack" @submit=${this._next} @input=${this._typed} @change=${this._typed} novalidate>
      ${selectField({ name: "what", label: t("jobs.what"), value: this.values.what, choices: offered.map((one) => ({ value: one, label: t(`jobs.what.${one}`) })) })}
      ${changeFields(this.values, { sites, layouts, operating, count }, (values) => this._set(values))}
    </form>`;
  }

  _check({ changed, unchanged, refused, used }: JobPreviewView) {
    const { what } = this.values;
    return html`<div class="stack" role="status">
        <p><strong>${changed === 0 ? t("jobs.preview.nothing") : t(what === "resync" ? "jobs.preview.resync" : "jobs.preview.changed", { count: changed })}</strong>
        ${unchanged > 0 ? t("jobs.preview.unchanged", { count: unchanged }) : nothing}</p>
        ${used > 0 && (what === "organisation" || what === "retire") ? html`<p class="notice waiting">${t("jobs.preview.used", { count: used })}</p>` : nothing}
        ${refused.length > 0 ? html`<ul class="notice waiting">${refused.map(({ code, values, count }) => html`<li>${t("jobs.preview.refused", { count, why: refusalText(code, values) })}</li>`)}</ul>` : nothing}
      </div>
      ${this.reach && this.reach.differences.length > 0 ? this._files(this.reach) : nothing}`;
  }

  _files({ differences, compared }: Reach) {
    return html`<section class="stack">
      <div><h3>${t("jobs.preview.files")}</h3><span class="soft">${t("jobs.preview.compared", { count: compared })}</span></div>
      ${differences.map(
        ({ removed, added, restarts, phoneIds }) => html`<div>
          <p class="soft">${t("keys.reach.group", { count: phoneIds.length })} ${restarts ? badge("waiting", t("jobs.preview.restarts")) : nothing}</p>
          ${lineDiff(removed, added)}
        </div>`,
      )}
    </section>`;
  }

  _running({ id }: JobView) {
    return html`<job-progress
      .jobId=${id}
      @job-moved=${(event: CustomEvent<JobView>) => {
        this.job = event.detail;
      }}
      @job-undone=${(event: CustomEvent<JobView>) => {
        this.job = event.detail;
      }}
    ></job-progress>`;
  }

  _buttons() {
    const button = (label: string, click: () => void, look = "") =>
      html`<button slot="actions" class="button ${look}" type="button" @click=${click}>${label}</button>`;
    const submit = (label: string, look: string) =>
      html`<button slot="actions" class="button ${look}" type="submit" form="job">${label}</button>`;
    const { what } = this.values;
    const danger = what === "retire" || what === "organisation" ? "danger" : "filled";
    if (this.step === "choose") {
      return html`${button(t("action.cancel"), () => this.answer())}
      ${submit(t(what === "firmware" ? "jobs.firmware.open" : "jobs.next"), "filled")}`;
    }
    if (this.step === "check") {
      const count = this.preview?.changed ?? 0;
      const key = what === "resync" ? "jobs.start.resync" : what === "retire" ? "jobs.start.retire" : "jobs.start";
      return html`${button(t("jobs.back"), () => this._back())} ${count > 0 ? button(t(key, { count }), () => void this._start(), danger) : nothing}`;
    }
    if (this.step !== "run" || !this.job) return nothing;
    const { id, state } = this.job;
    const see = () => {
      this.answer();
      goTo(pathTo("job", { job: id }));
    };
    return html`${button(t("jobs.see"), see)} ${button(t(state === "running" ? "jobs.leave" : "action.close"), () => this.answer(), "filled")}`;
  }

  _typed(event: Event): void {
    const { target } = event;
    const isField =
      target instanceof HTMLSelectElement || target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    if (!isField || target.name === "") return;
    const { name, value } = target;
    if (name === "what") {
      const what: What = whats.find((one) => one === value) ?? "layout";
      if (what !== this.values.what) this.values = { what, said: {}, target: null, organisation: null };
      return;
    }
    // Another setting or kind of key has another value.
    const cleared = (name === "name" && this.values.what === "setting") || name === "kind" ? { value: "" } : {};
    if (this.values.said[name] === value) return;
    this._set({ said: { ...this.values.said, ...cleared, [name]: value }, ...(name === "kind" ? { target: null } : {}) });
  }

  _set(values: Partial<Values>): void {
    this.values = { ...this.values, ...values };
    this.failure = null;
  }

  _back(): void {
    this.step = "choose";
    this.failure = null;
  }

  async _next(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.values.what === "firmware") {
      await this._try(async () => {
        const { id } = await keepSelection(api, this.question.selection);
        this.answer();
        goTo(addressOf("newRollout", {}, { selection: id }) ?? "/");
      }, "choose");
      return;
    }
    const change = this._change();
    if (change === null) return;
    await this._try(async () => {
      this.step = "counting";
      this.preview = await previewJob(api, this.question.selection, change);
      this.reach = await this._compare(change, this.preview.first);
      this.step = "check";
    }, "choose");
  }

  /** Null: something is still to be said, and it is told what. */
  _change(): JobChange | null {
    try {
      const change = changeOf(this.values);
      if (change === null) this.failure = errorText("input_invalid");
      return change;
    } catch (error) {
      if (!(error instanceof WrongSetting)) throw error;
      this.failure = error.message;
      return null;
    }
  }

  /** What would change in the files of the first of them; nothing where there is nothing to compare. */
  async _compare(change: JobChange, phones: readonly string[]): Promise<Reach | null> {
    if (change.what === "retire" || change.what === "resync" || change.what === "organisation") return null;
    return tryOut(api, { method: "post", path: "/phones/bulk", body: { phones, change } });
  }

  async _start(): Promise<void> {
    const change = changeOf(this.values);
    if (change === null) return;
    await this._try(async () => {
      this.job = await startJob(api, this.question.selection, change);
      this.step = "run";
      toast({ text: t("jobs.started") });
    }, "check");
  }

  async _try(work: () => Promise<void>, otherwise: "choose" | "check"): Promise<void> {
    this.failure = null;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failure = failureText(error);
      this.step = otherwise;
    }
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    diffStyles,
    css`
      :host {
        display: contents;
      }
      .stack {
        display: grid;
        gap: 14px;
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(180px, 100%), 1fr));
        gap: 12px;
      }
      ul {
        margin: 0;
        padding-left: 32px;
      }
      h3 {
        font: 650 var(--size-text) / 1.4 var(--text);
      }
      progress {
        width: 100%;
        accent-color: var(--accent);
      }
    `,
  ];
}

/** Stays until it is closed. @returns whether a job was started */
export async function doToMany(question: JobQuestion): Promise<boolean> {
  const dialog = Object.assign(document.createElement("job-dialog"), { question });
  await answerOf(dialog);
  return dialog.job !== null;
}

customElements.define("job-dialog", JobDialog);
declare global {
  interface HTMLElementTagNameMap {
    "job-dialog": JobDialog;
  }
}
