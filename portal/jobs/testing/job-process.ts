import { openDatabase } from "../../../db/connect.ts";
import { testKeyring } from "../../../db/testing/builders.ts";
import { JobRunner } from "../runner.ts";

/** A process that goes on with jobs until it is killed. Arguments: the database's file, and what time it is. */
const [file = "", now = ""] = process.argv.slice(2);
const db = await openDatabase({ file });
process.send?.("begins");
new JobRunner({ db, keyring: testKeyring, now: () => new Date(now) }, () => undefined);
