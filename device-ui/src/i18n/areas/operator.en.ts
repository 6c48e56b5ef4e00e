import type { Message } from "../message.ts";
import type { operatorSv } from "./operator.sv.ts";

/** The same in English. */
export const operatorEn: Readonly<Record<keyof typeof operatorSv, Message>> = {};
