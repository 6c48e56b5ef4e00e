import { migrate, openDatabase } from "../../../db/connect.ts";

/** A process that brings a database to this version, and may be killed at it. Argument: the file. */
const db = await openDatabase({ file: process.argv[2] ?? "" });
process.send?.("begins");
await migrate(db);
await db.destroy();
process.disconnect?.();
