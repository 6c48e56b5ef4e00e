import type { GroupVersionView } from "../../../portal/group-versions.ts";
import { api } from "../data/client.ts";
import { fieldName, valueText } from "../pages/audit/words.ts";
import type { VersionsOf } from "./versions.ts";

/** The versions of a response group's settings; its calendar has its own. */
export function versionsOfGroup(id: string, name: string): VersionsOf {
  const path = `/groups/${encodeURIComponent(id)}`;
  return {
    path,
    name,
    now: async () => {
      const { value, version } = await api.read<{ readonly version: number }>(path);
      return { number: value.version, version };
    },
    compare: async (kept) => {
      // The server and this app are built together and its types are imported, so the shape is not checked again here.
      const { changes } = kept as GroupVersionView;
      return {
        gone: changes.map(({ field, before }) => `${fieldName(field)}: ${valueText(field, before)}`),
        come: changes.map(({ field, after }) => `${fieldName(field)}: ${valueText(field, after)}`),
        reordered: false,
      };
    },
  };
}
