import { DomainError } from "../domain/errors.ts";
import { recordAudit } from "./audit.ts";
import { announce } from "./changes.ts";
import { oneOf } from "./dialect/dialect.ts";
import { raiseFollowers } from "./followers.ts";
import { getMembers } from "./group-members.ts";
import { type GroupPointers, loadGroupPointers } from "./group-pointers.ts";
import { followed, getWholeGroup, groupFields } from "./response-groups.ts";
import { bodyOf } from "./schedule-rows.ts";
import { loadSchedules } from "./schedules.ts";
import { change } from "./transaction.ts";
import type { Actor, Db } from "./types.ts";

export type DeleteResponseGroup = {
  readonly organisationId: string;
  readonly id: string;
  /** It has been said that keys will lead nowhere and who shows the number will show another one, and that is agreed to. */
  readonly agreed?: boolean;
};

/**
 * Refused while calls lead to the group: they would vanish. Keys that follow it stay and become misfits, once that is agreed.
 *
 * @throws DomainError `response_group_not_found`, `response_group_in_use` (detail: `places`), `response_group_keys_follow`
 */
export async function deleteResponseGroup(db: Db, input: DeleteResponseGroup, actor: Actor, now: Date): Promise<void> {
  await change(db, async (trx) => {
    const { organisationId, id, agreed = false } = input;
    const before = await getWholeGroup(trx, input);
    const pointers = await loadGroupPointers(trx, { organisationId, groupId: id });
    refuseWhileUsed(pointers, agreed);
    const { members } = await getMembers(trx, { organisationId, groupId: id });
    const stored = (await loadSchedules(trx, organisationId, [{ kind: "group", id }])).get(`group:${id}`);
    const restore = {
      members: members.map(({ userId, mayToggle, viaMobile, loggedIn }) => ({ userId, mayToggle, viaMobile, loggedIn })),
      ...(stored ? { schedule: bodyOf(stored) } : {}),
    };
    await raiseFollowers(trx, { kind: "group", id, organisationId }, followed(before), null);
    const people = members.map((one) => one.userId);
    await trx("users")
      .where(oneOf(trx, "id", people))
      .increment("memberships_version", 1);
    // What is forwarded there is switched off, or somebody's who is gone: nothing leads to a group that is not there.
    await trx("call_forwarding")
      .where({ organisation_id: organisationId, target_kind: "group", target_id: id })
      .update({ target_kind: null, target_id: null, enabled: false });
    await trx("response_group").where({ id, organisation_id: organisationId }).delete();
    const entry = { organisationId, action: "response_group.deleted", subject: { kind: "group", id } };
    await recordAudit(trx, { ...entry, before: groupFields(before), restore }, actor, now);
    await announce(trx, "group", { organisationId });
    await announce(trx, "members", { organisationId });
  });
}

function refuseWhileUsed({ calls, main, keys, layoutKeys, shown }: GroupPointers, agreed: boolean): void {
  if (main || calls.length > 0) {
    const places = [...new Set(calls.map((one) => one.ownerName))];
    throw new DomainError("response_group_in_use", { places, main });
  }
  const count = keys.length + layoutKeys.length;
  if (!agreed && count + shown.length > 0) throw new DomainError("response_group_keys_follow", { count, shown: shown.length });
}
