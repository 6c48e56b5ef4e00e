import type { Message } from "../message.ts";
import type { keysSv } from "./keys.sv.ts";

/** The same in English. */
export const keysEn: Readonly<Record<keyof typeof keysSv, Message>> = {};
