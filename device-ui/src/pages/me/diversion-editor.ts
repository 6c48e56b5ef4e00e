import { css, html, nothing, type TemplateResult } from "lit";
import type { OfferedEnd } from "../../../../domain/diversion-ends.ts";
import type { ReasonCode } from "../../../../domain/diversion-reasons.ts";
import { KlykaElement } from "../../components/element.ts";
import { toast } from "../../components/toasts.ts";
import {
  type AbsenceDoneView,
  type AbsenceView,
  changeDiversion,
  type DiversionFields,
  type DiversionView,
  hoursOf,
  loadAbsence,
  type Subject,
  setDiversion,
  undoDiversion,
} from "../../data/absence.ts";
import { api, session } from "../../data/client.ts";
import { listen } from "../../data/live.ts";
import type { Fields } from "../../data/merge.ts";
import { ApiError, type FieldError } from "../../data/problem.ts";
import { ServerClock } from "../../data/server-clock.ts";
import { failureText } from "../../i18n/failure.ts";
import { currentLanguage, t } from "../../i18n/index.ts";
import { buttons, shared, states, surfaces } from "../../style/controls.ts";
import { changeAgreed, finishAnyway } from "./agreed-changes.ts";
import type { FormPurpose } from "./diversion-form.ts";
import { endsPanel, endsPanelStyles } from "./ends-panel.ts";
import { nowCard, nowCardStyles } from "./now-card.ts";
import { pastList, plannedList, plannedListStyles } from "./planned-list.ts";
import { reasonTileStyles, reasonTiles, reasonWord } from "./reason-tiles.ts";

/**
 * Hänvisning of a person: whether reachable, a reason and an end in two taps, what is planned. Of oneself (`me`) or of a user
 * whom an administrator looks after.
 *
 *     <diversion-editor .subject=${"me"}></diversion-editor>
 *
 * It fetches by itself unless the page has fetched already and gives it in `given`. Tells `absence-change` after each write.
 */
export class DiversionEditor extends KlykaElement {
  static override properties = {
    subject: {},
    given: { attribute: false },
    said: { attribute: false },
    past: { type: Boolean },
    most: { type: Number },
    absence: { state: true },
    failure: { state: true },
    picked: { state: true },
    looked: { state: true },
    all: { state: true },
    form: { state: true },
    errors: { state: true },
    busy: { state: true },
  };
  declare subject: Subject;
  declare given: AbsenceView | null;
  /** What the page says below "reachable". */
  declare said: TemplateResult | null;
  /** Shows what is over, too. */
  declare past: boolean;
  /** Planned ones that are shown. */
  declare most: number;
  declare absence: AbsenceView | null;
  declare failure: unknown;
  declare picked: ReasonCode | null;
  /** The end that one is about to choose: what callers would hear is shown for it. */
  declare looked: OfferedEnd | null;
  declare all: boolean;
  declare form: FormPurpose | null;
  declare errors: readonly FieldError[];
  declare busy: boolean;
  readonly #clock = new ServerClock(this);

  constructor() {
    super();
    this.subject = "me";
    this.given = null;
    this.said = null;
    this.past = false;
    this.most = 100;
    this.absence = null;
    this.failure = null;
    this.picked = null;
    this.looked = null;
    this.all = false;
    this.form = null;
    this.errors = [];
    this.busy = false;
    listen(this, { presence: (data) => this._heard(data), reload: () => this._heard(null) });
  }

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("given") && this.given) this._take(this.given);
    else if (changed.has("subject") && !this.given) {
      this.absence = null;
      this._leave();
      void this._load();
    }
  }

  override render() {
    if (this.absence === null) return this._missing();
    return html`<div class="editor">
      ${nowCard({
        absence: this.absence,
        own: this.subject === "me",
        busy: this.busy,
        said: this.said ?? nothing,
        back: () => void this._back(),
        edit: (diversion) => void this._open({ kind: "change", diversion }),
      })}
      <section aria-label=${t("away.reasons")}>
        ${reasonTiles({
          picked: this.picked,
          all: this.all,
          pick: (reason) => this._pick(reason),
          toggle: () => {
            this.all = !this.all;
          },
        })}
      </section>
      ${this._panel(this.absence)}
      ${plannedList({
        planned: this.absence.planned,
        most: this.most,
        busy: this.busy,
        plan: () => void this._open({ kind: "plan", reason: this.picked }),
        edit: (diversion) => void this._open({ kind: "change", diversion }),
        remove: (diversion) => void this._finish(diversion, "away.removed"),
      })}
      ${this.past ? pastList(this.absence.past) : nothing}
    </div>`;
  }

  _missing() {
    if (this.failure === null) return html`<p class="soft waiting" role="status">${t("away.loading")}</p>`;
    return html`<div class="notice stop" role="alert">
      <p>${t("away.failed")} ${failureText(this.failure)}</p>
      <button class="button small" type="button" @click=${() => this._load()}>${t("action.retry")}</button>
    </div>`;
  }

  _panel(absence: AbsenceView) {
    if (this.form !== null) return this._formPanel(this.form);
    if (this.picked === null) return nothing;
    const reason = this.picked;
    return endsPanel({
      ...{ absence, reason, now: this.#clock.now(), own: this.subject === "me", busy: this.busy, looked: this.looked },
      look: (end) => {
        this.looked = end;
      },
      choose: (endsAt) => void this._set({ reason, endsAt: endsAt?.toISOString() ?? null }),
      other: () => void this._open({ kind: "now", reason }),
    });
  }

  _formPanel(purpose: FormPurpose) {
    const heading =
      purpose.kind === "now"
        ? t("away.until_when", { reason: reasonWord(purpose.reason) })
        : t(purpose.kind === "plan" ? "away.plan.heading" : "away.form.change");
    return html`<section class="surface panel" aria-labelledby="panel">
      <h2 id="panel">${heading}</h2>
      <diversion-form
        .purpose=${purpose}
        .clock=${() => this.#clock.now()}
        .hours=${hoursOf(this.absence)}
        .errors=${this.errors}
        ?shares=${this.absence?.sharesPrivateReasons ?? false}
        ?busy=${this.busy}
        @form-saved=${(event: CustomEvent<DiversionFields>) => this._saved(purpose, event.detail)}
        @form-left=${() => this._leave()}
      ></diversion-form>
    </section>`;
  }

  _pick(reason: ReasonCode): void {
    this.form = null;
    this.looked = null;
    this.picked = this.picked === reason ? null : reason;
    if (this.picked === null) return;
    void this._show();
    // They may want another end than those that are offered.
    fetchForm().catch(() => undefined);
  }

  /** The form is a piece of its own: most who come here never need it. */
  async _open(form: FormPurpose): Promise<void> {
    try {
      await fetchForm();
    } catch {
      toast({ text: t("page.failed.text"), tone: "failed" });
      return;
    }
    // What has been typed for a plan stays when one asks to plan once more.
    if (form.kind !== "plan" || this.form?.kind !== "plan") {
      this.errors = [];
      this.form = form;
    }
    await this._show();
    this.renderRoot.querySelector("diversion-form")?.focus();
  }

  _leave(): void {
    this.form = null;
    this.picked = null;
    this.looked = null;
    this.errors = [];
  }

  /** What opened below is seen, also on a small screen. */
  async _show(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector(".panel")?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }

  _saved(purpose: FormPurpose, fields: DiversionFields): void {
    if (purpose.kind === "change") void this._change(purpose.diversion, fields);
    else void this._set(fields);
  }

  async _set(fields: DiversionFields): Promise<void> {
    await this._write(async () => {
      const done = await setDiversion(api, this.subject, fields);
      this._done(done, done.done.state === "planned" ? "away.planned_saved" : "away.set");
    });
  }

  async _change(row: DiversionView, fields: DiversionFields): Promise<void> {
    const was: Fields = { reason: row.reason, startsAt: row.startsAt, endsAt: row.endsAt, note: row.note };
    const changes = Object.fromEntries(Object.entries(fields).filter(([name, value]) => was[name] !== value));
    if (Object.keys(changes).length === 0) return this._leave();
    await this._write(async () => {
      const done = await changeAgreed(api, this.subject, row, was, changes);
      if (done === null) return;
      this._take(done);
      this._leave();
      const before = Object.fromEntries(Object.keys(changes).map((name) => [name, was[name]]));
      const undo = () => void this._undoing(() => changeDiversion(api, this.subject, done.done, before));
      toast({ text: t("away.changed", { what: done.done.spoken[currentLanguage()] }), undo });
    });
  }

  async _back(): Promise<void> {
    const active = this.absence?.active;
    if (active) await this._finish(active, this.subject === "me" ? "away.is_back" : "away.is_back_other");
  }

  async _finish(row: DiversionView, said: "away.removed" | "away.is_back" | "away.is_back_other"): Promise<void> {
    await this._write(async () => {
      const done = await finishAnyway(api, this.subject, row);
      this._take(done);
      this._leave();
      const text = said === "away.removed" ? t(said, { what: row.spoken[currentLanguage()] }) : t(said);
      toast({ text, undo: () => void this._undoing(() => undoDiversion(api, this.subject, done.done)) });
    });
    await this._keepFocus();
  }

  /** What was pressed is gone: the focus goes to what it changed, and not to the top of the page. */
  async _keepFocus(): Promise<void> {
    await this.updateComplete;
    if (this.shadowRoot?.activeElement == null) this.renderRoot.querySelector<HTMLElement>("#now")?.focus();
  }

  /** One write at a time; what goes wrong is said beside its field, or in a toast. */
  async _write(write: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.errors = [];
    try {
      await write();
    } catch (error) {
      if (error instanceof ApiError && this.form !== null) {
        const { code, detail, fields } = error;
        this.errors = fields.length > 0 ? fields : [{ field: "", code, detail }];
      } else toast({ text: failureText(error), tone: "failed" });
      if (error instanceof ApiError && (error.status === 409 || error.status === 404)) void this._load();
    } finally {
      this.busy = false;
    }
  }

  _done(done: AbsenceDoneView, said: "away.set" | "away.planned_saved"): void {
    this._take(done);
    this._leave();
    const language = currentLanguage();
    const what = done.done.spoken[language];
    const { replaced, shifts } = done;
    const shift = shifts.endsAt ?? shifts.startsAt;
    const text =
      replaced === null
        ? t(said, { what })
        : replaced.setBy.self
          ? t("away.set_replaced", { what, other: reasonWord(replaced.reason) })
          : t("away.set_replaced_by", { what, other: reasonWord(replaced.reason), name: replaced.setBy.name });
    const undo = () => void this._undoing(() => undoDiversion(api, this.subject, done.done));
    toast({ text: shift ? `${text} ${t(`away.shift.${shift}`)}` : text, undo });
  }

  async _undoing(undo: () => Promise<AbsenceDoneView>): Promise<void> {
    await this._write(async () => {
      this._take(await undo());
      toast({ text: t("away.undone") });
    });
  }

  _take(absence: AbsenceView): void {
    const written = absence !== this.given;
    this.absence = absence;
    this.failure = null;
    this.#clock.set(absence.now);
    this.#clock.wakeAt(absence.changesAt, () => void this._load());
    if (written) this.tell("absence-change", absence);
  }

  async _load(): Promise<void> {
    const { subject } = this;
    try {
      const absence = await loadAbsence(api, subject);
      if (subject === this.subject) this._take(absence);
    } catch (error) {
      if (subject === this.subject) this.failure = error;
    }
  }

  /** Somebody else's state is nothing to this one; null: something may have been missed. */
  _heard(data: unknown): void {
    const about = typeof data === "object" && data !== null && "userId" in data ? data.userId : null;
    const whose = this.subject === "me" ? session.current?.user.id : this.subject;
    if (!this.busy && (about === null || about === whose)) void this._load();
  }

  static override styles = [
    shared,
    buttons,
    surfaces,
    states,
    nowCardStyles,
    reasonTileStyles,
    plannedListStyles,
    endsPanelStyles,
    css`
      .editor {
        display: grid;
        gap: 16px;
      }
      .notice .button {
        margin-top: 8px;
      }
    `,
  ];
}

const fetchForm = () => import("./diversion-form.ts");

customElements.define("diversion-editor", DiversionEditor);
declare global {
  interface HTMLElementTagNameMap {
    "diversion-editor": DiversionEditor;
  }
}
