import { wallClock } from "../../../domain/local-time.ts";
import type { ScheduleBody, ScheduleEntry } from "../../../domain/schedule.ts";
import { actionWords, ruleWords } from "../../../domain/schedule-words.ts";
import { api } from "../data/client.ts";
import { currentLanguage, t } from "../i18n/index.ts";

/** When a version was saved, and by whom. */
export type VersionLine = { readonly version: number; readonly at: string; readonly by: string };

/** What going back to a version would do, in sentences: what goes, what comes, and whether the rest stands in another order. */
export type VersionDifference = {
  readonly gone: readonly string[];
  readonly come: readonly string[];
  readonly reordered: boolean;
};

/** Whose versions they are: `/schedules/…`, `/menus/…` or `/groups/…`, and how they are compared. */
export type VersionsOf = {
  readonly path: string;
  readonly name: string;
  /** As it is read now: its number, and the ETag that a restoration names. */
  readonly now: () => Promise<{ readonly number: number; readonly version: string | null }>;
  /** @param kept the answer of `GET …/versions/:version` */
  readonly compare: (kept: unknown) => Promise<VersionDifference>;
};

export async function listVersions({ path }: VersionsOf, signal?: AbortSignal): Promise<readonly VersionLine[]> {
  return (await api.get<{ readonly versions: readonly VersionLine[] }>(`${path}/versions`, {}, signal)).versions;
}

export async function compareVersion(of: VersionsOf, version: number): Promise<VersionDifference> {
  return of.compare(await api.get<unknown>(`${of.path}/versions/${version}`));
}

/** Writes that version again. @returns the number of its entry in the change log @throws ConflictError when somebody saved meanwhile */
export async function restoreVersion({ path }: VersionsOf, version: number, now: string | null): Promise<string | null> {
  return (await api.ask("POST", `${path}/versions/${version}/restore`, { version: now })).auditId;
}

/** Two lists of sentences, of how it is now and how it was then. */
export function differenceOf(now: readonly string[], then: readonly string[]): VersionDifference {
  const [gone, come] = [without(now, then), without(then, now)];
  const stays = (all: readonly string[], other: readonly string[]) => all.filter((text) => other.includes(text)).join("\n");
  return { gone, come, reordered: stays(now, then) !== stays(then, now) };
}

function without(all: readonly string[], others: readonly string[]): string[] {
  return all.filter((text) => !others.includes(text));
}

/** A calendar in sentences, from the top, with the default last. @param names of announcements, by id */
export function scheduleSentences(body: ScheduleBody, names: ReadonlyMap<string, string>, now: Date, zone: string): string[] {
  const done = ({ action, announcementId }: Pick<ScheduleEntry, "action" | "announcementId">) => {
    const heard = announcementId === null ? null : (names.get(announcementId) ?? t("versions.announcement_gone"));
    return `${capital(actionWords(action, heard, currentLanguage()))}.`;
  };
  const { date: today } = wallClock(now, zone);
  const entries = body.entries.map((entry) => {
    const says = { when: ruleWords(entry.rule, today, currentLanguage()), what: done(entry) };
    const text = entry.label ? t("versions.entry", { name: entry.label, ...says }) : t("versions.entry_plain", says);
    return entry.enabled ? text : t("versions.entry_off", { entry: text });
  });
  return [...entries, t("versions.otherwise", { what: done(body.otherwise) })];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
