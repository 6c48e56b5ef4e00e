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
