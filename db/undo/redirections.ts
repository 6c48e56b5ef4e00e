import { z } from "zod";
import { DomainError } from "../../domain/errors.ts";
import { redirectionWanted, setRedirectionWanted } from "../redirection-asks.ts";
import type { Undoer } from "./undoer.ts";

const Restore = z.object({ accountId: z.string() });
const Wanted = z.object({ registered: z.boolean() });

/** At which account; entries that say none changed nothing. */
function accountOf(restore: unknown): string {
  const read = Restore.safeParse(restore);
  if (!read.success) throw new DomainError("undo_not_possible");
  return read.data.accountId;
}

/** A phone that was registered at its maker is taken away there again, and the other way round. */
export const redirectionUndoers: Readonly<Record<string, Undoer>> = {
  "phone.redirection_asked": {
    current: (trx, { organisationId, id: phoneId, entry }) =>
      redirectionWanted(trx, { organisationId, phoneId, accountId: accountOf(entry.restore) }),
    putBack: (trx, { organisationId, id: phoneId, entry, before, actor, now }) => {
      const place = { organisationId, phoneId, accountId: accountOf(entry.restore) };
      return setRedirectionWanted(trx, { ...place, registered: Wanted.parse(before).registered }, actor, now);
    },
    when: (entry, before) => Restore.safeParse(entry.restore).success && Wanted.safeParse(before).success,
  },
};
