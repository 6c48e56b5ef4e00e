import type { Message } from "../message.ts";
import type { phonesSv } from "./phones.sv.ts";

/** The same in English. */
export const phonesEn: Readonly<Record<keyof typeof phonesSv, Message>> = {};
