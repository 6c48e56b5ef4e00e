import { listAnnouncements } from "../data/announcements.ts";
import { api } from "../data/client.ts";
import { bodyOf, readSchedule, type ScheduleVersionView } from "../data/schedules.ts";
import { differenceOf, scheduleSentences, type VersionsOf } from "./versions.ts";

/** The versions of a group's or menu's calendar. @param name of whom it belongs to @param now by the server's clock */
export function versionsOfSchedule(id: string, name: string, now: () => Date): VersionsOf {
  const read = () => readSchedule(id);
  return {
    path: `/schedules/${encodeURIComponent(id)}`,
    name,
    now: async () => {
      const { value, version } = await read();
      return { number: value.version, version };
    },
    compare: async (kept) => {
      const [{ value }, { rows }] = await Promise.all([read(), listAnnouncements(api, { limit: 500 })]);
      const names = new Map(rows.map((one) => [one.id, one.name]));
      // The server and this app are built together and its types are imported, so the shape is not checked again here.
      const { body } = kept as ScheduleVersionView;
      const entries = body.entries.map((entry, at) => ({ ...entry, id: entry.id ?? String(at) }));
      const say = (one: Parameters<typeof scheduleSentences>[0]) => scheduleSentences(one, names, now(), value.zone);
      return differenceOf(say(bodyOf(value)), say({ entries, otherwise: body.otherwise }));
    },
  };
}
