import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { DatabaseSync } from "node:sqlite";
import { listPhones } from "../db/phones.ts";
import { listUsers } from "../db/users.ts";
import { databaseOptions, openStore } from "../process/store.ts";
import { benchSettings } from "./klyka.ts";

/** Four people search for so many seconds; prints the delays of this process's loop: `<driver> <folder> <organisation> <seconds>`. */
const [driver, folder = "", organisationId = "", seconds = "5"] = process.argv.slice(2);
const settings = benchSettings({ folder, port: 8080, databaseUrl: null });

async function withStore(): Promise<(term: string) => Promise<unknown>> {
  const { db } = await openStore(settings, new Date());
  return async (term) => {
    await listPhones(db, { organisationId, search: term, limit: 50 });
    await listUsers(db, { organisationId, search: term, limit: 50 });
  };
}

/** The same kind of search on the loop itself, as a synchronous driver would make it. */
function onTheLoop(): (term: string) => Promise<unknown> {
  const options = databaseOptions(settings);
  const db = new DatabaseSync("file" in options ? options.file : join(folder, "klyka.db"));
  const phones = db.prepare(
    `select p.*, u.first_name, u.last_name from phone p left join users u on u.id = p.user_id
     where p.organisation_id = ? and (p.label like ? or p.mac like ? or u.first_name || ' ' || u.last_name like ?)
     order by p.label, p.mac limit 50`,
  );
  return async (term) => phones.all(organisationId, `%${term}%`, `%${term}%`, `%${term}%`);
}

const search = driver === "sqlite3" ? await withStore() : onTheLoop();
await search("warm");
const delay = monitorEventLoopDelay({ resolution: 1 });
const until = performance.now() + Number(seconds) * 1000;
let searches = 0;
delay.enable();
await Promise.all(
  Array.from({ length: 4 }, async (_, person) => {
    while (performance.now() < until) {
      await search(`${person}${searches % 90}`);
      searches += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }),
);
delay.disable();
process.stdout.write(JSON.stringify({ searches, slowest: delay.max / 1e6, p99: delay.percentile(99) / 1e6 }));
process.exit(0);
