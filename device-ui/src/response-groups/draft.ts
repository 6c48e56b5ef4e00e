import type { Distribution, Presentation } from "../../../domain/response-group.ts";
import { type Chosen, chosenOf, destinationText } from "../calls/destination.ts";
import type { Fields } from "../data/merge.ts";
import type { GroupView } from "../data/response-groups.ts";
import type { Flow, FlowWay } from "./flow.ts";
import { flow } from "./flow.ts";

/** Where calls go on to, and what is said before. `chosen` null: it has not been said where. */
export type WayForm = { readonly chosen: Chosen | null; readonly announcementId: string | null };
export type StepForm = WayForm & { readonly key: string; readonly afterSeconds: string };

/** A response group as it stands in its form: what is typed is text. */
export type GroupForm = {
  readonly name: string;
  readonly displayName: string;
  readonly number: string;
  readonly extension: string;
  readonly distribution: Distribution;
  readonly ringSeconds: string;
  readonly wrapUpSeconds: string;
  readonly limited: boolean;
  readonly maxQueue: string;
  readonly presentation: Presentation;
  readonly presentationNumber: string;
  readonly presentationPrefix: string;
  readonly welcomeId: string | null;
  readonly saysPosition: boolean;
  readonly comfortId: string | null;
  readonly comfortSeconds: string;
  readonly musicId: string | null;
  readonly ringsDiverted: boolean;
  readonly confirmsOnMobile: boolean;
  readonly full: WayForm | null;
  readonly nobody: WayForm | null;
  readonly redirects: readonly StepForm[];
};

const usualComfort = "30";

export function formOf(group: GroupView): GroupForm {
  const { distribution, presentation, welcomeId, saysPosition, comfortId, musicId, ringsDiverted, confirmsOnMobile } = group;
  const way = (one: GroupView["full"]): WayForm | null =>
    one && { chosen: chosenOf(one.destination), announcementId: one.announcementId };
  return {
    ...{ distribution, presentation, welcomeId, saysPosition, comfortId, musicId, ringsDiverted, confirmsOnMobile },
    name: group.name,
    displayName: group.displayName ?? "",
    number: group.number?.display ?? "",
    extension: group.extension ?? "",
    ringSeconds: String(group.ringSeconds),
    wrapUpSeconds: String(group.wrapUpSeconds),
    limited: group.maxQueue !== null,
    maxQueue: group.maxQueue === null ? "" : String(group.maxQueue),
    presentationNumber: group.presentationNumber?.display ?? "",
    presentationPrefix: group.presentationPrefix ?? "",
    comfortSeconds: group.comfortSeconds === null ? usualComfort : String(group.comfortSeconds),
    full: way(group.full),
    nobody: way(group.nobody),
    redirects: group.redirects.map((one, at) => ({
      key: `step-${at}`,
      afterSeconds: String(one.afterSeconds),
      chosen: chosenOf(one.destination),
      announcementId: one.announcementId,
    })),
  };
}

/** A step later than the last one. */
export function nextStep(form: GroupForm): StepForm {
  const last = form.redirects.at(-1);
  const ring = Number(form.ringSeconds) || 20;
  const after = last ? (Number(last.afterSeconds) || 0) + 2 * ring : 2 * ring;
  return { key: `new-${Date.now()}-${form.redirects.length}`, afterSeconds: String(after), chosen: null, announcementId: null };
}

/** Whole numbers as such; anything else as it was typed, for the server to refuse beside its field. */
function number(typed: string): number | string {
  const text = typed.trim();
  return /^\d{1,6}$/.test(text) ? Number(text) : text;
}

const text = (typed: string): string | null => (typed.trim() === "" ? null : typed.trim());
const wayBody = (way: WayForm | null) =>
  way?.chosen ? { destination: way.chosen.destination, announcementId: way.announcementId } : null;

/** As it is written. */
export function bodyOf(form: GroupForm): Fields {
  const { distribution, presentation, welcomeId, saysPosition, comfortId, musicId, ringsDiverted, confirmsOnMobile } = form;
  return {
    name: form.name.trim(),
    displayName: text(form.displayName),
    number: text(form.number),
    extension: text(form.extension),
    ...{ distribution, ringSeconds: number(form.ringSeconds), wrapUpSeconds: number(form.wrapUpSeconds) },
    ...{ presentation, presentationNumber: text(form.presentationNumber), presentationPrefix: text(form.presentationPrefix) },
    ...{ welcomeId, saysPosition, comfortId, musicId, ringsDiverted, confirmsOnMobile },
    comfortSeconds: comfortId === null ? null : number(form.comfortSeconds),
    redirects: form.redirects.map((step) => ({
      afterSeconds: number(step.afterSeconds),
      destination: step.chosen?.destination ?? null,
      announcementId: step.announcementId,
    })),
    maxQueue: form.limited ? number(form.maxQueue) : null,
    full: form.limited ? wayBody(form.full) : null,
    nobody: wayBody(form.nobody),
  };
}

/** What of the form is another than it was, as it is written. */
export function changesOf(base: GroupForm, form: GroupForm): Fields {
  const [before, after] = [bodyOf(base), bodyOf(form)];
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
  );
}

/** Places at which it has not been said where calls go: `redirects.1.destination`. */
export function unsaid(form: GroupForm): string[] {
  const steps = form.redirects.flatMap((step, at) => (step.chosen === null ? [`redirects.${at}.destination`] : []));
  const ways = [
    ...(form.limited && form.full?.chosen == null ? ["full"] : []),
    ...((form.limited || form.nobody !== null) && form.nobody?.chosen == null ? ["nobody"] : []),
  ];
  return [...steps, ...ways];
}

/** The way of a call as the form says it now. */
export function flowOfForm(form: GroupForm): Flow {
  const way = (one: WayForm | null): FlowWay | null =>
    one?.chosen ? { text: destinationText(one.chosen), said: one.announcementId !== null } : null;
  return flow({
    number: form.number.trim() || form.extension.trim(),
    distribution: form.distribution,
    ringSeconds: seconds(form.ringSeconds) ?? 20,
    ...{ welcome: form.welcomeId !== null, saysPosition: form.saysPosition, music: form.musicId !== null },
    comfortSeconds: form.comfortId === null ? null : seconds(form.comfortSeconds),
    maxQueue: form.limited ? seconds(form.maxQueue) : null,
    redirects: form.redirects.flatMap((step) => {
      const [to, afterSeconds] = [way(step), seconds(step.afterSeconds)];
      return to && afterSeconds !== null ? [{ ...to, afterSeconds }] : [];
    }),
    full: way(form.full),
    nobody: way(form.nobody),
  });
}

/** What was typed, as seconds; null: it is no number. */
export function seconds(typed: string): number | null {
  const said = number(typed);
  return typeof said === "number" && said > 0 ? said : null;
}
