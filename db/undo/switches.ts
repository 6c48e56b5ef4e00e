import { z } from "zod";
import { showFinding } from "../switch-findings.ts";
import { bringBackSwitch, changeSwitch, findSwitch, getSwitch, removeSwitch, switchFields } from "../switches.ts";
import type { Db } from "../types.ts";
import type { Fields, Undoer, Undoing } from "./undoer.ts";

const of = ({ organisationId, id }: Undoing) => ({ organisationId, id });
const Before = z.object({
  name: z.string().optional(),
  siteId: z.string().nullable().optional(),
});
const Dismissed = z.object({ findingId: z.string() });

/** Of one that is gone, null for each. */
async function fieldsNow(trx: Db, undoing: Undoing): Promise<Fields> {
  const found = await findSwitch(trx, of(undoing));
  return found ? switchFields(found) : Object.fromEntries(Object.keys(undoing.before).map((name) => [name, null]));
}

export const switchUndoers: Readonly<Record<string, Undoer>> = {
  "switch.added": {
    current: fieldsNow,
    putBack: (trx, undoing) => removeSwitch(trx, of(undoing), undoing.actor, undoing.now),
  },
  "switch.changed": {
    current: async (trx, undoing) => switchFields(await getSwitch(trx, of(undoing))),
    putBack: (trx, undoing) => {
      const { keyring, before, actor, now } = undoing;
      return changeSwitch(trx, keyring, { ...of(undoing), ...Before.parse(before) }, actor, now);
    },
    // What opened it before, and at another address, is kept nowhere.
    when: (_entry, before) => Object.keys(before).every((name) => Object.hasOwn(Before.shape, name)),
  },
  "switch.removed": {
    current: fieldsNow,
    putBack: (trx, undoing) => bringBackSwitch(trx, of(undoing), undoing.actor, undoing.now),
  },
  "switch.finding_dismissed": {
    // It is about the finding, not about the switch's own fields.
    current: async (trx, undoing) => {
      await getSwitch(trx, of(undoing));
      return undoing.after;
    },
    putBack: (trx, { organisationId, entry }) =>
      showFinding(trx, { organisationId, id: Dismissed.parse(entry.restore).findingId }),
  },
};
