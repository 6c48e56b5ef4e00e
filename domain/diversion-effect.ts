import type { Features } from "./feature-groups.ts";

export type MobileProfile = "mex" | "external";

/**
 * H7: what an absence does to a user's mobile. `closed` with the fixed number; `rings` through; `beyond`: another operator's,
 * calls dialled straight to it cannot be stopped and the interface says so; `none`: there is no mobile.
 */
export type MobileWhileAway = "closed" | "rings" | "beyond" | "none";

export function mobileWhileAway(mobile: MobileProfile | null, features: Features): MobileWhileAway {
  if (mobile === null) return "none";
  if (mobile === "external") return "beyond";
  return features.diversionClosesMobile ? "closed" : "rings";
}

/** H8: what a caller can do after hearing that somebody is away. */
export type AfterAnnouncement = { readonly leaveMessage: boolean; readonly reachOperator: boolean };

/** The key to the operator is heard inside the voicemail: without voicemail there is none. */
export function afterAnnouncement(features: Features): AfterAnnouncement {
  const leaveMessage = features.voicemailWhenDiverted;
  return { leaveMessage, reachOperator: leaveMessage && features.operatorInVoicemail };
}

/** What decides about a call to a user's fixed number. */
export type CallFacts = {
  readonly deactivated: boolean;
  readonly diverted: boolean;
  readonly doNotDisturb: boolean;
  /** Forwarding that is switched on. */
  readonly forwarding: {
    readonly all: boolean;
    readonly busy: boolean;
    readonly noAnswer: boolean;
    readonly unreachable: boolean;
  };
  readonly voicemail: boolean;
  /** How the phone met the call; only asked when the call gets that far. */
  readonly phone: "answers" | "busy" | "noAnswer" | "unreachable";
};

export type CallOutcome =
  | "unavailable"
  | "diversion"
  | "doNotDisturb"
  | "forwardAll"
  | "answered"
  | "forwardBusy"
  | "forwardNoAnswer"
  | "forwardUnreachable"
  | "voicemail"
  | "noAnswer";

/** H9: deactivated, then away, do not disturb, forwarding of all calls, the phone, forwarding by what it said, voicemail. */
export function callOutcome(facts: CallFacts): CallOutcome {
  if (facts.deactivated) return "unavailable";
  if (facts.diverted) return "diversion";
  if (facts.doNotDisturb) return "doNotDisturb";
  if (facts.forwarding.all) return "forwardAll";
  if (facts.phone === "answers") return "answered";
  if (facts.phone === "busy" && facts.forwarding.busy) return "forwardBusy";
  if (facts.phone === "noAnswer" && facts.forwarding.noAnswer) return "forwardNoAnswer";
  if (facts.phone === "unreachable" && facts.forwarding.unreachable) return "forwardUnreachable";
  return facts.voicemail ? "voicemail" : "noAnswer";
}

/** What decides whether a response group's call is offered to a member. */
export type MemberFacts = {
  readonly deactivated: boolean;
  readonly loggedIn: boolean;
  readonly diverted: boolean;
  /** The group's own setting: its calls ring although the member is away. */
  readonly groupRingsDiverted: boolean;
};

/** H10: not while away, unless the group says so. The login is untouched (H11): after the return calls are offered again. */
export function isOfferedGroupCall(facts: MemberFacts): boolean {
  return facts.loggedIn && !facts.deactivated && (!facts.diverted || facts.groupRingsDiverted);
}
