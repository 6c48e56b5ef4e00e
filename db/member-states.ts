import { diversionAt } from "../domain/diversion.ts";
import { type MemberState, memberState } from "../domain/member-skips.ts";
import { loadRouteUsers } from "./call-facts-people.ts";
import { enabledForwardings } from "./call-forwardings.ts";
import type { Member } from "./group-members.ts";
import { getOrganisation } from "./organisations.ts";
import type { Db } from "./types.ts";

export type MemberNow = MemberState & {
  /** That rings, E.164; null: there is none. */
  readonly number: string | null;
  /** Until when the member is away; null: not away, or without an end. */
  readonly until: Date | null;
};

/** Members as a call would find them now, by user. A fixed number of queries for any number of them. */
export async function loadMembersNow(
  db: Db,
  organisationId: string,
  members: readonly Member[],
  at: Date,
): Promise<Map<string, MemberNow>> {
  const { timeZone: zone } = await getOrganisation(db, { id: organisationId });
  const forwardings = await enabledForwardings(db, organisationId);
  const ids = members.map((one) => one.userId);
  const users = await loadRouteUsers(db, { organisationId, ids, at, zone, forwardings });
  return new Map(
    members.map((member) => {
      const user = users.get(member.userId);
      const number = member.viaMobile ? user?.mobile?.number : user?.primaryNumber;
      const away = user ? diversionAt(user.diversions, at) : null;
      return [member.userId, { ...memberState(user, member, at), number: number ?? null, until: away?.endsAt ?? null }];
    }),
  );
}
