import { z } from "zod";
import { DomainError } from "../../domain/errors.ts";
import { createMenu, deleteMenu, findMenu, getMenu, inputOf, MenuInput, menuFields, saveMenu } from "../menus.ts";
import { ScheduleInput } from "../schedule-input.ts";
import { withIds } from "../schedule-rows.ts";
import type { Db } from "../types.ts";
import type { Fields, Undoer, Undoing } from "./undoer.ts";

const of = ({ organisationId, id }: Undoing) => ({ organisationId, id });
const Had = z.object({ schedule: ScheduleInput.optional() }).catch({});

const fieldsNow = async (trx: Db, undoing: Undoing): Promise<Fields> => menuFields(await getMenu(trx, of(undoing)));

/** The fields of before over those of now. */
async function putBack(trx: Db, undoing: Undoing): Promise<void> {
  const now = inputOf(await getMenu(trx, of(undoing)));
  await saveMenu(trx, { ...MenuInput.parse({ ...now, ...undoing.before }), ...of(undoing) }, undoing.actor, undoing.now);
}

/** A menu that somebody has gone on with is not taken away by taking back that it was made. */
async function takeAway(trx: Db, undoing: Undoing): Promise<void> {
  const { version } = await getMenu(trx, of(undoing));
  if (version > 1) throw new DomainError("undo_changed", { fields: ["settings"] });
  await deleteMenu(trx, of(undoing), undoing.actor, undoing.now);
}

async function comeBack(trx: Db, { organisationId, id, entry, before, actor, now }: Undoing): Promise<void> {
  const had = Had.parse(entry.restore);
  const schedule = had.schedule && withIds(had.schedule, now);
  await createMenu(trx, { organisationId, ...MenuInput.parse(before) }, actor, now, { id, schedule });
}

export const menuUndoers: Readonly<Record<string, Undoer>> = {
  "menu.created": { current: fieldsNow, putBack: takeAway },
  "menu.updated": { current: fieldsNow, putBack },
  "menu.restored": { current: fieldsNow, putBack },
  "menu.deleted": {
    current: async (trx, undoing) => {
      const found = await findMenu(trx, of(undoing));
      return found ? menuFields(found) : Object.fromEntries(Object.keys(undoing.before).map((name) => [name, null]));
    },
    putBack: comeBack,
  },
};
