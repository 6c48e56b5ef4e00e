import { html, nothing, type TemplateResult } from "lit";
import { agreeOn } from "../../components/agreement.ts";
import { KlykaElement } from "../../components/element.ts";
import { focusFirstError } from "../../components/fields.ts";
import { confirmReach } from "../../components/reach-dialog.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import type { Fields } from "../../data/merge.ts";
import { ApiError, ConflictError, type FieldError, type SavedBy } from "../../data/problem.ts";
import { tryOut } from "../../data/reach.ts";
import { undoWrite } from "../../data/undo-toast.ts";
import { type Category, saveCategory, type UserView } from "../../data/users.ts";
import { errorText } from "../../i18n/errors.ts";
import { t } from "../../i18n/index.ts";
import { buttons, fields, shared, states, surfaces } from "../../style/controls.ts";
import { formStyles } from "./form-styles.ts";

/** One thing that is edited: where it is saved, how it stands in the user, what it is called and how its values are read. */
export type FieldSpec = {
  readonly category: Category;
  readonly read: (user: UserView) => unknown;
  readonly label: () => string;
  readonly show?: (value: unknown) => string;
};
type Draft = Fields;
type Saved = { readonly user: UserView; readonly auditId: string | null };

/** A conflict that comes again and again is somebody's machine: then the person is told. */
const mostRounds = 5;

/**
 * A tab of a user. What is typed is a draft of the touched fields alone, so that whatever comes in meanwhile is seen and is
 * not overwritten. Saved category by category, each with the version that it was read with. Tells `user-saved`, `draft-change`.
 */
export abstract class CategoryForm extends KlykaElement {
  static override properties = {
    user: { attribute: false },
    draft: { state: true },
    errors: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  declare user: UserView;
  declare draft: Draft;
  declare errors: readonly FieldError[];
  declare failure: string | null;
  declare busy: boolean;
  /** The user as it was when the first field was touched. */
  #base: UserView | null = null;

  constructor() {
    super();
    this.draft = {};
    this.errors = [];
    this.failure = null;
    this.busy = false;
  }

  protected abstract readonly specs: Readonly<Record<string, FieldSpec>>;
  protected abstract content(): TemplateResult;

  /** True when there is something to save. */
  get dirty(): boolean {
    return Object.keys(this.draft).length > 0;
  }

  override render() {
    return html`<form @input=${this._typed} @submit=${this._submitted} novalidate>
      ${this.failure ? html`<p class="notice stop" role="alert">${this.failure}</p>` : nothing} ${this.content()}
      <button class="hidden" type="submit" tabindex="-1" aria-hidden="true"></button>
    </form>`;
  }

  /** Forgets what was typed. */
  discard(): void {
    this.#settle({}, null);
    this.errors = [];
    this.failure = null;
  }

  /** @returns whether it is saved; if not, the form says why */
  async save(): Promise<boolean> {
    if (!this.dirty || this.busy) return true;
    this.busy = true;
    this.errors = [];
    this.failure = null;
    try {
      return (await this.mayBegin()) && (await this.#saveAll());
    } catch (error) {
      this.#refused(error);
      return false;
    } finally {
      this.busy = false;
      this.tell("draft-change", null);
    }
  }

  /** Asked before anything is saved: a form that does something irrevocable asks the person. */
  protected async mayBegin(): Promise<boolean> {
    return true;
  }

  /** Whether saving shows which phones it reaches. */
  protected reaches(_category: Category): boolean {
    return false;
  }

  /** Whether the toast offers to take it back. */
  protected undoable(_before: UserView, _after: UserView): boolean {
    return true;
  }

  /** What the server is sent for the changed fields of a category. */
  protected bodyOf(_category: Category, changes: Fields): Fields {
    return changes;
  }

  /** Where a field's value stands in the form: the draft, else the user. */
  protected value(name: string): unknown {
    return Object.hasOwn(this.draft, name) ? this.draft[name] : this.specs[name]?.read(this.user);
  }

  protected text(name: string): string {
    const value = this.value(name);
    return typeof value === "string" ? value : "";
  }

  protected set(name: string, value: unknown): void {
    const spec = this.specs[name];
    if (!spec) return;
    const base = this.#base ?? this.user;
    const { [name]: _before, ...others } = this.draft;
    const draft = same(spec.read(base), value) ? others : { ...others, [name]: value };
    this.#settle(draft, Object.keys(draft).length > 0 ? base : null);
    this.errors = this.errors.filter(({ field }) => field.split(".")[0] !== name);
  }

  /** Errors beside a field, or beside one of several inputs that make it. */
  protected errorsOf(field: string): readonly FieldError[] {
    return this.errors.filter((error) => error.field === field);
  }

  /** A text field's input: empty is nothing. */
  _typed(event: Event): void {
    const { target } = event;
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    if (target instanceof HTMLInputElement && ["checkbox", "radio"].includes(target.type)) return;
    if (this.specs[target.name]) this.set(target.name, target.value.trim() === "" ? null : target.value);
  }

  _submitted(event: Event): void {
    event.preventDefault();
    this.tell("save-wanted", null);
  }

  #settle(draft: Draft, base: UserView | null): void {
    this.draft = draft;
    this.#base = base;
    this.tell("draft-change", null);
  }

  async #saveAll(): Promise<boolean> {
    const written: string[] = [];
    const categories = [...new Set(Object.keys(this.draft).flatMap((name) => this.specs[name]?.category ?? []))];
    const before = this.user;
    let user = before;
    for (const category of categories) {
      const saved = await this.#saveCategory(category);
      if (saved === null) return false;
      user = saved.user;
      if (saved.auditId) written.push(saved.auditId);
      this.#dropSaved(category, user);
    }
    this.tell("user-saved", user);
    this.#say(user, this.undoable(before, user) ? written : []);
    return true;
  }

  #of(category: Category): Draft {
    return Object.fromEntries(Object.entries(this.draft).filter(([name]) => this.specs[name]?.category === category));
  }

  #dropSaved(category: Category, user: UserView): void {
    const left = Object.fromEntries(Object.entries(this.draft).filter(([name]) => this.specs[name]?.category !== category));
    this.user = user;
    this.#settle(left, Object.keys(left).length > 0 ? this.#base : null);
  }

  /** @returns null when the person went back to the form */
  async #saveCategory(category: Category): Promise<Saved | null> {
    const read = (user: UserView): Fields =>
      Object.fromEntries(Object.keys(this.#of(category)).map((name) => [name, this.specs[name]?.read(user)]));
    let base = this.#base ?? this.user;
    let changes: Fields = this.#of(category);
    for (let round = 0; round < mostRounds; round++) {
      const body = this.bodyOf(category, changes);
      if (!(await this.#mayReach(category, body, base))) return null;
      try {
        const { value, auditId } = await saveCategory(api, base.id, category, body, base.versions[category]);
        return { user: value, auditId };
      } catch (error) {
        if (!(error instanceof ConflictError) || !isUser(error.theirs)) throw error;
        const agreed = await this.#agree(read(base), changes, read(error.theirs), error.saved);
        if (agreed === null) return null;
        base = error.theirs;
        changes = agreed;
        if (Object.keys(changes).length === 0) return { user: base, auditId: null };
      }
    }
    throw new ApiError(412, "version_conflict");
  }

  /** What of mine goes on top of theirs; the person is asked where both changed the same. */
  async #agree(before: Fields, changes: Fields, theirs: Fields, saved: SavedBy | null): Promise<Fields | null> {
    return agreeOn({
      ...{ before, changes, theirs, saved },
      label: (field) => this.specs[field]?.label() ?? field,
      shown: (field, value) => this.specs[field]?.show?.(value) ?? (typeof value === "string" ? value : ""),
    });
  }

  /** What touches more than one phone is shown before it is saved. */
  async #mayReach(category: Category, body: Fields, base: UserView): Promise<boolean> {
    if (!this.reaches(category)) return true;
    const trial = { method: "patch", path: `/users/${base.id}/${category}`, body, version: base.versions[category] } as const;
    // What is refused here is refused when it is saved, and then said.
    const reach = await tryOut(api, trial).catch(() => null);
    if (reach === null || reach.total < 2) return true;
    return confirmReach({ heading: t("users.reach.heading", { name: base.name }), action: t("action.save"), reach });
  }

  #say(user: UserView, written: readonly string[]): void {
    const text = t("users.saved", { name: user.name });
    const again = () => this.tell("user-changed", user.id);
    const undo = async () => {
      for (const id of written.toReversed()) await undoWrite(api, id, again);
    };
    toast(written.length === 0 ? { text } : { text, undo });
  }

  #refused(error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    this.errors = error.fields;
    if (error.fields.length === 0) this.failure = errorText(error.code, error.detail);
    void this.updateComplete.then(() => focusFirstError(this.renderRoot, this.errors));
  }

  static override styles = [shared, buttons, fields, states, surfaces, formStyles];
}

/** The server's 412 carries the user as it is now. */
function isUser(value: unknown): value is UserView {
  return typeof value === "object" && value !== null && "versions" in value && "id" in value;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
