import type { Message } from "../message.ts";
import type { logSv } from "./log.sv.ts";

/** The same in English. */
export const logEn: Readonly<Record<keyof typeof logSv, Message>> = {
  "log.undone": "The change has been taken back.",
};
