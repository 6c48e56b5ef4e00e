import type { Message } from "../message.ts";
import type { meSv } from "./me.sv.ts";

/** The same in English. */
export const meEn: Readonly<Record<keyof typeof meSv, Message>> = {};
