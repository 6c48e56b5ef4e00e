import { type DatabaseOptions, migrate, openDatabase } from "../../../db/connect.ts";

/** A process that brings a database to this version, and may be killed at it. Argument: which, as JSON. */
const options: DatabaseOptions = JSON.parse(process.argv[2] ?? "");
const db = await openDatabase(options);
process.send?.("begins");
await migrate(db);
await db.destroy();
process.disconnect?.();
