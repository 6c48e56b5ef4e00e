import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { MenuSlot } from "../../../domain/destination.ts";
import { api } from "../data/client.ts";
import {
  type CallTreeView,
  checkMenu,
  createMenu,
  type FindingView,
  type MenuCheck,
  type MenuView,
  readCallTree,
  readMenu,
  saveMenu,
} from "../data/menus.ts";
import { ApiError, ConflictError, type FieldError, type SavedBy } from "../data/problem.ts";
import { errorText } from "../i18n/errors.ts";
import { failureText } from "../i18n/failure.ts";
import { bodyOf, changedIn, draftOf, emptyDraft, type MenuDraft, mergeDrafts, slotOfField, take, unfinished } from "./draft.ts";

/** A conflict that comes again and again is somebody's machine: then the person is told. */
const mostRounds = 5;
/** Milliseconds after the last change until it is looked over. */
const pause = 350;

export type Asks = {
  /** Both changed these: which of mine stand; null: back to the form. */
  readonly clash: (
    fields: readonly string[],
    mine: MenuDraft,
    theirs: MenuDraft,
    saved: SavedBy | null,
  ) => Promise<readonly string[] | null>;
  /** Callers would hear it at once. */
  readonly live: (before: MenuDraft, after: MenuDraft) => Promise<boolean>;
};

/** One menu while it is edited: as it was read, as it would be saved, what is wrong with that, and how it gets saved. */
export class MenuDesk implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #asks: Asks;
  #timer = 0;
  #turn = 0;
  id: string | null = null;
  face: "loading" | "failed" | "ready" = "loading";
  error = "";
  saved: MenuView | null = null;
  version: string | null = null;
  base: MenuDraft = emptyDraft;
  draft: MenuDraft = emptyDraft;
  tree: CallTreeView = { places: [] };
  findings: readonly FindingView[] = [];
  errors: readonly FieldError[] = [];
  failure: string | null = null;
  busy = false;

  constructor(host: ReactiveControllerHost, asks: Asks) {
    this.#host = host;
    this.#asks = asks;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  get changes(): readonly string[] {
    return changedIn(this.base, this.draft);
  }

  get dirty(): boolean {
    return this.face === "ready" && this.changes.length > 0;
  }

  /** @param id null: a new menu */
  async load(id: string | null): Promise<void> {
    const turn = ++this.#turn;
    this.id = id;
    if (this.face === "failed") this.face = "loading";
    this.#host.requestUpdate();
    try {
      const [tree, read] = await Promise.all([readCallTree(api), id === null ? null : readMenu(api, id)]);
      if (turn !== this.#turn) return;
      this.tree = tree;
      if (read) this.#take(read.value, read.version);
      this.face = "ready";
      this.#look();
    } catch (error) {
      if (turn !== this.#turn) return;
      this.error = failureText(error);
      if (this.face === "loading") this.face = "failed";
    }
    this.#host.requestUpdate();
  }

  /** Something has changed on the server: what is being edited stays. */
  async refresh(): Promise<void> {
    if (this.face !== "ready") return;
    if (!this.dirty && !this.busy) return this.load(this.id);
    this.tree = await readCallTree(api).catch(() => this.tree);
    this.#look();
    this.#host.requestUpdate();
  }

  edit(draft: MenuDraft): void {
    this.draft = draft;
    this.errors = [];
    this.failure = null;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#look(), pause);
    this.#host.requestUpdate();
  }

  /** The sentence beside a field, or beside a way. */
  problemOf(where: string): string | null {
    const here = this.errors.filter(({ field }) => (slotOfField(field, this.draft) ?? field) === where);
    return here.map(({ code, detail }) => errorText(code, detail)).join(" ") || null;
  }

  /** Slots with something wrong in them. */
  get wrong(): ReadonlySet<string> {
    return new Set(this.errors.flatMap(({ field }) => slotOfField(field, this.draft) ?? []));
  }

  /** @param start hours of a new menu @returns what was written; null: it was not, and the form says why */
  async save(start?: string): Promise<{ readonly menu: MenuView; readonly auditId: string | null } | null> {
    if (this.busy) return null;
    const missing = unfinished(this.draft);
    if (missing.length > 0) {
      this.#refuse(
        missing.map((slot) => ({ field: fieldOfSlot(slot, this.draft), code: "forwarding_target_missing", detail: {} })),
      );
      return null;
    }
    this.busy = true;
    this.#host.requestUpdate();
    try {
      return await this.#save(start);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.fields.length > 0) this.#refuse(error.fields);
      else this.failure = errorText(error.code, error.detail);
      return null;
    } finally {
      this.busy = false;
      this.#host.requestUpdate();
    }
  }

  async #save(start?: string) {
    const { id } = this;
    if (id === null) {
      const made = await createMenu(api, { ...bodyOf(this.draft), start });
      this.#take(made.value, made.version);
      return { menu: made.value, auditId: made.auditId };
    }
    // What is refused here is refused when it is saved, and then said.
    const check: MenuCheck | null = await checkMenu(api, id, bodyOf(this.draft)).catch(() => null);
    if (check?.live && !(await this.#asks.live(this.base, this.draft))) return null;
    for (let round = 0; round < mostRounds; round += 1) {
      try {
        const { value, version, auditId } = await saveMenu(api, id, bodyOf(this.draft), this.version);
        this.#take(value, version);
        this.tree = await readCallTree(api).catch(() => this.tree);
        this.#look();
        return { menu: value, auditId };
      } catch (error) {
        if (!(error instanceof ConflictError) || !isMenu(error.theirs)) throw error;
        if (!(await this.#merge(error.theirs, error))) return null;
      }
    }
    throw new ApiError(412, "version_conflict");
  }

  async #merge(view: MenuView, { version, saved }: ConflictError): Promise<boolean> {
    const theirs = draftOf(view);
    const { merged, clashes } = mergeDrafts(this.base, this.draft, theirs);
    const mine = clashes.length === 0 ? [] : await this.#asks.clash(clashes, this.draft, theirs, saved);
    if (mine === null) return false;
    const draft = take(merged, this.draft, mine);
    this.#take(view, version);
    this.draft = draft;
    return true;
  }

  #take(view: MenuView, version: string | null): void {
    this.saved = view;
    this.id = view.id;
    this.version = version;
    this.base = draftOf(view);
    this.draft = this.base;
    this.errors = [];
    this.failure = null;
  }

  #refuse(errors: readonly FieldError[]): void {
    this.errors = errors;
    const beside = errors.filter(({ field }) => slotOfField(field, this.draft) !== null || field in this.draft);
    const others = errors.filter((one) => !beside.includes(one));
    this.failure = others.map(({ code, detail }) => errorText(code, detail)).join(" ") || null;
    this.#host.requestUpdate();
  }

  /** What callers would stumble over. One that is not finished is not looked over: what is missing is seen. */
  #look(): void {
    const { draft } = this;
    if (unfinished(draft).length > 0) return;
    checkMenu(api, this.id, { ...bodyOf(draft), name: draft.name || "-" }).then(
      ({ findings }) => {
        if (draft !== this.draft) return;
        this.findings = findings;
        this.#host.requestUpdate();
      },
      // The next change is looked over again.
      () => undefined,
    );
  }
}

/** Where a slot stands in what would be sent, or would if it were finished. */
function fieldOfSlot(slot: MenuSlot, draft: MenuDraft): string {
  if (slot === "timeout" || slot === "invalid") return slot;
  const at = Object.keys(draft.ways).length;
  for (let index = 0; index < at; index += 1)
    if (slotOfField(`keys.${index}`, draft) === slot) return `keys.${index}.destination`;
  return "keys";
}

function isMenu(value: unknown): value is MenuView {
  return typeof value === "object" && value !== null && "keys" in value && "scheduleId" in value;
}
