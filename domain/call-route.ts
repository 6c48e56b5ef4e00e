import type { CallForwarding, ForwardingTarget } from "./call-forwarding.ts";
import type { Destination, MenuKey } from "./destination.ts";
import type { Diversion } from "./diversion.ts";
import type { MobileProfile } from "./diversion-effect.ts";
import type { AnnouncementPart } from "./diversion-view.ts";
import type { Features } from "./feature-groups.ts";
import type { GroupSettings } from "./response-group.ts";
import type { Schedule } from "./schedule.ts";
import type { PassedReason } from "./schedule-passed.ts";

/**
 * What happens to a call: at each stop every rule that was looked at and how it went, what the caller hears, and where the
 * call may go on to. Nothing is left to chance here: what a telephone does (busy, no answer) is a way of its own.
 */

/** Where a call can be. `line`: which of a person's numbers was called. */
export type Stop =
  | { readonly kind: "user"; readonly id: string; readonly line: "fixed" | "mobile" }
  | { readonly kind: "group" | "menu"; readonly id: string }
  | { readonly kind: "number"; readonly number: string };

/** Names a stop: `user:<id>`, `user:<id>:mobile`, `group:<id>`, `menu:<id>`, `number:+46…`. */
export function stopKey(stop: Stop): string {
  if (stop.kind === "number") return `number:${stop.number}`;
  return stop.kind === "user" && stop.line === "mobile" ? `user:${stop.id}:mobile` : `${stop.kind}:${stop.id}`;
}

export type RouteUser = {
  readonly id: string;
  readonly name: string;
  readonly primaryNumber: string | null;
  readonly mobile: { readonly number: string; readonly profile: MobileProfile } | null;
  readonly deactivated: boolean;
  readonly features: Features;
  readonly diversions: readonly Diversion[];
  /** Those that are switched on. */
  readonly forwardings: readonly CallForwarding[];
};

/** How members are rung, and what they see of the call. */
export type Ringing = Pick<
  GroupSettings,
  "distribution" | "ringSeconds" | "wrapUpSeconds" | "displayName" | "presentation" | "presentationNumber" | "presentationPrefix"
>;

export type RouteGroup = Ringing & {
  readonly id: string;
  readonly name: string;
  readonly number: string | null;
  readonly schedule: Schedule;
  readonly maxQueue: number | null;
  readonly welcomeId: string | null;
  readonly saysPosition: boolean;
  readonly comfort: { readonly announcementId: string; readonly everySeconds: number } | null;
  readonly musicId: string | null;
  readonly ringsDiverted: boolean;
  readonly confirmsOnMobile: boolean;
  /** In the order in which the group calls them. */
  readonly members: readonly { readonly userId: string; readonly loggedIn: boolean; readonly viaMobile: boolean }[];
  readonly full: Onward | null;
  readonly nobody: Onward | null;
  /** Ascending; `afterSeconds` is when it really acts, not what was typed. */
  readonly redirects: readonly (Onward & { readonly afterSeconds: number })[];
};

export type RouteMenu = {
  readonly id: string;
  readonly name: string;
  readonly number: string | null;
  readonly schedule: Schedule;
  readonly welcomeId: string | null;
  readonly timeoutSeconds: number;
  /** How often it is said again before `timeout`. */
  readonly maxTimeouts: number;
  readonly maxInvalid: number;
  readonly keys: readonly (Onward & { readonly key: MenuKey })[];
  readonly timeout: Onward | null;
  readonly invalid: Onward | null;
};

/** Where to, and what is said before. */
export type Onward = { readonly destination: Destination; readonly announcementId: string | null };

/** What a call can meet in one organisation. */
export type RouteFacts = {
  readonly zone: string;
  readonly users: ReadonlyMap<string, RouteUser>;
  readonly groups: ReadonlyMap<string, RouteGroup>;
  readonly menus: ReadonlyMap<string, RouteMenu>;
  /** Who of the organisation is reached by a number, E.164. */
  readonly numbers: ReadonlyMap<string, Stop>;
  /** Where the key to the operator leads. */
  readonly mainGroupId: string | null;
};

export type Call = {
  readonly to: Stop;
  readonly at: Date;
  /** Canonical; null: withheld. */
  readonly from: string | null;
};

/** `applies`: it decided. `passed`: looked at, and it did not. `depends`: on what only a telephone or the queue knows. */
export type Outcome = "applies" | "passed" | "depends";

/** A rule that was looked at, in the order of looking. */
export type LookedAt =
  | { readonly rule: "closedNow"; readonly outcome: Outcome; readonly until: Date }
  | {
      readonly rule: "entry";
      readonly outcome: Outcome;
      readonly entryId: string;
      readonly label: string;
      /** Why it did not match; null for the one that decided. */
      readonly why: PassedReason | null;
    }
  | { readonly rule: "otherwise" | "deactivated" | "doNotDisturb"; readonly outcome: Outcome }
  | {
      readonly rule: "diversion";
      readonly outcome: Outcome;
      readonly reason: Diversion["reason"] | null;
      readonly until: Date | null;
    }
  /** H7: away, but the mobile rings through. */
  | { readonly rule: "mobileRingsThrough"; readonly outcome: Outcome }
  /** `why`: the mobile was called, and forwarding does not take it (F1). */
  | { readonly rule: "forwardAll"; readonly outcome: Outcome; readonly why: "off" | "mobileNotTaken" | null }
  | { readonly rule: "full"; readonly outcome: Outcome; readonly limit: number | null }
  | { readonly rule: "nobody"; readonly outcome: Outcome; readonly offered: number };

export type Heard =
  | { readonly kind: "announcement"; readonly id: string }
  /** H13: phrases, put together. */
  | { readonly kind: "away"; readonly parts: readonly AnnouncementPart[] }
  | { readonly kind: "position" | "busyTone" | "ringing" }
  | { readonly kind: "comfort"; readonly id: string; readonly everySeconds: number }
  | { readonly kind: "music"; readonly id: string }
  | { readonly kind: "voicemail"; readonly userId: string };

/** Why a member of a group is not called. `self`: is the caller. */
export type Skipped = "loggedOut" | "deactivated" | "diverted" | "forwarded" | "noNumber" | "self";

export type RouteMember = {
  readonly userId: string;
  readonly name: string;
  readonly line: "fixed" | "mobile";
  readonly loggedIn: boolean;
  readonly offered: boolean;
  readonly skipped: Skipped | null;
  /** Of an absence, or null. */
  readonly until: Date | null;
  /** When the line is busy: the call waits there, or the next one is called (§14). */
  readonly whenBusy: "callWaits" | "next";
  /** A key has to be pressed, so that a mobile's own voicemail does not count as an answer. */
  readonly confirms: boolean;
};

export type When =
  | { readonly kind: "always" | "answered" | "busy" | "unreachable" | "full" | "nobody" | "operatorKey" }
  | { readonly kind: "noAnswer" | "after"; readonly seconds: number | null }
  | { readonly kind: "key"; readonly key: MenuKey }
  | { readonly kind: "noKey"; readonly seconds: number; readonly times: number }
  | { readonly kind: "wrongKey"; readonly times: number };

export type End =
  | { readonly kind: "answered"; readonly userId: string | null }
  | { readonly kind: "voicemail"; readonly userId: string }
  | { readonly kind: "outside"; readonly number: string }
  | { readonly kind: "hangUp" | "busyTone" | "noAnswer" | "waits" | "unavailable" | "unknownNumber" | "extension" };

/** One way on: to another stop, or to an end. */
export type Way = {
  readonly when: When;
  readonly hears: readonly Heard[];
  readonly to: string | null;
  readonly end: End | null;
};

export type RouteStep = {
  readonly key: string;
  readonly stop: Stop;
  /** Of a group or menu; null for others. */
  readonly open: boolean | null;
  readonly rules: readonly LookedAt[];
  readonly hears: readonly Heard[];
  /** Of an open group. */
  readonly members: readonly RouteMember[];
  readonly ways: readonly Way[];
};

export type CallRoute = {
  readonly start: string;
  /** Every stop that the call may come to, each once, in the order in which it comes there. */
  readonly steps: readonly RouteStep[];
};

/** Where a target of forwarding or a destination leads, as a stop; null: an end of its own. */
export function stopOf(target: ForwardingTarget | Destination, facts: RouteFacts): Stop | null {
  switch (target.kind) {
    case "user":
      return { kind: "user", id: target.id, line: "fixed" };
    case "group":
    case "menu":
      return { kind: target.kind, id: target.id };
    case "number":
      return facts.numbers.get(target.number) ?? { kind: "number", number: target.number };
    default:
      return null;
  }
}
