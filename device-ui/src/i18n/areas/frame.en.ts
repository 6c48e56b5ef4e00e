import type { Message } from "../message.ts";
import type { frameSv } from "./frame.sv.ts";

/** The same in English. */
export const frameEn: Readonly<Record<keyof typeof frameSv, Message>> = {};
