import { type Distribution, redirectTimes } from "../../../domain/response-group.ts";
import { chosenOf, destinationText } from "../calls/destination.ts";
import type { GroupView } from "../data/response-groups.ts";
import { t } from "../i18n/index.ts";

/** One thing that happens to a call. `end`: it goes no further here; `warn`: somebody should look at it. */
export type FlowStep = {
  readonly kind: "call" | "hears" | "rings" | "goes" | "end" | "warn";
  readonly text: string;
  readonly detail: string;
};
/** From the top; and what happens instead, when nobody is logged in or the queue is full. */
export type Flow = {
  readonly steps: readonly FlowStep[];
  readonly instead: readonly { readonly when: string; readonly text: string }[];
};

export type FlowWay = { readonly text: string; readonly said: boolean };
/** What of a group decides the way of a call, also while it is edited. */
export type FlowFacts = {
  readonly number: string;
  readonly distribution: Distribution;
  readonly ringSeconds: number;
  readonly welcome: boolean;
  readonly saysPosition: boolean;
  readonly comfortSeconds: number | null;
  readonly music: boolean;
  readonly maxQueue: number | null;
  readonly redirects: readonly (FlowWay & { readonly afterSeconds: number })[];
  readonly full: FlowWay | null;
  readonly nobody: FlowWay | null;
};

export function flowOf(group: GroupView): Flow {
  const way = (one: GroupView["full"]): FlowWay | null =>
    one && { text: destinationText(chosenOf(one.destination)), said: one.announcementId !== null };
  return flow({
    number: group.number?.display ?? group.extension ?? "",
    ...{ distribution: group.distribution, ringSeconds: group.ringSeconds, maxQueue: group.maxQueue },
    ...{ welcome: group.welcomeId !== null, saysPosition: group.saysPosition, music: group.musicId !== null },
    comfortSeconds: group.comfortId === null ? null : group.comfortSeconds,
    redirects: group.redirects.map((one) => ({
      text: destinationText(chosenOf(one.destination)),
      said: one.announcementId !== null,
      afterSeconds: one.afterSeconds,
    })),
    full: way(group.full),
    nobody: way(group.nobody),
  });
}

export function flow(facts: FlowFacts): Flow {
  const { number, distribution, ringSeconds, redirects, maxQueue, full, nobody } = facts;
  const times = redirectTimes(redirects, ringSeconds);
  const steps: FlowStep[] = [
    { kind: "call", text: number ? t("answer.flow.call", { number }) : t("answer.flow.call_inside"), detail: "" },
    ...(facts.welcome ? [{ kind: "hears", text: t("answer.flow.welcome"), detail: "" } as const] : []),
    { kind: "rings", text: t(`answer.flow.rings.${distribution}`, { seconds: ringSeconds }), detail: waits(facts) },
    ...redirects.map((one, at): FlowStep => {
      const last = at === redirects.length - 1;
      const text = t("answer.flow.after", { seconds: one.afterSeconds, to: one.text });
      return {
        kind: last ? "end" : "goes",
        text: one.said ? t("answer.flow.said_first", { text }) : text,
        detail: timeText(times[at]),
      };
    }),
    ...(redirects.length === 0 ? [{ kind: "warn", text: t("answer.flow.waits"), detail: "" } as const] : []),
  ];
  return {
    steps,
    instead: [
      ...(nobody ? [{ when: t("answer.flow.nobody"), text: nobody.text }] : []),
      ...(maxQueue !== null && full ? [{ when: t("answer.flow.full", { count: maxQueue }), text: full.text }] : []),
    ],
  };
}

/** When a step really acts, where that is another time than what was said. */
export function timeText(time: ReturnType<typeof redirectTimes>[number] | undefined): string {
  if (!time) return "";
  if (time.atOnce) return t("answer.time.at_once");
  return time.effectiveSeconds === time.afterSeconds ? "" : t("answer.time.effective", { seconds: time.effectiveSeconds });
}

/** What is heard in the queue. */
function waits({ saysPosition, comfortSeconds, music }: FlowFacts): string {
  const heard = [
    ...(saysPosition ? [t("answer.flow.position")] : []),
    ...(comfortSeconds === null ? [] : [t("answer.flow.comfort", { seconds: comfortSeconds })]),
    music ? t("answer.flow.music") : t("answer.flow.ringing"),
  ];
  return t("answer.flow.hears", { what: heard.join(", ") });
}
