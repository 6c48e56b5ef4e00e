import { contacts } from "../../db/csv/contacts.ts";
import type { Sheet } from "../../db/csv/sheet.ts";
import { users } from "../../db/csv/users.ts";
import { keys } from "./keys.ts";
import { phones } from "./phones.ts";

export const sheetNames = ["users", "phones", "keys", "contacts"] as const;
export type SheetName = (typeof sheetNames)[number];

export const sheets: Readonly<Record<SheetName, Sheet>> = { users, phones, keys, contacts };
