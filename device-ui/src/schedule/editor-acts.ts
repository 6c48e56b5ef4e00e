import { wallClock } from "../../../domain/local-time.ts";
import type { ScheduleEntry } from "../../../domain/schedule.ts";
import { nextOpening } from "../../../domain/schedule-closing.ts";
import { effectOf } from "../../../domain/schedule-effect.ts";
import { openState } from "../../../domain/schedule-evaluate.ts";
import { applyRepair } from "../../../domain/schedule-repair.ts";
import { usualHours } from "../../../domain/working-hours.ts";
import { confirm } from "../components/confirm-dialog.ts";
import { toast } from "../components/toasts.ts";
import { api } from "../data/client.ts";
import { applyEntry, closeNow, newEntryId, type OwnerKind, openAgain } from "../data/schedules.ts";
import { undoToast } from "../data/undo-toast.ts";
import { failureText } from "../i18n/failure.ts";
import { t } from "../i18n/index.ts";
import { keyOf } from "./bands.ts";
import { copyDay, copyEntry, weeklyOn } from "./copy-days.ts";
import { added, moved, placeFor, removed, replaced, type Sheet } from "./draft.ts";
import type { Finding } from "./findings.ts";
import { emptyForm, type FormState, formFor, formOf } from "./form-state.ts";
import type { ScheduleDesk } from "./schedule-desk.ts";
import type { EntryAction } from "./schedule-entries.ts";
import type { Span } from "./schedule-week.ts";
import type { SpreadTarget } from "./spread-dialog.ts";
import { type Announcements, deciderNames, entryName, entrySentence, spanWords } from "./words.ts";

export type ActsHost = {
  readonly desk: ScheduleDesk;
  readonly now: () => Date;
  readonly announcements: () => Announcements;
  /** For a screen reader: what has just been done. */
  readonly say: (text: string) => void;
  readonly findings: () => readonly Finding[];
};

/** Everything that is done with a schedule by pressing something: it asks where it must, and changes the draft or the server. */
export class ScheduleActs {
  readonly #host: ActsHost;

  constructor(host: ActsHost) {
    this.#host = host;
  }

  get #sheet(): Sheet {
    return this.#host.desk.sheet ?? { entries: [], otherwise: { action: "closed", announcementId: null } };
  }

  get #zone(): string {
    return this.#host.desk.saved?.zone ?? usualHours.zone;
  }

  #today(): string {
    return wallClock(this.#host.now(), this.#zone).date;
  }

  #entry(id: string): ScheduleEntry | undefined {
    return this.#sheet.entries.find((one) => one.id === id);
  }

  #name(entry: ScheduleEntry): string {
    return entryName(entry, this.#host.now(), this.#zone);
  }

  /** @param span what was pointed at in the week */
  async add(span: Span | null): Promise<ScheduleEntry | null> {
    const today = this.#today();
    const entry = await this.#ask(span ? formFor(span, today) : emptyForm(today), newEntryId(), true);
    if (!entry) return null;
    const at = placeFor(this.#sheet, entry.rule);
    this.#host.desk.edit(added(this.#sheet, entry, at));
    this.#host.say(t("calendar.said.added", { name: this.#name(entry), place: at + 1 }));
    return entry;
  }

  async do(id: string, action: EntryAction): Promise<void> {
    const entry = this.#entry(id);
    if (!entry) return;
    if (action === "edit") await this.#edit(entry);
    else if (action === "copy") await this.#copy(entry);
    else if (action === "spread") await this.#spread(entry);
    else if (action === "duplicate") this.#duplicate(entry);
    else this.#remove(entry);
  }

  async #edit(entry: ScheduleEntry): Promise<void> {
    const changed = await this.#ask(formOf(entry, this.#today()), entry.id, false);
    if (changed) this.#host.desk.edit(replaced(this.#sheet, changed));
  }

  async #ask(state: FormState, id: string, isNew: boolean): Promise<ScheduleEntry | null> {
    const { askEntry } = await import("./entry-dialog.ts");
    const [now, zone] = [this.#host.now(), this.#zone];
    return askEntry({ state, id, isNew, today: this.#today(), now, zone, says: (entry) => this.#says(entry, isNew) });
  }

  /** The entry read back, what it would change, and whether what lies above leaves it nothing. */
  #says(entry: ScheduleEntry, isNew: boolean) {
    const { desk, now } = this.#host;
    const before = desk.schedule;
    const sentence = entrySentence(entry, now(), this.#zone);
    if (!before) return { sentence, effect: "", warning: null };
    const sheet = isNew ? added(this.#sheet, entry, placeFor(this.#sheet, entry.rule)) : replaced(this.#sheet, entry);
    const { stretches } = effectOf(before, { ...before, ...sheet }, now());
    const minutes = stretches.reduce((sum, { startsAt, endsAt }) => sum + (endsAt.getTime() - startsAt.getTime()) / 60_000, 0);
    const silent = entry.action === "closed" && entry.announcementId === null;
    return {
      sentence,
      effect: minutes > 0 ? t("calendar.entry.effect", { time: spanWords(minutes) }) : t("calendar.entry.no_effect"),
      warning: silent ? t("calendar.lint.closed_without_announcement") : null,
    };
  }

  async editDefault(): Promise<void> {
    const { askDefault } = await import("./default-dialog.ts");
    const otherwise = await askDefault(this.#sheet.otherwise);
    if (otherwise) this.#host.desk.edit({ ...this.#sheet, otherwise });
  }

  move(id: string, to: number): void {
    const entry = this.#entry(id);
    if (!entry) return;
    this.#host.desk.edit(moved(this.#sheet, id, to));
    const count = this.#sheet.entries.length;
    const place = Math.max(0, Math.min(to, count - 1)) + 1;
    this.#host.say(t("calendar.said.moved", { name: this.#name(entry), place, count }));
  }

  switch(id: string, enabled: boolean): void {
    const entry = this.#entry(id);
    if (entry) this.#host.desk.edit(replaced(this.#sheet, { ...entry, enabled }));
  }

  #duplicate(entry: ScheduleEntry): void {
    const at = this.#sheet.entries.findIndex(({ id }) => id === entry.id);
    this.#host.desk.edit(added(this.#sheet, { ...entry, id: newEntryId() }, at + 1));
    this.#host.say(t("calendar.said.added", { name: this.#name(entry), place: at + 2 }));
  }

  #remove(entry: ScheduleEntry): void {
    const { desk } = this.#host;
    const at = this.#sheet.entries.findIndex(({ id }) => id === entry.id);
    desk.edit(removed(this.#sheet, entry.id));
    const undo = () => {
      if (!this.#entry(entry.id)) desk.edit(added(this.#sheet, entry, at));
    };
    toast({ text: t("calendar.said.removed", { name: this.#name(entry) }), undo });
  }

  async #copy(entry: ScheduleEntry): Promise<void> {
    const { askCopyDays } = await import("./copy-dialog.ts");
    const has = entry.rule.kind === "weekly" ? entry.rule.weekdays : [];
    const copied = (answer: { weekdays: readonly number[]; how: "same" | "own" }) =>
      copyEntry(this.#sheet, { id: entry.id, newId: newEntryId(), ...answer });
    const answer = await askCopyDays({
      entry: this.#name(entry),
      has,
      from: has[0] ?? 1,
      says: (one) => this.#readBack(copied(one)),
    });
    if (answer) this.#host.desk.edit(copied(answer));
  }

  /** All of one day's times to other days. */
  async copyDay(): Promise<void> {
    const { askCopyDays } = await import("./copy-dialog.ts");
    const from = [1, 2, 3, 4, 5, 6, 7].find((day) => weeklyOn(this.#sheet, day).length > 0) ?? 1;
    const answer = await askCopyDays({
      entry: null,
      has: [],
      from,
      says: (one) => this.#readBack(copyDay(this.#sheet, one.from, one.weekdays)),
    });
    if (answer) this.#host.desk.edit(copyDay(this.#sheet, answer.from, answer.weekdays));
  }

  /** The entries that a change touches, as they would be. */
  #readBack(after: Sheet): string {
    const before = new Map(this.#sheet.entries.map((entry) => [entry.id, entry]));
    const touched = after.entries
      .filter((entry) => before.get(entry.id) !== entry)
      .map((entry) => entrySentence(entry, this.#host.now(), this.#zone));
    const gone = this.#sheet.entries.length + touched.length - after.entries.length > touched.length;
    if (touched.length === 0 && !gone) return t("calendar.copy.same_already");
    return [...touched, gone ? t("calendar.copy.gone") : ""].filter(Boolean).join(" · ");
  }

  async #spread(entry: ScheduleEntry): Promise<void> {
    const { askSpread } = await import("./spread-dialog.ts");
    await askSpread({
      name: this.#name(entry),
      load: () => spreadTargets(this.#host.desk.id),
      run: async ({ schedules, top }) => {
        const { auditId } = await applyEntry(schedules, entry, top ? 0 : null);
        undoToast(api, t("calendar.spread.done", { count: schedules.length }), auditId);
      },
    });
  }

  repair(key: string): void {
    const finding = this.#host.findings().find((one) => one.key === key);
    const [repair] = finding?.repairs ?? [];
    if (!repair) return;
    if (repair.kind === "setAnnouncement" && repair.announcementId === null) {
      void (repair.entryId === null ? this.editDefault() : this.do(repair.entryId, "edit"));
      return;
    }
    this.#host.desk.edit(applyRepair(this.#sheet, repair, newEntryId()));
    this.#host.say(t("calendar.said.repaired"));
  }

  /** Asks once more when a caller at this moment would meet something else. */
  async save(): Promise<void> {
    const { desk, now } = this.#host;
    const effect = desk.effect(now());
    if (!desk.dirty) return;
    if (effect?.nowChanges && !(await this.#mayChangeNow(effect.now))) return;
    const saved = await desk.save();
    if (saved) undoToast(api, t("calendar.saved"), saved.auditId, () => desk.load(true));
  }

  async #mayChangeNow({ before, after }: NonNullable<ReturnType<ScheduleDesk["effect"]>>["now"]): Promise<boolean> {
    const { savedSchedule, schedule } = this.#host.desk;
    if (!savedSchedule || !schedule) return false;
    const [was, is] = [savedSchedule, schedule].map((one) => deciderNames(one, this.#host.announcements()));
    return confirm({
      heading: t("calendar.now.heading"),
      text: t("calendar.now.text"),
      effects: [
        t("calendar.now.before", { what: was?.get(keyOf(before)) ?? "" }),
        t("calendar.now.after", { what: is?.get(keyOf(after)) ?? "" }),
      ],
      action: t("calendar.now.save"),
    });
  }

  /** Stäng nu. */
  async close(name: string): Promise<void> {
    const { desk } = this.#host;
    const schedule = desk.savedSchedule;
    if (!schedule) return;
    const { askCloseNow } = await import("./close-now-dialog.ts");
    const now = this.#host.now();
    await askCloseNow({
      ...{ name, now, hours: { ...usualHours, zone: schedule.zone } },
      nextOpening: nextOpening(schedule, now),
      isOpen: openState(schedule, now).open,
      announcementId: schedule.otherwise.action === "closed" ? schedule.otherwise.announcementId : null,
      run: async ({ end, announcementId }) => {
        const { value, auditId } = await closeNow(desk.id, end, announcementId);
        desk.closed(value);
        undoToast(api, t("calendar.close.done", { name }), auditId, () => desk.load(true));
      },
    });
  }

  /** Earlier versions, and the way back to one of them. */
  async versions(name: string): Promise<void> {
    const [{ showVersions }, { versionsOfSchedule }] = await Promise.all([
      import("../calls/versions-panel.ts"),
      import("../calls/versions-of-schedule.ts"),
    ]);
    const { desk } = this.#host;
    await showVersions(versionsOfSchedule(desk.id, name, this.#host.now), () => desk.load(true));
  }

  async openAgain(name: string): Promise<void> {
    const { desk } = this.#host;
    try {
      const { value, auditId } = await openAgain(desk.id);
      desk.closed(value);
      undoToast(api, t("calendar.close.opened", { name }), auditId, () => desk.load(true));
    } catch (error) {
      toast({ text: failureText(error), tone: "failed" });
    }
  }
}

type Row = {
  readonly scheduleId: string;
  readonly name: string;
  readonly number: { readonly display: string } | null;
  readonly state: { readonly open: boolean } | null;
};

/** Every other group and menu of the organisation. */
async function spreadTargets(except: string): Promise<readonly SpreadTarget[]> {
  const of = async (kind: OwnerKind) => {
    const { rows } = await api.get<{ readonly rows: readonly Row[] }>(`/${kind}s`, { limit: 500 });
    return rows.map(({ scheduleId, name, number, state }): SpreadTarget => {
      return { scheduleId, kind, name, number: number?.display ?? "", open: state?.open ?? null };
    });
  };
  const all = await Promise.all([of("group"), of("menu")]);
  return all.flat().filter(({ scheduleId }) => scheduleId !== except);
}
