import type { Message } from "../message.ts";
import type { usersSv } from "./users.sv.ts";

/** The same in English. */
export const usersEn: Readonly<Record<keyof typeof usersSv, Message>> = {};
