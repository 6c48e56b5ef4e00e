import { z } from "zod";
import { formatShownNumber } from "../../domain/shown-number.ts";
import { ForwardingsInput, getForwardings, setForwardings } from "../call-forwardings.ts";
import { changeDiversion, diversionFields, getDiversion, undoDiversion } from "../diversions.ts";
import { getNotices, NoticeInput, noticeFields, setNotices } from "../notices.ts";
import { getShownNumbers, mainGroupOf, ShownNumberInput, setMainGroup, setShownNumber } from "../shown-numbers.ts";
import type { Db } from "../types.ts";
import { getWorkHours, setWorkHours, WorkHoursInput } from "../work-hours.ts";
import type { Fields, Undoer, Undoing } from "./undoer.ts";

/** Absence, forwarding, shown number and hours of work. */

const person = ({ organisationId, id: userId }: Undoing) => ({ organisationId, userId });

const forwarding: Undoer = {
  current: async (trx, undoing) => {
    const { kinds } = await getForwardings(trx, person(undoing));
    return Object.fromEntries(
      Object.entries(kinds).map(([kind, { target, seconds, enabled }]) => [kind, { target, seconds, enabled }]),
    );
  },
  putBack: (trx, undoing) => {
    const kinds = ForwardingsInput.parse(undoing.before);
    return setForwardings(trx, { ...person(undoing), kinds }, undoing.actor, undoing.now);
  },
  when: (_entry, before) => ForwardingsInput.safeParse(before).success,
};

const shownNames: Readonly<Record<string, keyof ShownNumberInput>> = {
  shownNumber: "shown",
  shownFromMobile: "fromMobile",
  mobileOutsideHours: "mobileOutsideHours",
};

const shown: Undoer = {
  current: async (trx, undoing) => {
    const { settings } = await getShownNumbers(trx, person(undoing));
    const { shown, fromMobile, mobileOutsideHours } = settings;
    const from = fromMobile === null ? null : formatShownNumber(fromMobile);
    return { shownNumber: formatShownNumber(shown), shownFromMobile: from, mobileOutsideHours };
  },
  putBack: (trx, undoing) => {
    const said = Object.entries(undoing.before).map(([name, value]) => [shownNames[name] ?? name, value]);
    const input = ShownNumberInput.parse(Object.fromEntries(said));
    return setShownNumber(trx, { ...person(undoing), ...input }, undoing.actor, undoing.now);
  },
};

const hoursNow = async (trx: Db, undoing: Undoing): Promise<Fields> => {
  const { hours, usual } = await getWorkHours(trx, person(undoing));
  return { workDays: [...hours.days], workFrom: hours.from, workTo: hours.to, usualHours: usual };
};

const hours: Undoer = {
  current: hoursNow,
  putBack: async (trx, undoing) => {
    const { workDays: days, workFrom: from, workTo: to, usualHours } = { ...(await hoursNow(trx, undoing)), ...undoing.before };
    const input = usualHours === true ? null : WorkHoursInput.parse({ days, from, to });
    return setWorkHours(trx, { ...person(undoing), hours: input }, undoing.actor, undoing.now);
  },
};

const mainNumber: Undoer = {
  current: async (trx, { organisationId }) => ({ mainGroup: await mainGroupOf(trx, organisationId) }),
  putBack: (trx, { organisationId, before, actor, now }) => {
    const { mainGroup: groupId } = z.object({ mainGroup: z.string().nullable() }).parse(before);
    return setMainGroup(trx, { organisationId, groupId }, actor, now);
  },
};

const Diversion = z.object({ diversion: z.string() });
const idOf = ({ after, before }: Undoing): string => (Diversion.safeParse(after).data ?? Diversion.parse(before)).diversion;

/** An absence that was set, ended early or cancelled: taken back as the person would, with its own rules. */
const diversion: Undoer = {
  current: async (trx, undoing) => diversionFields(await getDiversion(trx, { ...person(undoing), id: idOf(undoing) })),
  putBack: (trx, undoing) => undoDiversion(trx, { ...person(undoing), id: idOf(undoing) }, undoing.actor, undoing.now),
  when: (_entry, _before, after) => Diversion.safeParse(after).success,
};

const Times = z.object({ reason: z.string(), startsAt: z.string(), endsAt: z.string().nullable() });
const Restore = z.object({ planned: z.boolean() });

/** Other times, or another reason that everybody may know: back to what it was, as long as it is not over. */
const changed: Undoer = {
  current: diversion.current,
  putBack: (trx, undoing) => {
    const { reason, startsAt, endsAt } = Times.parse(undoing.before);
    const { reason: now } = Times.parse(undoing.after);
    const { planned } = Restore.parse(undoing.entry.restore);
    const times = { endsAt, ...(planned ? { startsAt } : {}), ...(reason === now ? {} : { reason }) };
    return changeDiversion(trx, { ...person(undoing), id: idOf(undoing), ...times }, undoing.actor, undoing.now);
  },
  when: ({ restore }) => Restore.safeParse(restore).success,
};

const Notices = z.object({ noticeChannel: NoticeInput.shape.channel, diversionEnds: NoticeInput.shape.diversionEnds });

const notices: Undoer = {
  current: async (trx, undoing) => noticeFields(await getNotices(trx, person(undoing))),
  putBack: (trx, undoing) => {
    const { noticeChannel: channel, diversionEnds } = Notices.parse(undoing.before);
    return setNotices(trx, { ...person(undoing), channel, diversionEnds }, undoing.actor, undoing.now);
  },
};

export const presenceUndoers: Readonly<Record<string, Undoer>> = {
  "user.forwarding_updated": forwarding,
  "user.shown_number_updated": shown,
  "user.hours_updated": hours,
  "user.notices_updated": notices,
  "organisation.main_number_set": mainNumber,
  "user.diversion_set": diversion,
  "user.diversion_changed": changed,
  "user.diversion_ended": diversion,
  "user.diversion_cancelled": diversion,
};
