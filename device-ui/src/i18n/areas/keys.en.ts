import type { Message } from "../message.ts";
import type { keysSv } from "./keys.sv.ts";

/** The same in English. */
export const keysEn: Readonly<Record<keyof typeof keysSv, Message>> = {
  "keys.diff.gone": "Removed:",
  "keys.diff.new": "Added:",
  "keys.diff.more": { one: "Show {count} more line", other: "Show {count} more lines" },

  "keys.reach.none": "No phone is changed by this.",
  "keys.reach.total": { one: "{count} phone changes.", other: "{count} phones change." },
  "keys.reach.restarts": {
    one: "{count} phone restarts when it has fetched the change.",
    other: "{count} phones restart when they have fetched the change.",
  },
  "keys.reach.no_restarts": "No phone restarts.",
  "keys.reach.restart": "restarts",
  "keys.reach.compared": "The difference is shown for the first {count}.",
  "keys.reach.group": { one: "{count} phone gets this difference", other: "{count} phones get the same difference" },
  "keys.reach.others": { one: "{count} more phone fetches anew", other: "{count} more phones fetch anew" },
  "keys.reach.more": { one: "and {count} more", other: "and {count} more" },
  "keys.reach.unnamed": { one: "and {count} more phone", other: "and {count} more phones" },
};
