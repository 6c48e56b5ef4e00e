import type { Destination } from "./destination.ts";
import type { WhenNobody } from "./group-login.ts";
import { fieldTakes, parseNumber } from "./numbers.ts";
import type { Problem } from "./problem.ts";

/**
 * Whom a call is offered to first: everybody at once; in the order of the list; in that order, going on after whoever was
 * called last; who has been without a call the longest; who has had the fewest; anybody.
 */
export const distributions = ["all", "fixedOrder", "rotating", "longestIdle", "fewestCalls", "random"] as const;
export type Distribution = (typeof distributions)[number];

/** What members see of a call: the caller's number; the group's name before it; the group's number; a number of one's own. */
export const presentations = ["caller", "groupNameAndCaller", "groupNumber", "number"] as const;
export type Presentation = (typeof presentations)[number];

export const groupLimits = {
  /** How long it rings at a member. */
  ringSeconds: { least: 5, most: 60 },
  wrapUpSeconds: { least: 0, most: 300 },
  maxQueue: { least: 0, most: 999 },
  comfortSeconds: { least: 15, most: 600 },
  afterSeconds: { least: 5, most: 3600 },
} as const;
/** Characters before the caller's number on a desk phone. */
export const longestPrefix = 10;
export const mostRedirects = 10;

/** Where a call goes on to, and what is said before. */
export type GroupWay = { readonly destination: Destination; readonly announcementId: string | null };
/** From the queue, so many seconds after the call came into it. */
export type Redirect = GroupWay & { readonly afterSeconds: number };

/** How a response group answers. */
export type GroupSettings = {
  /** What phones that ring show of the group; null: its name. */
  readonly displayName: string | null;
  readonly distribution: Distribution;
  readonly ringSeconds: number;
  readonly wrapUpSeconds: number;
  /** Callers that wait at most; 0: nobody waits; null: as many as come. */
  readonly maxQueue: number | null;
  readonly presentation: Presentation;
  /** Of the presentation `number`, in any written form. */
  readonly presentationNumber: string | null;
  /** Before the caller's number, on desk phones. */
  readonly presentationPrefix: string | null;
  readonly welcomeId: string | null;
  readonly saysPosition: boolean;
  /** Said every so many seconds to whoever waits. */
  readonly comfortId: string | null;
  readonly comfortSeconds: number | null;
  readonly musicId: string | null;
  /** H10: calls ring although the member is away. */
  readonly ringsDiverted: boolean;
  /** A member who answers on a mobile presses a key first: a mobile's own voicemail would count as an answer. */
  readonly confirmsOnMobile: boolean;
};
export type GroupWays = {
  readonly full: GroupWay | null;
  readonly nobody: GroupWay | null;
  /** In the order of time. */
  readonly redirects: readonly Redirect[];
};

/** As a group is that nobody has said anything about. */
export const usualSettings: GroupSettings = {
  displayName: null,
  distribution: "all",
  ringSeconds: 20,
  wrapUpSeconds: 0,
  maxQueue: null,
  presentation: "caller",
  presentationNumber: null,
  presentationPrefix: null,
  welcomeId: null,
  saysPosition: false,
  comfortId: null,
  comfortSeconds: null,
  musicId: null,
  ringsDiverted: false,
  confirmsOnMobile: true,
};

export type GroupFacts = {
  readonly id: string;
  readonly hasNumber: boolean;
  /** Groups without timed redirects: a caller may wait in them without end. */
  readonly endless: ReadonlySet<string>;
};

/** Everything that is wrong with how a group is to answer. Fields are those of the input: `redirects.1.afterSeconds`. */
export function groupProblems(wanted: GroupSettings & GroupWays, facts: GroupFacts): Problem[] {
  return [
    ...outside("ringSeconds", wanted.ringSeconds),
    ...outside("wrapUpSeconds", wanted.wrapUpSeconds),
    ...(wanted.maxQueue === null ? [] : outside("maxQueue", wanted.maxQueue)),
    ...presentationProblems(wanted, facts),
    ...comfortProblems(wanted),
    ...limitProblems(wanted),
    ...redirectProblems(wanted.redirects, facts),
  ];
}

function outside(name: keyof typeof groupLimits, value: number, field: string = name): Problem[] {
  const { least, most } = groupLimits[name];
  return Number.isInteger(value) && value >= least && value <= most
    ? []
    : [{ field, code: "out_of_range", detail: { least, most } }];
}

function presentationProblems(wanted: GroupSettings, { hasNumber }: GroupFacts): Problem[] {
  const { presentation, presentationNumber: number, presentationPrefix: prefix } = wanted;
  const problems: Problem[] = [];
  if (presentation === "groupNumber" && !hasNumber) problems.push({ field: "presentation", code: "group_number_missing" });
  if (presentation === "number" && (number ?? "").trim() === "") {
    problems.push({ field: "presentationNumber", code: "presentation_number_missing" });
  } else if (number !== null) {
    const problem = numberProblem(number);
    if (problem) problems.push(problem);
  }
  if (prefix !== null && [...prefix].length > longestPrefix) {
    problems.push({ field: "presentationPrefix", code: "text_too_long", detail: { most: longestPrefix } });
  }
  return problems;
}

function numberProblem(written: string): Problem | null {
  const number = parseNumber(written);
  const field = "presentationNumber";
  if (!number) return { field, code: "number_invalid", detail: { number: written.slice(0, 40) } };
  if (fieldTakes("responseGroup", number.kind)) return null;
  return { field, code: "number_kind_refused", detail: { number: number.canonical, kind: number.kind } };
}

function comfortProblems({ comfortId, comfortSeconds }: GroupSettings): Problem[] {
  if (comfortId === null && comfortSeconds === null) return [];
  if (comfortId === null) return [{ field: "comfortId", code: "comfort_announcement_missing" }];
  if (comfortSeconds === null) return [{ field: "comfortSeconds", code: "comfort_seconds_missing" }];
  return outside("comfortSeconds", comfortSeconds);
}

/** With a limit, callers need somewhere to go when it is reached, and when nobody is there to shorten the queue. */
function limitProblems({ maxQueue, full, nobody }: GroupSettings & GroupWays): Problem[] {
  if (maxQueue === null) return [];
  const missing = [...(full === null ? ["full"] : []), ...(nobody === null ? ["nobody"] : [])];
  return missing.map((field) => ({ field, code: "group_destination_missing" }));
}

function redirectProblems(redirects: readonly Redirect[], { id, endless }: GroupFacts): Problem[] {
  if (redirects.length > mostRedirects)
    return [{ field: "redirects", code: "redirects_too_many", detail: { most: mostRedirects } }];
  const problems = redirects.flatMap((one, at): Problem[] => {
    const field = `redirects.${at}.afterSeconds`;
    const before = redirects[at - 1];
    const range = outside("afterSeconds", one.afterSeconds, field);
    if (range.length > 0) return range;
    if (before && one.afterSeconds <= before.afterSeconds) {
      return [{ field, code: "redirect_not_later", detail: { seconds: before.afterSeconds } }];
    }
    if (before && leaves(before.destination)) return [{ field, code: "redirect_after_end" }];
    return [];
  });
  const last = redirects.at(-1)?.destination;
  if (last?.kind === "group" && last.id !== id && endless.has(last.id)) {
    problems.push({ field: `redirects.${redirects.length - 1}.destination`, code: "redirect_last_open" });
  }
  return problems;
}

/** The call does not come back to the queue from there: no later step is reached. */
export function leaves({ kind }: Destination): boolean {
  return kind === "voicemail" || kind === "announcement" || kind === "hangUp" || kind === "menu";
}

/** The call ends there, with or without a message. */
export function closes({ kind }: Destination): boolean {
  return kind === "announcement" || kind === "hangUp";
}

/** What callers of an open group meet when nobody is logged in. */
export function whenNobodyOf({ nobody, redirects }: GroupWays): WhenNobody {
  if (nobody !== null) return closes(nobody.destination) ? "closed" : "overflow";
  return redirects.length > 0 ? "queue" : "unanswered";
}

/**
 * When a time in the queue really acts: while it rings at a member nothing is looked at, so it is when a member's ring time
 * has ended. 20 seconds with a ring time of 15 are 30.
 */
export function effectiveSeconds(afterSeconds: number, ringSeconds: number): number {
  return Math.ceil(afterSeconds / ringSeconds) * ringSeconds;
}

export type RedirectTime = {
  readonly afterSeconds: number;
  readonly effectiveSeconds: number;
  /** The step before acts at the same moment: this one comes at once after it. */
  readonly atOnce: boolean;
};

/** When each step really acts, in their order. */
export function redirectTimes(redirects: readonly { readonly afterSeconds: number }[], ringSeconds: number): RedirectTime[] {
  const times = redirects.map((one) => effectiveSeconds(one.afterSeconds, ringSeconds));
  return redirects.map(({ afterSeconds }, at) => {
    const effective = times[at] ?? afterSeconds;
    return { afterSeconds, effectiveSeconds: effective, atOnce: at > 0 && times[at - 1] === effective };
  });
}
