import { z } from "zod";
import { DomainError } from "../../domain/errors.ts";
import { oneOf } from "../dialect/dialect.ts";
import { MembersInput, setMembers } from "../group-members.ts";
import { deleteResponseGroup } from "../response-group-deletion.ts";
import {
  AnsweringInput,
  createResponseGroup,
  findResponseGroup,
  getWholeGroup,
  groupFields,
  updateResponseGroup,
} from "../response-groups.ts";
import { ScheduleInput } from "../schedule-input.ts";
import { withIds } from "../schedule-rows.ts";
import type { Db } from "../types.ts";
import { showAgain } from "./house.ts";
import type { Fields, Undoer, Undoing } from "./undoer.ts";

const of = ({ organisationId, id }: Undoing) => ({ organisationId, id });
const Text = z.string().nullable();
const Written = AnsweringInput.extend({ name: z.string().optional(), number: Text.optional(), extension: Text.optional() });
const Whole = Written.extend({ name: z.string(), number: Text, extension: Text });
/** What a deleted group had: see `deleteResponseGroup`. Those of old had nothing but a name and numbers. */
const Had = MembersInput.extend({ schedule: ScheduleInput.optional() }).catch({ members: [] });

const fieldsNow = async (trx: Db, undoing: Undoing): Promise<Fields> => groupFields(await getWholeGroup(trx, of(undoing)));
const known = (_entry: unknown, before: Fields) => Object.keys(before).every((name) => Object.hasOwn(Written.shape, name));

/** Whoever is still there is put back into the group; the others have gone meanwhile. */
async function stillThere(trx: Db, organisationId: string, { members }: z.infer<typeof Had>) {
  const ids = members.map((one) => one.userId);
  const there: string[] = await trx("users")
    .where("organisation_id", organisationId)
    .whereNull("deactivated_at")
    .where(oneOf(trx, "id", ids))
    .pluck("id");
  return members.filter((one) => there.includes(one.userId));
}

async function comeBack(trx: Db, { organisationId, id, entry, before, actor, now }: Undoing): Promise<void> {
  const had = Had.parse(entry.restore);
  const schedule = had.schedule && withIds(had.schedule, now);
  const input = { organisationId, ...Whole.parse(before) };
  await createResponseGroup(trx, input, actor, now, { id, schedule });
  const members = await stillThere(trx, organisationId, had);
  if (members.length > 0) await setMembers(trx, { organisationId, groupId: id, members }, actor, now);
  await showAgain(trx, "group", id);
}

/** A group that somebody has begun to use is not taken away by taking back that it was made. */
async function takeAway(trx: Db, undoing: Undoing): Promise<void> {
  const { version } = await getWholeGroup(trx, of(undoing));
  const member = await trx("group_member").where("group_id", undoing.id).first("user_id");
  const fields = [...(version > 1 ? ["settings"] : []), ...(member ? ["members"] : [])];
  if (fields.length > 0) throw new DomainError("undo_changed", { fields });
  await deleteResponseGroup(trx, of(undoing), undoing.actor, undoing.now);
}

export const responseGroupUndoers: Readonly<Record<string, Undoer>> = {
  "response_group.updated": {
    current: fieldsNow,
    putBack: (trx, undoing) =>
      updateResponseGroup(trx, { ...of(undoing), ...Written.parse(undoing.before) }, undoing.actor, undoing.now),
    when: known,
  },
  "response_group.restored": {
    current: fieldsNow,
    putBack: (trx, undoing) =>
      updateResponseGroup(trx, { ...of(undoing), ...Written.parse(undoing.before) }, undoing.actor, undoing.now),
    when: known,
  },
  "response_group.created": { current: fieldsNow, putBack: takeAway, when: known },
  "response_group.deleted": {
    current: async (trx, undoing) => {
      const found = await findResponseGroup(trx, of(undoing));
      if (found) return fieldsNow(trx, undoing);
      return Object.fromEntries(Object.keys(undoing.before).map((name) => [name, null]));
    },
    putBack: comeBack,
    when: known,
  },
};
