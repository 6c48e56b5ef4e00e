import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Schedule } from "../../../domain/schedule.ts";
import { effectOf, type ScheduleEffect } from "../../../domain/schedule-effect.ts";
import { mergeSchedules, type ScheduleChoices, type ScheduleClash } from "../../../domain/schedule-merge.ts";
import { onServerEvent } from "../data/live.ts";
import { ApiError, ConflictError, type SavedBy } from "../data/problem.ts";
import { bodyOf, readSchedule, type ScheduleView, saveSchedule, scheduleOf } from "../data/schedules.ts";
import { failureText } from "../i18n/failure.ts";
import { begun, changed, type Draft, redone, type Sheet, undone } from "./draft.ts";

export type Face = "loading" | "failed" | "ready";
/** Asks whose changes stand; null: back to the calendar. */
export type AskClashes = (clashes: readonly ScheduleClash[], theirs: Sheet, saved: SavedBy) => Promise<ScheduleChoices | null>;

const settle = 300;

/** What is being edited: the schedule as it is saved, the list as one wants it, and how it gets to the server. */
export class ScheduleDesk implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #find: () => Promise<string>;
  readonly #ask: AskClashes;
  #id: string | null = null;
  #ends: (() => void)[] = [];
  #timer = 0;
  #turn = 0;
  #effect: { readonly of: Sheet; readonly saved: ScheduleView; readonly minute: number; readonly value: ScheduleEffect } | null =
    null;
  #schedule: { readonly of: Sheet; readonly saved: ScheduleView; readonly value: Schedule } | null = null;
  #savedSchedule: { readonly of: ScheduleView; readonly value: Schedule } | null = null;
  face: Face = "loading";
  error = "";
  /** As the server has it; `base` is what the draft was begun on. */
  saved: ScheduleView | null = null;
  base: Sheet | null = null;
  version: string | null = null;
  draft: Draft | null = null;
  saving = false;
  /** Why the last save was refused; empty: it was not. */
  refusal = "";
  /** Somebody has saved while there are changes here: their name. */
  overtaken: { readonly view: ScheduleView; readonly version: string | null } | null = null;
  /** Whose changes have just been taken in beside one's own. */
  merged: string | null = null;
  /** Who changed what is shown, when nothing of one's own was in the way. */
  renewedBy: string | null = null;

  /** @param find the schedule's id @param ask about what two have changed differently */
  constructor(host: ReactiveControllerHost, find: () => Promise<string>, ask: AskClashes) {
    this.#host = host;
    this.#find = find;
    this.#ask = ask;
    host.addController(this);
  }

  hostConnected(): void {
    const again = () => {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => void this.load(), settle);
    };
    this.#ends = [onServerEvent("schedule", again), onServerEvent("reload", again)];
  }

  hostDisconnected(): void {
    for (const end of this.#ends.splice(0)) end();
    clearTimeout(this.#timer);
  }

  get id(): string {
    return this.#id ?? "";
  }

  get sheet(): Sheet | null {
    return this.draft?.sheet ?? null;
  }

  get dirty(): boolean {
    const { sheet, base } = this;
    return sheet !== null && base !== null && changed(begun(base), sheet).past.length > 0;
  }

  /** As it is saved, with Stäng nu. */
  get savedSchedule(): Schedule | null {
    const { saved } = this;
    if (!saved) return null;
    if (this.#savedSchedule?.of !== saved) this.#savedSchedule = { of: saved, value: scheduleOf(saved) };
    return this.#savedSchedule.value;
  }

  /** As it would be. */
  get schedule(): Schedule | null {
    const { saved, sheet } = this;
    if (!saved || !sheet) return null;
    if (this.#schedule?.of !== sheet || this.#schedule.saved !== saved) {
      this.#schedule = { of: sheet, saved, value: { ...scheduleOf(saved), ...sheet } };
    }
    return this.#schedule.value;
  }

  /** What a save would change from now on. */
  effect(now: Date): ScheduleEffect | null {
    const { savedSchedule: before, schedule: after, saved, sheet } = this;
    if (!before || !after || !saved || !sheet) return null;
    const minute = Math.floor(now.getTime() / 60_000);
    const known = this.#effect;
    if (known?.of === sheet && known.saved === saved && known.minute === minute) return known.value;
    const value = effectOf(before, after, now);
    this.#effect = { of: sheet, saved, minute, value };
    return value;
  }

  /** @param own what has changed was done here: nobody has to be told */
  async load(own = false): Promise<void> {
    const turn = ++this.#turn;
    if (this.face === "failed") this.face = "loading";
    this.#host.requestUpdate();
    try {
      this.#id ??= await this.#find();
      const { value, version } = await readSchedule(this.#id);
      if (turn !== this.#turn || this.saving) return;
      this.#take(value, version, own);
    } catch (error) {
      if (turn !== this.#turn || this.saved) return;
      this.face = "failed";
      this.error = failureText(error);
    }
    this.#host.requestUpdate();
  }

  /** With changes on top what they were made on stays, so that a save meets what came between; Stäng nu is no such change. */
  #take(value: ScheduleView, version: string | null, own: boolean): void {
    const another = this.version !== null && version !== this.version;
    this.face = "ready";
    if (another && this.dirty && this.saved) {
      this.overtaken = { view: value, version };
      this.saved = { ...this.saved, closedNow: value.closedNow };
      return;
    }
    if (another) this.renewedBy = own ? null : value.updatedBy;
    this.overtaken = null;
    this.saved = value;
    if (!another && this.draft) return;
    this.#begin(value, version);
  }

  #begin(value: ScheduleView, version: string | null): void {
    this.version = version;
    this.base = bodyOf(value);
    this.draft = begun(this.base);
  }

  edit(sheet: Sheet): void {
    if (!this.draft) return;
    this.#step(changed(this.draft, sheet));
  }

  undo(): void {
    if (this.draft) this.#step(undone(this.draft));
  }

  redo(): void {
    if (this.draft) this.#step(redone(this.draft));
  }

  /** Back to what is saved; a step like any other. */
  discard(): void {
    if (this.base) this.edit(this.base);
    const { overtaken } = this;
    if (!overtaken) return;
    this.overtaken = null;
    this.saved = overtaken.view;
    this.#begin(overtaken.view, overtaken.version);
  }

  #step(draft: Draft): void {
    this.draft = draft;
    this.refusal = "";
    this.renewedBy = null;
    this.#host.requestUpdate();
  }

  /** @returns the number of its entry in the change log; null when it was not saved */
  async save(): Promise<{ readonly auditId: string | null } | null> {
    const { sheet } = this;
    if (this.saving || !sheet || !this.#id) return null;
    this.saving = true;
    this.refusal = "";
    this.merged = null;
    this.#host.requestUpdate();
    try {
      const { value, version, auditId } = await saveSchedule(this.#id, sheet, this.version);
      this.saved = value;
      this.overtaken = null;
      const later = this.sheet;
      this.#begin(value, version);
      // What was changed while it was under way is not saved yet, and stays.
      if (later && later !== sheet && this.draft) this.draft = changed(this.draft, later);
      return { auditId };
    } catch (error) {
      if (error instanceof ConflictError) await this.#meet(error);
      else this.refusal = failureText(error);
      return null;
    } finally {
      this.saving = false;
      this.#host.requestUpdate();
    }
  }

  /** Somebody was faster: their state is read, and both are laid together. */
  async #meet({ theirs, version, saved }: ConflictError): Promise<void> {
    try {
      const now = isView(theirs) ? { value: theirs, version } : await readSchedule(this.id);
      await this.#merge(now.value, now.version, saved);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.refusal = failureText(error);
    }
  }

  /** Lays what others have saved together with what is changed here. */
  async mergeNow(): Promise<void> {
    const { overtaken } = this;
    if (overtaken) await this.#merge(overtaken.view, overtaken.version);
    this.#host.requestUpdate();
  }

  /** Nothing is saved yet: what comes of both is shown first. */
  async #merge(view: ScheduleView, version: string | null, by: SavedBy | null = null): Promise<void> {
    const { base, sheet } = this;
    if (!base || !sheet) return;
    const theirs = bodyOf(view);
    const first = mergeSchedules(base, sheet, theirs);
    const choices =
      first.clashes.length > 0
        ? await this.#ask(first.clashes, theirs, by ?? { by: view.updatedBy, own: false, at: view.updatedAt })
        : {};
    if (choices === null) {
      this.overtaken = { view, version };
      return;
    }
    const { body } = mergeSchedules(base, sheet, theirs, choices);
    this.saved = view;
    this.version = version;
    this.base = theirs;
    this.draft = changed(begun(theirs), body);
    this.overtaken = null;
    this.merged = view.updatedBy;
  }

  /** What Stäng nu has made of it. */
  closed(view: ScheduleView): void {
    this.saved = this.saved ? { ...this.saved, closedNow: view.closedNow } : view;
    this.#host.requestUpdate();
  }
}

function isView(value: unknown): value is ScheduleView {
  return typeof value === "object" && value !== null && "entries" in value && "otherwise" in value && "owner" in value;
}
