import { openDatabase } from "../../db/connect.ts";
import { startHouse } from "./house.ts";

/**
 * A server for phones in a process of its own, until it is killed: what it has seen fetch is on its way into the database for
 * a minute. Arguments: the database's file, and what time it is. Tells its port.
 */
const [file = "", now = ""] = process.argv.slice(2);
const db = await openDatabase({ file });
const resync = { reach: { privateToo: true, denied: [] }, service: null, ca: null, t1: 10, lookMillis: 20 } as const;
const house = await startHouse(db, { resync, renderAhead: true, flushMillis: 60_000, clock: () => new Date(now) });
process.send?.(house.port);
