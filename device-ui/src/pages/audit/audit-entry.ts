import { html, nothing } from "lit";
import { ArrowRight, Undo2, X } from "lucide";
import { KlykaElement } from "../../components/element.ts";
import { icon } from "../../components/icon.ts";
import { confirmReach } from "../../components/reach-dialog.ts";
import { badge } from "../../components/states.ts";
import { toast } from "../../components/toasts.ts";
import { type AuditDetail, type AuditView, readAudit, type SaidView } from "../../data/audit.ts";
import { api } from "../../data/client.ts";
import { ApiError } from "../../data/problem.ts";
import { tryOut } from "../../data/reach.ts";
import { undoFailure, undoWrite } from "../../data/undo-toast.ts";
import { failureText } from "../../i18n/failure.ts";
import { formatInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, shared, states } from "../../style/controls.ts";
import { auditEntryStyles } from "./audit-styles.ts";
import { actorOf, addressOfThing, changesOf, fieldName, plainSentence, subjectOf, valueText } from "./words.ts";

/** One entry of the change log: who, when, from where, what exactly, and the way back. Tells `entry-close`. */
export class AuditEntry extends KlykaElement {
  static override properties = {
    entryId: { attribute: false },
    detail: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  declare entryId: string;
  declare detail: AuditDetail | null;
  declare failure: unknown;
  declare busy: boolean;
  #abort = new AbortController();

  constructor() {
    super();
    this.entryId = "";
    this.detail = null;
    this.failure = null;
    this.busy = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort.abort();
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("entryId")) void this.load(true);
  }

  /** @param anew another entry: the one before is not shown meanwhile */
  async load(anew = false): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    if (anew) this.detail = null;
    this.failure = null;
    try {
      const detail = await readAudit(api, this.entryId, signal);
      if (!signal.aborted) this.detail = detail;
    } catch (error) {
      if (!signal.aborted) this.failure = error;
    }
  }

  /** For whoever came by the keyboard. */
  async comeTo(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector("h2")?.focus();
  }

  override render() {
    const { detail, failure } = this;
    return html`<div class="panel">
      <header>
        <h2 tabindex="-1">${detail ? plainSentence(detail.entry) : t("log.entry")}</h2>
        <button class="button quiet icon-only" type="button" aria-label=${t("action.close")} @click=${() => this.tell("entry-close", null)}>
          ${icon(X)}
        </button>
      </header>
      ${failure ? this._failed(failure) : nothing}
      ${detail ? this._entry(detail) : failure ? nothing : html`<p class="soft" role="status">${t("log.loading")}</p>`}
    </div>`;
  }

  _failed(failure: unknown) {
    if (failure instanceof ApiError && failure.status === 404) {
      return html`<div class="notice" role="status"><strong>${t("log.entry.missing")}.</strong> ${t("log.entry.missing.text")}</div>`;
    }
    return html`<div class="notice stop" role="alert">${failureText(failure)}</div>
      <div><button class="button" type="button" @click=${() => this.load(true)}>${t("action.retry")}</button></div>`;
  }

  _entry({ entry, together }: AuditDetail) {
    return html`${this._marks(entry)}
      <dl>
        <dt>${t("log.entry.when")}</dt>
        <dd><time datetime=${entry.at}>${formatInstant(new Date(entry.at))}</time></dd>
        <dt>${t("log.entry.who")}</dt>
        <dd>${actorOf(entry)}</dd>
        ${entry.address === null ? nothing : html`<dt>${t("log.entry.where")}</dt><dd>${entry.address}</dd>`}
        ${entry.subject.name === "" ? nothing : html`<dt>${t("log.entry.about")}</dt><dd>${entry.subject.name}</dd>`}
      </dl>
      ${this._links(entry)}
      <section aria-label=${t("log.entry.changes")}>
        <h3>${t("log.entry.changes")}</h3>
        ${entry.changes.length === 0 ? html`<p class="soft">${t("log.entry.no_changes")}</p>` : html`<ul class="changes">${changesOf(entry).map((one) => this._change(one))}</ul>`}
      </section>
      ${this._together(together)} ${this._undo(entry)}`;
  }

  _marks({ undoneBy, undoes }: AuditView) {
    if (undoneBy === null && undoes === null) return nothing;
    const link = (id: string, text: string) => html`<a href=${pathTo("audit", { entry: id })}>${text}</a>`;
    return html`<div class="links">
      ${undoneBy === null ? nothing : html`${badge("off", t("log.was_undone"))}${link(undoneBy, t("log.see_undo"))}`}
      ${undoes === null ? nothing : html`${badge("off", t("log.is_undo"))}${link(undoes, t("log.see_undone"))}`}
    </div>`;
  }

  _links(entry: AuditView) {
    const { actor, subject } = entry;
    const name = subjectOf(entry);
    const address = addressOfThing(subject.kind, subject.id);
    return html`<div class="links">
      ${address === null ? nothing : html`<a href=${address}>${t("log.entry.open", { name })}</a>`}
      ${subject.name === "" ? nothing : html`<a href=${pathTo("audit", { about: subject.id })}>${t("log.entry.all_about", { name })}</a>`}
      ${actor.id === null ? nothing : html`<a href=${pathTo("audit", { by: actor.id })}>${t("log.entry.all_by", { name: actor.name })}</a>`}
    </div>`;
  }

  _change({ field, before, after }: AuditView["changes"][number]) {
    const made = before === null;
    return html`<li>
      <span class="name">${fieldName(field)}</span>
      ${
        made
          ? html`<span class="values made">${value(field, after)}</span>`
          : html`<span class="values"
              ><span class="before"><span class="hidden">${t("log.entry.before")}: </span>${value(field, before)}</span
              ><span class="arrow">${icon(ArrowRight, 16)}</span
              ><span><span class="hidden">${t("log.entry.after")}: </span>${value(field, after)}</span></span
            >`
      }
    </li>`;
  }

  _together(together: readonly AuditView[]) {
    if (together.length === 0) return nothing;
    return html`<section aria-label=${t("log.entry.together")}>
      <h3>${t("log.entry.together")}</h3>
      <ul class="together">
        ${together.map((one) => html`<li><a href=${pathTo("audit", { entry: one.id })}>${plainSentence(one)}</a></li>`)}
      </ul>
    </section>`;
  }

  _undo({ undoable, undoneBy, together }: AuditView) {
    if (!undoable) return undoneBy === null ? html`<p class="undo soft">${t("log.undo.not")}</p>` : nothing;
    return html`<div class="undo">
      <button class="button" type="button" ?disabled=${this.busy} @click=${this._takeBack}>
        ${icon(Undo2, 18)}${together > 1 ? t("log.undo.together", { count: together }) : t("log.undo")}
      </button>
      <p class="soft">${t("log.undo.text")}</p>
    </div>`;
  }

  /** Says first whom it reaches, when it is more than one phone. */
  async _takeBack(): Promise<void> {
    const { detail } = this;
    if (detail === null || this.busy) return;
    this.busy = true;
    try {
      const reach = await tryOut(api, { method: "post", path: `/audit/${detail.entry.id}/undo` });
      const heading = t("log.undo");
      if (reach.total > 1 && !(await confirmReach({ heading, text: plainSentence(detail.entry), action: heading, reach })))
        return;
      if (await undoWrite(api, detail.entry.id, () => this.load())) await this.load();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast({ text: undoFailure(error), tone: "failed" });
      await this.load();
    } finally {
      this.busy = false;
    }
  }

  static override styles = [shared, buttons, states, auditEntryStyles];
}

/** A thing that is still there leads to its page. */
function value(field: string, said: SaidView) {
  const isRef = said !== null && typeof said === "object" && !Array.isArray(said) && said.kind === "ref";
  const address = isRef && said.name !== null ? addressOfThing(said.of, said.id) : null;
  const text = valueText(field, said);
  return address === null ? text : html`<a href=${address}>${text}</a>`;
}

customElements.define("audit-entry", AuditEntry);
declare global {
  interface HTMLElementTagNameMap {
    "audit-entry": AuditEntry;
  }
}
