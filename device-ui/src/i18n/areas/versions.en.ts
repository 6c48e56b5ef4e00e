import type { Message } from "../message.ts";
import type { versionsSv } from "./versions.sv.ts";

/** Earlier versions of calendars, menus and response groups, in English. */
export const versionsEn: Readonly<Record<keyof typeof versionsSv, Message>> = {
  "versions.title": "Earlier versions",
  "versions.title_of": "Earlier versions of {name}",
  "versions.loading": "Getting the versions …",
  "versions.failed": "The versions could not be read.",
  "versions.only_now": "Nothing has been changed yet. When somebody saves, what it was before is shown here.",
  "versions.line": "{when}, saved by {who}",
  "versions.now": "as it is now",
  "versions.compare": "Compare with now",
  "versions.comparing": "Comparing …",
  "versions.same": "Nothing differs from how it is now.",
  "versions.order": "The entries are read in another order.",
  "versions.restore": "Restore this version",
  "versions.restoring": "Restoring …",
  "versions.restored": "The earlier version applies again.",
  "versions.overtaken": "Somebody has saved meanwhile. The list has been read anew; compare again.",
  "versions.most": "The latest {count} versions are shown.",
  "versions.otherwise": "[default]: {what}",
  "versions.entry": "{name}: {when}. {what}",
  "versions.entry_plain": "{when}. {what}",
  "versions.entry_off": "{entry} Switched off.",
  "versions.announcement_gone": "an announcement that is deleted",
};
