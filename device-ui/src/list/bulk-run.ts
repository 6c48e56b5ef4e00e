import { css, html, nothing, type ReactiveControllerHost, type TemplateResult } from "lit";
import type { BulkResultView } from "../../../portal/users-many.ts";
import { api } from "../data/client.ts";
import { ApiError } from "../data/problem.ts";
import { undoWrite } from "../data/undo-toast.ts";
import { refusalText } from "../i18n/errors.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";

type BulkRunOf = {
  /** All that it shall be done to. */
  readonly ids: () => readonly string[];
  /** How many the server takes at once. */
  readonly mostAtOnce: number;
  readonly send: (
    ids: readonly string[],
  ) => Promise<{ readonly results: readonly BulkResultView[]; readonly auditId: string | null }>;
  /** Called whenever something has been written. */
  readonly changed: () => void;
  /** How many it was done to, in words; absent: changed. */
  readonly outcome?: (count: number) => string;
};

/**
 * The same change for many, in parts that show how far it has come: it can be stopped between two, gone on with, and taken
 * back; each that was refused says why. Styles: `bulkStyles`.
 */
export class BulkRun {
  readonly #host: ReactiveControllerHost;
  readonly #of: BulkRunOf;
  #written: string[] = [];
  #stopped = false;
  step: "ready" | "running" | "done" = "ready";
  results: readonly BulkResultView[] = [];
  failure: string | null = null;

  constructor(host: ReactiveControllerHost, of: BulkRunOf) {
    this.#host = host;
    this.#of = of;
  }

  /** All that have no result yet. */
  async run(): Promise<void> {
    this.failure = null;
    this.#stopped = false;
    const left = this.#left();
    const { mostAtOnce, send, changed } = this.#of;
    try {
      for (let at = 0; at < left.length && !this.#stopped; at += mostAtOnce) {
        this.#to("running");
        const { results, auditId } = await send(left.slice(at, at + mostAtOnce));
        this.results = [...this.results, ...results];
        if (auditId) this.#written.push(auditId);
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failure = failureText(error);
    }
    this.#to("done");
    changed();
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Takes back all that was written, the last first. */
  async undo(): Promise<void> {
    for (const id of this.#written.splice(0).toReversed()) await undoWrite(api, id, this.#of.changed);
  }

  /** How far it has come, and then what became of it. */
  progress(): TemplateResult {
    const { length: total } = this.#of.ids();
    const { length: done } = this.results;
    const refused = this.results.filter(({ outcome }) => outcome === "refused");
    return html`<div class="stack">
      ${
        this.step === "running"
          ? html`<p role="status">${t("bulk.running", { done, total })}</p>
              <progress max=${total} .value=${done} aria-label=${t("bulk.progress")}></progress>`
          : html`<p role="status">${this.#outcome(total)}</p>`
      }
      ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing}
      ${
        refused.length > 0
          ? html`<ul class="refused">${refused.map((one) => html`<li><strong>${one.name}:</strong> ${refusalText(one.code, one.values)}</li>`)}</ul>`
          : nothing
      }
    </div>`;
  }

  /** For the slot `actions`, while it runs and after. @param close takes the dialog away */
  buttons(close: () => void): TemplateResult {
    const button = (label: string, click: () => void, filled = false) =>
      html`<button slot="actions" class="button ${filled ? "filled" : ""}" type="button" @click=${click}>${label}</button>`;
    if (this.step === "running") return button(t("bulk.stop"), () => this.stop());
    const undo = () => void this.undo().then(close);
    return html`${this.#written.length > 0 ? button(t("action.undo"), undo) : nothing}
      ${this.#left().length > 0 ? button(t("bulk.rest"), () => void this.run()) : nothing}
      ${button(t("action.close"), close, true)}`;
  }

  #outcome(total: number): TemplateResult {
    const of = (wanted: BulkResultView["outcome"]) => this.results.filter(({ outcome }) => outcome === wanted).length;
    const left = total - this.results.length;
    const words = this.#of.outcome ?? ((count) => t("bulk.changed", { count }));
    return html`<strong>${words(of("changed"))}</strong>
      ${of("unchanged") > 0 ? t("bulk.unchanged", { count: of("unchanged") }) : ""}
      ${of("refused") > 0 ? t("bulk.refused", { count: of("refused") }) : ""}
      ${left > 0 ? t("bulk.left", { count: left }) : ""}`;
  }

  #left(): readonly string[] {
    const done = new Set(this.results.map(({ id }) => id));
    return this.#of.ids().filter((id) => !done.has(id));
  }

  #to(step: "running" | "done"): void {
    this.step = step;
    this.#host.requestUpdate();
  }
}

export const bulkStyles = css`
  :host {
    display: contents;
  }
  .stack {
    display: grid;
    gap: 16px;
  }
  progress {
    width: 100%;
    accent-color: var(--accent);
  }
  .refused {
    display: grid;
    gap: 4px;
    max-height: 40dvh;
    margin: 0;
    padding: 12px 16px 12px 32px;
    overflow: auto;
    border-radius: var(--radius);
    background: var(--stop-ground);
    color: var(--stop-ink);
  }
`;
