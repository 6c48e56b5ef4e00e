import type { ReactiveController, ReactiveControllerHost } from "lit";
import { askWhoseStands, type Disagreement } from "../components/conflict-dialog.ts";
import { confirmReach } from "../components/reach-dialog.ts";
import { toast } from "../components/toasts.ts";
import type { KeySource, KeysChange, Subject } from "../data/keys.ts";
import { ApiError, ConflictError, type SavedBy } from "../data/problem.ts";
import { errorText } from "../i18n/errors.ts";
import { t } from "../i18n/index.ts";
import {
  bindingOf,
  changeOf,
  type Draft,
  dataOf,
  type Edits,
  edited,
  emptyDraft,
  inverseOf,
  ownAt,
  pendingEdits,
  redone,
  undone,
} from "./draft.ts";
import { labelOf, shownKeys } from "./shown.ts";
import { keyInWords, placeName } from "./words.ts";

export type Face = "loading" | "failed" | "ready";
const settle = 400;

/** What is being edited: keys as they are saved, edits on top, and how they get to the server. */
export class KeyDesk implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #changed: () => void;
  #source: KeySource | null = null;
  #end: () => void = () => undefined;
  #timer = 0;
  #turn = 0;
  face: Face = "loading";
  error: string = "";
  /** As the server gives it; null before it has. */
  row: unknown = null;
  subject: Subject | null = null;
  version: string | null = null;
  draft: Draft = emptyDraft;
  saving = false;
  /** Why the last save was refused; empty: it was not. */
  refusal = "";
  /** Somebody else has saved while there are edits here: the next save asks whose stand. */
  overtaken = false;

  /** @param changed called after each change, of the row or of the edits */
  constructor(host: ReactiveControllerHost, changed: () => void) {
    this.#host = host;
    this.#changed = changed;
    host.addController(this);
  }

  hostConnected(): void {
    this.#follow();
  }

  hostDisconnected(): void {
    this.#end();
    clearTimeout(this.#timer);
  }

  get source(): KeySource | null {
    return this.#source;
  }

  /** Another source of the same thing (a layout seen through another model) keeps the edits. */
  use(source: KeySource | null): void {
    if (source === this.#source) return;
    const same = source?.id === this.#source?.id;
    this.#source = source;
    if (!same)
      Object.assign(this, {
        draft: emptyDraft,
        subject: null,
        row: null,
        version: null,
        face: "loading",
        refusal: "",
        overtaken: false,
      });
    this.#follow();
    void this.load();
  }

  /** Asks anew; a save that goes on meanwhile goes before. */
  async load(): Promise<void> {
    const source = this.#source;
    if (!source) return;
    const turn = ++this.#turn;
    if (this.face === "failed") this.face = "loading";
    this.#tell();
    try {
      const { value, version } = await source.read();
      if (turn !== this.#turn || this.saving) return;
      this.#take(value, version);
    } catch (error) {
      if (turn !== this.#turn || this.subject) return;
      this.face = "failed";
      this.error = sentence(error);
    }
    this.#tell();
  }

  /** With edits on top the version stays the one that they were made on, so that a save meets what came between. */
  #take(row: unknown, version: string | null): void {
    const source = this.#source;
    if (!source) return;
    this.face = "ready";
    const another = this.version !== null && version !== this.version && this.pending.length > 0;
    this.overtaken = another;
    if (another) return;
    this.row = row;
    this.subject = source.subjectOf(row);
    this.version = version;
  }

  get pending() {
    return this.subject ? pendingEdits(this.subject, this.draft.edits) : [];
  }

  edit(changes: Edits, about: string | null = null): void {
    this.#draft(edited(this.draft, changes, about));
  }

  undo(): void {
    this.#draft(undone(this.draft));
  }

  redo(): void {
    this.#draft(redone(this.draft));
  }

  discard(): void {
    this.#draft(edited({ ...this.draft, edits: new Map() }, new Map()));
    if (this.overtaken) void this.load();
  }

  #draft(draft: Draft): void {
    this.draft = draft;
    this.refusal = "";
    this.#tell();
  }

  /** The first key that cannot be saved as it stands; null: all can. */
  get unfinished(): string | null {
    const { subject } = this;
    return (subject && shownKeys(subject, this.draft.edits).find(({ problem }) => problem !== null)?.at) ?? null;
  }

  /** @returns true when everything is saved */
  async save(): Promise<boolean> {
    if (this.saving || !this.#source || !this.subject) return false;
    this.saving = true;
    this.refusal = "";
    this.#tell();
    try {
      return await this.#save(this.#source);
    } catch (error) {
      this.refusal = sentence(error);
      return false;
    } finally {
      this.saving = false;
      this.#tell();
    }
  }

  async #save(source: KeySource): Promise<boolean> {
    const { subject, pending } = this;
    if (!subject) return false;
    if (pending.length === 0) {
      this.draft = emptyDraft;
      return true;
    }
    const change = changeOf(pending);
    try {
      if (source.shared && !(await this.#mayReach(source, change))) return false;
      const { value, version } = await source.write(change, this.version);
      this.draft = emptyDraft;
      this.#take(value, version);
      const undo = () => void this.#takeBack(source, inverseOf(subject, change));
      toast({ text: t("keys.saved", { count: pending.length }), undo });
      return true;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      return (await this.#merge(source, error.saved)) && this.#save(source);
    }
  }

  async #mayReach(source: KeySource, change: KeysChange): Promise<boolean> {
    if (!source.reach) return true;
    const reach = await source.reach(change, this.version);
    const heading = t("keys.reach.heading", { name: this.subject?.name ?? "" });
    return confirmReach({ heading, action: t("keys.save"), reach });
  }

  /** Takes over what others have saved, and asks about keys that both have changed. @returns false: back to the edits */
  async #merge(source: KeySource, saved: SavedBy | null): Promise<boolean> {
    const { value, version } = await source.read();
    const [mine, theirs] = [this.subject, source.subjectOf(value)];
    if (!mine) return false;
    const text = (key: Parameters<typeof dataOf>[0] | null) => key && JSON.stringify(bindingOf(dataOf(key)));
    const clashes = this.pending.flatMap(([at, edit]): Disagreement[] => {
      const [was, is] = [ownAt(mine, at), ownAt(theirs, at)];
      const wanted = edit && JSON.stringify(bindingOf(edit));
      if (text(was) === text(is) || text(is) === wanted) return [];
      const theirWords = keyInWords(is && dataOf(is), is?.label ?? "");
      const myWords = edit ? keyInWords(edit, labelOf(mine, edit)) : t("keys.cleared");
      return [{ field: at, label: placeName(mine, at), mine: myWords, theirs: theirWords }];
    });
    const agreed = clashes.length > 0 ? await askWhoseStands(clashes, saved) : {};
    if (agreed === null) return false;
    const kept = [...this.draft.edits].filter(([at]) => agreed[at] !== "theirs");
    this.draft = { ...emptyDraft, edits: new Map(kept) };
    Object.assign(this, { row: value, subject: theirs, version, overtaken: false });
    this.#tell();
    return true;
  }

  /** Undoes a save; what has been edited since stays. */
  async #takeBack(source: KeySource, change: KeysChange): Promise<void> {
    try {
      const { value, version } = await source.write(change, this.version);
      if (source === this.#source) {
        this.version = version;
        this.#take(value, version);
      }
      toast({ text: t("keys.taken_back") });
    } catch (error) {
      toast({ text: error instanceof ConflictError ? t("keys.too_late") : sentence(error), tone: "failed" });
      void this.load();
    }
    this.#tell();
  }

  #follow(): void {
    this.#end();
    const again = () => {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => void this.load(), settle);
    };
    this.#end = this.#source?.watch(again) ?? (() => undefined);
  }

  #tell(): void {
    this.#host.requestUpdate();
    this.#changed();
  }
}

function sentence(error: unknown): string {
  return error instanceof ApiError ? errorText(error.code, error.detail) : errorText("internal");
}
