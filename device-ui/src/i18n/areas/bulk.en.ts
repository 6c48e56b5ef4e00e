import type { Message } from "../message.ts";
import type { bulkSv } from "./bulk.sv.ts";

/** The same change for many, in English. */
export const bulkEn: Readonly<Record<keyof typeof bulkSv, Message>> = {
  "bulk.progress": "How far it has come",
  "bulk.running": "{done} of {total} …",
  "bulk.stop": "Stop",
  "bulk.rest": "Go on with the rest",
  "bulk.changed": { one: "{count} changed.", other: "{count} changed." },
  "bulk.unchanged": { one: "{count} had it already.", other: "{count} had it already." },
  "bulk.refused": { one: "{count} was refused:", other: "{count} were refused:" },
  "bulk.left": { one: "{count} left.", other: "{count} left." },
};
