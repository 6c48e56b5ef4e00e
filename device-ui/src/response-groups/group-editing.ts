import type { ReactiveController, ReactiveControllerHost } from "lit";
import { agreeOn } from "../components/agreement.ts";
import type { AnnouncementView } from "../data/announcements.ts";
import type { Fields } from "../data/merge.ts";
import { ApiError, ConflictError, type FieldError } from "../data/problem.ts";
import { type GroupView, readGroup, saveGroup } from "../data/response-groups.ts";
import { failureText } from "../i18n/failure.ts";
import { bodyOf, changesOf, formOf, type GroupForm, unsaid } from "./draft.ts";
import { fieldName, fieldText } from "./words.ts";

/** A conflict that comes again and again is somebody's machine. */
const mostRounds = 5;
export type Saved = { readonly group: GroupView; readonly auditId: string | null };

/** One response group and what somebody is changing about it. What others save meanwhile is taken in where nothing is typed. */
export class GroupEditing implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #announcements: () => ReadonlyMap<string, AnnouncementView>;
  #id = "";
  #base: GroupForm | null = null;
  #busy = false;
  group: GroupView | null = null;
  form: GroupForm | null = null;
  errors: readonly FieldError[] = [];
  failure: string | null = null;
  /** It could not be read; `gone`: there is none. */
  trouble: { readonly gone: boolean; readonly text: string } | null = null;

  constructor(host: ReactiveControllerHost, announcements: () => ReadonlyMap<string, AnnouncementView>) {
    this.#host = host;
    this.#announcements = announcements;
    host.addController(this);
  }

  hostConnected(): void {}

  /** Another group, or the first. */
  look(id: string): void {
    if (id === this.#id) return;
    this.#id = id;
    [this.group, this.form, this.#base] = [null, null, null];
    void this.load();
  }

  get base(): GroupForm | null {
    return this.#base;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** What has been changed and not saved, as it is written. */
  get changes(): Fields {
    return this.#base && this.form ? changesOf(this.#base, this.form) : {};
  }

  get dirty(): boolean {
    return Object.keys(this.changes).length > 0;
  }

  async load(): Promise<void> {
    const id = this.#id;
    try {
      const { value } = await readGroup(id);
      if (id !== this.#id) return;
      this.trouble = null;
      this.#take(value);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (id !== this.#id || (this.group !== null && error.status !== 404)) return;
      this.trouble = { gone: error.status === 404, text: failureText(error) };
    }
    this.#host.requestUpdate();
  }

  /** @param field whose errors are over */
  set(form: GroupForm, field: string): void {
    this.form = form;
    this.errors = this.errors.filter((error) => error.field !== field && !error.field.startsWith(`${field}.`));
    this.#host.requestUpdate();
  }

  discard(): void {
    if (this.group) this.form = this.#base = formOf(this.group);
    [this.errors, this.failure] = [[], null];
    this.#host.requestUpdate();
  }

  /** Where it has not been said whither calls go. @returns whether there is something left to say */
  refuseUnsaid(): boolean {
    const fields = this.form ? unsaid(this.form) : [];
    this.errors = fields.map((field) => ({ field, code: "forwarding_target_missing", detail: {} }));
    this.#host.requestUpdate();
    return fields.length > 0;
  }

  /** @returns null when it was refused, or the person went back to the form; then it says why */
  async save(): Promise<Saved | null> {
    const { group } = this;
    if (!group || this.#busy || !this.dirty) return null;
    this.#busy = true;
    [this.errors, this.failure] = [[], null];
    this.#host.requestUpdate();
    try {
      const saved = await this.#saveOn(group);
      if (saved) {
        this.form = this.#base = null;
        this.#take(saved.group);
      }
      return saved;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.errors = error.fields;
      if (error.fields.length === 0) this.failure = failureText(error);
      return null;
    } finally {
      this.#busy = false;
      this.#host.requestUpdate();
    }
  }

  /** Somebody else's changes are kept; the person is asked where both changed the same. */
  async #saveOn(read: GroupView): Promise<Saved | null> {
    let theirs = read;
    let changes = this.changes;
    for (let round = 0; round < mostRounds; round++) {
      try {
        const { value, auditId } = await saveGroup(theirs.id, changes, theirs.version);
        return { group: value, auditId };
      } catch (error) {
        if (!(error instanceof ConflictError) || !isGroup(error.theirs)) throw error;
        const agreed = await this.#agree(changes, error.theirs, error);
        if (agreed === null) return null;
        [theirs, changes] = [error.theirs, agreed];
        if (Object.keys(changes).length === 0) return { group: theirs, auditId: null };
      }
    }
    throw new ApiError(412, "version_conflict");
  }

  async #agree(changes: Fields, theirs: GroupView, conflict: ConflictError): Promise<Fields | null> {
    const [base, form] = [this.#base, this.form];
    if (!base || !form) return null;
    const other = formOf(theirs);
    const sides = { mine: form, theirs: other };
    return agreeOn({
      ...{ before: bodyOf(base), changes, theirs: bodyOf(other), saved: conflict.saved },
      label: fieldName,
      shown: (field, _, side) => fieldText(field, sides[side], this.#announcements()),
    });
  }

  #take(group: GroupView): void {
    // As long as something is typed, the form stays on what it was begun with: a save finds out what else has changed.
    const typing = this.dirty;
    this.group = typing && this.group ? { ...group, version: this.group.version } : group;
    if (!typing) this.form = this.#base = formOf(group);
    this.#host.requestUpdate();
  }
}

/** The server's 412 carries the group as it is now. */
function isGroup(value: unknown): value is GroupView {
  return typeof value === "object" && value !== null && "redirects" in value && "version" in value;
}
