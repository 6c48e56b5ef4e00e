import { contacts } from "../../db/csv/contacts.ts";
import type { Sheet } from "../../db/csv/sheet.ts";
import { fleetSheets } from "../../portal/csv/fleet-file.ts";

export const sheets = { ...fleetSheets, contacts } as const satisfies Readonly<Record<string, Sheet>>;
export type SheetName = keyof typeof sheets;
export const sheetNames = Object.keys(sheets) as readonly SheetName[];
