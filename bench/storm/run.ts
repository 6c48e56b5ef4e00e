import { cpuSeconds, residentBytes } from "../processes.ts";
import type { BenchRow } from "../row.ts";
import { type ServerWord, stormRows } from "./figures.ts";
import type { StormPlan } from "./plan.ts";
import { type Setup, type SetupOrder, setUp } from "./setup.ts";
import { pause } from "./tally.ts";
import { rollOut } from "./world.ts";

export type StormOrder = SetupOrder & {
  /** Requests of strangers a second. */
  readonly flood: number;
  /** Phones come back within so many seconds. */
  readonly within: number;
  /** True: nobody has ever asked before, every file has to be made. */
  readonly cold: boolean;
};

/** Every tenth phone of each firm asks over TFTP; phones lie firm by firm in turn. */
const overTftp = 10;
/** Until the parts are there, milliseconds. */
const getsReady = 3_000;

/** A storm against a server of its own, which is the command that operators use. @returns its table */
export async function storm(order: StormOrder): Promise<BenchRow[]> {
  const { databaseUrl, phones, people, flood, within, say } = order;
  const setup = await setUp(order);
  try {
    if (!order.cold) await setup.allMade();
    const firms = setup.world.firms.length;
    const asksOverTftp = (n: number): boolean => Math.floor(n / firms) % overTftp === 0;
    const listed = setup.world.phones.map(({ mac, token }) => ({ mac, token }));
    const plan: StormPlan = {
      ...setup.where,
      phones: listed.filter((_, n) => !asksOverTftp(n)),
      tftpPhones: listed.filter((_, n) => asksOverTftp(n)),
      ...{ flood, tftpFlood: flood / 3, within, patience: within + 120, at: Date.now() + getsReady },
    };
    const before = await wordOf(setup);
    say(`they come back within ${within} s, over HTTP and TFTP; ${people} people work, ${flood} strangers a second ask …`);
    const running = setup.run(plan);
    await pause(getsReady + within * 200);
    const [firm] = setup.world.firms;
    if (firm) await rollOut(setup.store, firm, new Date());
    say("a roll-out of firmware begins …");
    const results = await running;
    const word = since(before, await wordOf(setup));
    const how = `${databaseUrl === null ? "SQLite" : "PostgreSQL"}${order.cold ? ", nothing made before" : ""}`;
    const section = `Storm: ${phones.toLocaleString("en-US")} phones within ${within} s, ${how}`;
    return stormRows(section, results, { http: plan.phones.length, tftp: plan.tftpPhones.length }, word);
  } finally {
    await setup.stop();
  }
}

const kinds = ["configuration", "people", "firmware", "strangers"] as const;

/** What the server says of itself now. */
export async function wordOf({ metrics, server }: Pick<Setup, "metrics" | "server">): Promise<ServerWord> {
  const found = await metrics();
  const statements = [...found].filter(([name]) => name.startsWith("klyka_database_query_seconds_count"));
  const resident = residentBytes(server.pid());
  return {
    cpu: cpuSeconds(server.pid()),
    residentMegabytes: resident && resident.now / 2 ** 20,
    turnedAway: Object.fromEntries(kinds.map((kind) => [kind, found.get(`klyka_turned_away_total{kind="${kind}"}`) ?? 0])),
    journalSummed: found.get("klyka_journal_summed_total") ?? 0,
    journalDropped: found.get("klyka_journal_dropped_total") ?? 0,
    within: answeredWithin(found),
    statements: Object.fromEntries(statements.map(([name, count]) => [/kind="(\w+)"/.exec(name)?.[1] ?? "", count])),
  };
}

function answeredWithin(found: ReadonlyMap<string, number>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [name, count] of found) {
    const [, bound] =
      /^klyka_phone_request_seconds_bucket\{le="([^"]+)",listener="http",wants="(?:boot|common|phone)"\}/.exec(name) ?? [];
    if (bound !== undefined) counts[bound] = (counts[bound] ?? 0) + count;
  }
  return counts;
}

/** What has come since: counts are those of the time between. */
function since(before: ServerWord, after: ServerWord): ServerWord {
  const less = (later: Readonly<Record<string, number>>, earlier: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(later).map(([name, count]) => [name, count - (earlier[name] ?? 0)]));
  return {
    cpu: after.cpu === null || before.cpu === null ? null : after.cpu - before.cpu,
    residentMegabytes: after.residentMegabytes,
    turnedAway: less(after.turnedAway, before.turnedAway),
    journalSummed: after.journalSummed - before.journalSummed,
    journalDropped: after.journalDropped - before.journalDropped,
    within: less(after.within, before.within),
    statements: less(after.statements, before.statements),
  };
}
