import { html, nothing } from "lit";
import { agreeOn } from "../../components/agreement.ts";
import { confirm } from "../../components/confirm-dialog.ts";
import { KlykaElement } from "../../components/element.ts";
import { areaField, focusFirstError, segmentField, textField } from "../../components/fields.ts";
import type { ComboOption } from "../../components/search-combobox.ts";
import { api, session } from "../../data/client.ts";
import {
  checkPorting,
  createPorting,
  type PortingCheckView,
  type PortingView,
  readPorting,
  savePorting,
  stepPorting,
} from "../../data/portings.ts";
import { ApiError, ConflictError, type FieldError } from "../../data/problem.ts";
import { undoToast } from "../../data/undo-toast.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { bodyOf, changedIn, draftOf, emptyDraft, type PortingDraft } from "../../portings/draft.ts";
import { draftLabel, draftValue } from "../../portings/draft-words.ts";
import { numbersReading, whomFields } from "../../portings/number-fields.ts";
import { stepStyles } from "../../portings/step-styles.ts";
import { timeFields } from "../../portings/time-fields.ts";
import { stepList } from "../../portings/words.ts";
import { goTo, guardLeaving } from "../../router/navigate.ts";
import { pathTo } from "../../router/paths.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { titleStyles } from "../../style/title-styles.ts";
import { pageStyles } from "../page-styles.ts";

/** Which step a field stands in. */
const stepOf: Readonly<Record<string, number>> = { numbers: 0, wantedDate: 2, wantedTime: 2 };

/** Numbers, their owner, a day: a draft that is saved with each step, and at the end the letter of authority. */
export class NewPortingPage extends KlykaElement {
  static override properties = {
    query: { attribute: false },
    draft: { state: true },
    saved: { state: true },
    check: { state: true },
    step: { state: true },
    errors: { state: true },
    failure: { state: true },
    busy: { state: true },
    face: { state: true },
  };
  declare query: URLSearchParams;
  declare draft: PortingDraft;
  declare saved: PortingView | null;
  declare check: PortingCheckView | null;
  declare step: number;
  declare errors: readonly FieldError[];
  declare failure: string | null;
  declare busy: boolean;
  declare face: "loading" | "failed" | "ready";
  #base = emptyDraft;
  #read: string | null = null;
  #timer = 0;
  #ends: () => void = () => undefined;

  constructor() {
    super();
    this.query = new URLSearchParams();
    this.draft = emptyDraft;
    this.saved = null;
    this.check = null;
    this.step = 0;
    this.errors = [];
    this.failure = null;
    this.busy = false;
    this.face = "ready";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.draft = { ...emptyDraft, ownerName: session.current?.organisation.title ?? "" };
    this.#base = this.draft;
    this.#ends = guardLeaving(
      () => JSON.stringify(this.draft) !== JSON.stringify(this.#base),
      () =>
        confirm({
          ...{ heading: t("portings.leave.heading"), text: t("portings.leave.text") },
          ...{ action: t("portings.leave.discard"), danger: true },
        }),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#ends();
  }

  override willUpdate(): void {
    const wanted = this.query.get("porting");
    if (wanted !== null && wanted !== this.saved?.id && wanted !== this.#read) void this._load(wanted);
  }

  override render() {
    return html`<div class="page-head">
        <nav class="crumbs" aria-label=${t("portings.title")}><a href=${pathTo("portings")}>${t("portings.title")}</a></nav>
        <h1 tabindex="-1">${t("portings.new")}</h1>
      </div>
      ${this.face === "ready" ? this._body() : this._waiting()}`;
  }

  _waiting() {
    if (this.face === "loading") return html`<p class="soft" role="status">${t("portings.loading")}</p>`;
    return html`<div class="notice stop" role="alert">
      <p>${this.failure}</p>
      <button class="button" type="button" @click=${() => this._load(this.query.get("porting") ?? "")}>${t("action.retry")}</button>
    </div>`;
  }

  _body() {
    const step = [() => this._numbersStep(), () => this._ownerStep(), () => this._timeStep()][this.step];
    return html`${stepList(this.step)}
      <form class="surface panel" novalidate @submit=${this._next} @input=${this._typed} @change=${this._typed}>
        ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing} ${step?.()}
        <div class="row">
          ${this.step > 0 ? html`<button class="button" type="button" ?disabled=${this.busy} @click=${this._back}>${t("portings.back")}</button>` : nothing}
          <button class="button filled" type="submit" ?disabled=${this.busy}>${t(this.step < 2 ? "portings.next" : "portings.prepare")}</button>
          <button class="button quiet" type="button" ?disabled=${this.busy} @click=${this._leave}>${t("portings.save_draft")}</button>
        </div>
      </form>`;
  }

  _numbersStep() {
    return html`<h2>${t("portings.numbers.heading")}</h2>
      ${areaField({
        ...this._field("numbers", t("portings.numbers.label")),
        ...{ value: this.draft.text, hint: t("portings.numbers.hint"), rows: 5, maxlength: 20_000 },
      })}
      ${this.check && this.check.pieces.length > 0 ? numbersReading(this.check) : nothing}
      ${this.check && this.check.numbers.length > 0 ? whomFields(this.check.numbers, this.draft.users, (number, option) => this._give(number, option)) : nothing}`;
  }

  _ownerStep() {
    const { draft, saved } = this;
    const person = draft.ownerKind === "person";
    const kept = person && saved?.ownerKind === "person" && saved.ownerNumber !== null ? saved.ownerNumber : null;
    const hint =
      kept !== null
        ? t("portings.owner.person.kept", { number: kept })
        : t(person ? "portings.owner.person.hint" : "portings.owner.number.hint");
    return html`<h2>${t("portings.owner.heading")}</h2>
      <p class="notice">${t("portings.owner.text")}</p>
      ${segmentField({
        ...{ name: "ownerKind", label: t("portings.owner.kind"), value: draft.ownerKind },
        choices: (["organisation", "person"] as const).map((value) => ({ value, label: t(`portings.owner.kind.${value}`) })),
      })}
      <div class="pair">
        ${textField({ ...this._field("ownerName", t("portings.owner.name")), required: true, maxlength: 200 })}
        ${textField({
          ...this._field("ownerNumber", t(person ? "portings.owner.person" : "portings.owner.number")),
          ...{ hint, inputmode: "numeric", maxlength: 20, required: kept === null },
        })}
        ${textField({ ...this._field("otherOperator", t("portings.owner.operator")), hint: t("portings.owner.operator.hint"), required: true, maxlength: 200 })}
        ${textField({ ...this._field("signer", t("portings.owner.signer")), hint: t("portings.owner.signer.hint"), required: true, maxlength: 200 })}
      </div>`;
  }

  _timeStep() {
    const errors = this.errors.filter(({ field }) => field === "wantedDate");
    return timeFields(this.draft, this.check?.earliest ?? "", errors, (changed) => this._set(changed, "wantedDate"));
  }

  _field(name: string, label: string) {
    const values: Readonly<Record<string, unknown>> = this.draft;
    const value = typeof values[name] === "string" ? values[name] : "";
    return { name, label, value, errors: this.errors.filter(({ field }) => field === name) };
  }

  _typed(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement))
      return;
    const { name, value } = target;
    if (name === "numbers") this._set({ text: value }, "numbers");
    else if (name === "ownerKind")
      this._set({ ownerKind: value === "person" ? "person" : "organisation", ownerNumber: "" }, "ownerNumber");
    else if (name in this.draft) this._set({ [name]: value }, name);
    if (name !== "numbers") return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this._check(), 300);
  }

  _set(changed: Partial<PortingDraft>, field: string): void {
    this.draft = { ...this.draft, ...changed };
    this.errors = this.errors.filter((error) => error.field !== field);
    this.failure = null;
  }

  _give(number: string, option: ComboOption | null): void {
    const { [number]: _, ...others } = this.draft.users;
    this._set({ users: option ? { ...others, [number]: { id: option.key, name: option.title } } : others }, "users");
  }

  async _check(): Promise<void> {
    const { text } = this.draft;
    const check = await checkPorting(api, text, this.saved?.id ?? null).catch(() => null);
    // What has been typed since is asked about by itself.
    if (check !== null && text === this.draft.text) this.check = check;
  }

  async _load(id: string): Promise<void> {
    this.#read = id;
    this.face = "loading";
    try {
      const porting = await readPorting(api, id);
      if (porting.state !== "draft") return goTo(pathTo("porting", { porting: id }), { replace: true });
      this._take(porting);
      this.face = "ready";
      await this._check();
    } catch (error) {
      this.failure = failureText(error);
      this.face = "failed";
    }
  }

  _take(porting: PortingView): void {
    this.saved = porting;
    this.draft = draftOf(porting);
    this.#base = this.draft;
    this.#read = porting.id;
  }

  _back(): void {
    this.step -= 1;
    this.errors = [];
    this.failure = null;
  }

  _next(event: Event): void {
    event.preventDefault();
    void this._do(async () => {
      clearTimeout(this.#timer);
      await this._check();
      const missing = this._missing();
      if (missing.length > 0) return this._point(missing);
      if (this.step === 0 && this._numbersWrong()) return this._fixNumbers();
      const porting = await this._save();
      if (porting === null) return;
      if (this.step < 2) {
        this.step += 1;
        await this.updateComplete;
        this.renderRoot.querySelector<HTMLElement>(".step-list")?.scrollIntoView({ block: "nearest" });
        this.renderRoot.querySelector<HTMLElement>("form month-calendar, form .input")?.focus();
        return;
      }
      await stepPorting(api, porting, "prepare");
      goTo(pathTo("porting", { porting: porting.id }));
    });
  }

  _leave(): void {
    void this._do(async () => {
      clearTimeout(this.#timer);
      await this._check();
      const porting = await this._save(false);
      if (porting) goTo(pathTo("portings"));
    });
  }

  /** What this step lacks, before the server is asked. */
  _missing(): readonly FieldError[] {
    const { draft, check, saved } = this;
    const wanting = (field: string): FieldError => ({ field, code: "porting_field_missing", detail: {} });
    if (this.step === 0) {
      return check?.pieces.length === 0 ? [wanting("numbers")] : [];
    }
    if (this.step === 2) return draft.wantedDate === "" ? [wanting("wantedDate")] : [];
    const kept = saved?.ownerKind === draft.ownerKind && saved.ownerNumber !== null;
    const names = (["ownerName", "ownerNumber", "otherOperator", "signer"] as const).filter((name) => draft[name].trim() === "");
    return names.filter((name) => name !== "ownerNumber" || !kept).map(wanting);
  }

  _numbersWrong(): boolean {
    const { check } = this;
    return check === null || check.problems.length > 0 || check.pieces.some(({ fault }) => fault !== null);
  }

  _fixNumbers(): void {
    this.failure = t("portings.numbers.fix");
    this.renderRoot.querySelector<HTMLElement>("textarea")?.focus();
  }

  /** The draft as it is kept now; null: the person chose to look at it again. @param stays whether the page goes on with it */
  async _save(stays = true): Promise<PortingView | null> {
    const { draft, saved, check } = this;
    const kept = saved !== null && saved.ownerKind === draft.ownerKind && saved.ownerNumber !== null;
    const body = bodyOf(draft, check?.numbers ?? [], kept);
    try {
      const answered = await (saved ? savePorting(api, saved, body) : createPorting(api, body));
      this._take(answered.value);
      if (saved === null) {
        undoToast(api, t("portings.saved"), answered.auditId, () => goTo(pathTo("portings")));
        if (stays) goTo(pathTo("newPorting", { porting: answered.value.id }), { replace: true });
      }
      return answered.value;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      return (await this._agree(error)) ? this._save() : null;
    }
  }

  /** Somebody else has saved it meanwhile. @returns false: nothing is saved yet */
  async _agree(error: ConflictError): Promise<boolean> {
    const theirs = error.theirs as PortingView;
    const agreed = await agreeOn({
      ...{ before: this.#base, changes: changedIn(this.#base, this.draft), theirs: draftOf(theirs), saved: error.saved },
      label: draftLabel,
      shown: draftValue,
    });
    if (agreed === null) return false;
    this._take(theirs);
    this.draft = { ...this.draft, ...agreed };
    await this._check();
    return true;
  }

  async _do(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      await work();
    } catch (error) {
      if (error instanceof ApiError && error.fields.length > 0) await this._point(error.fields);
      else this.failure = failureText(error);
    } finally {
      this.busy = false;
    }
  }

  /** Shows what is wrong in the step where it stands, and goes to the first of it. */
  async _point(errors: readonly FieldError[]): Promise<void> {
    this.errors = errors;
    const step = Math.min(...errors.map(({ field }) => stepOf[field.split(".")[0] ?? ""] ?? 1));
    if (step < this.step) this.step = step;
    await this.updateComplete;
    focusFirstError(this.renderRoot, errors);
  }

  static override styles = [shared, buttons, fields, states, surfaces, pageStyles, titleStyles, stepStyles];
}

customElements.define("new-porting-page", NewPortingPage);
declare global {
  interface HTMLElementTagNameMap {
    "new-porting-page": NewPortingPage;
  }
}
