import type { RouteUser } from "./call-route.ts";
import { diversionAt } from "./diversion.ts";
import { isOfferedGroupCall } from "./diversion-effect.ts";

/** Why a member of a response group is not called. */
export const memberSkips = ["deactivated", "loggedOut", "noNumber", "diverted", "forwarded"] as const;
export type MemberSkip = (typeof memberSkips)[number];

export type MemberState = {
  readonly deactivated: boolean;
  readonly loggedIn: boolean;
  /** There is a number of the line that rings: the mobile, or the fixed one. */
  readonly hasLine: boolean;
  readonly diverted: boolean;
  /** All calls to that line are forwarded. */
  readonly forwarded: boolean;
};

/** A member as a call finds them. @param user undefined: nobody knows them any more */
export function memberState(
  user: RouteUser | undefined,
  member: { readonly loggedIn: boolean; readonly viaMobile: boolean },
  at: Date,
): MemberState {
  const { loggedIn, viaMobile } = member;
  if (!user) return { deactivated: true, loggedIn, hasLine: false, diverted: false, forwarded: false };
  const all = user.forwardings.some((one) => one.kind === "all" && one.enabled && one.target !== null);
  return {
    deactivated: user.deactivated,
    loggedIn,
    hasLine: (viaMobile ? user.mobile : user.primaryNumber) !== null,
    diverted: diversionAt(user.diversions, at) !== null,
    forwarded: all && (!viaMobile || user.features.forwardingTakesMobile),
  };
}

/**
 * Null: the member is called. Forwarding of all calls takes a phone away from the group: its calls do not follow the member to
 * wherever that leads, where a voicemail would answer them. Other forwardings have no effect on a group's calls.
 */
export function whySkipped(member: MemberState, group: { readonly ringsDiverted: boolean }): MemberSkip | null {
  if (member.deactivated) return "deactivated";
  if (!member.loggedIn) return "loggedOut";
  if (!member.hasLine) return "noNumber";
  if (!isOfferedGroupCall({ ...member, groupRingsDiverted: group.ringsDiverted })) return "diverted";
  return member.forwarded ? "forwarded" : null;
}
