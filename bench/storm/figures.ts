import type { BenchRow } from "../row.ts";
import type { PartName, PartResult } from "./plan.ts";

/** What the server says of itself at the end, out of its metrics. */
export type ServerWord = {
  /** Seconds of processor, of the process and its threads. */
  readonly cpu: number | null;
  readonly residentMegabytes: number | null;
  readonly turnedAway: Readonly<Record<string, number>>;
  readonly journalSummed: number;
  readonly journalDropped: number;
  /** Requests for configuration over HTTP that it answered within so many seconds, as it counts them. */
  readonly within: Readonly<Record<string, number>>;
  /** Statements that it gave to the database, by their first word. */
  readonly statements: Readonly<Record<string, number>>;
};

export const stormBars = { configuration: 250, people: 500 } as const;

/** The table of a storm. */
export function stormRows(
  section: string,
  parts: Readonly<Record<PartName, PartResult>>,
  phones: { readonly http: number; readonly tftp: number },
  server: ServerWord,
): BenchRow[] {
  const { boots, tftp, people, flood } = parts;
  const row = (name: string, klyka: number, unit: string, bar: number | null, note: string): BenchRow => ({
    ...{ section, name, klyka, peer: null, ratio: null, bar, unit, note },
  });
  const up = (boots.outcomes.up ?? 0) + (boots.outcomes["up, started again"] ?? 0);
  const served = tftp.outcomes.file ?? 0;
  return [
    row("phones that came up, HTTP", up, "phones", phones.http, `of ${phones.http}; ${told(boots)}`),
    row("phones that got their file, TFTP", served, "phones", phones.tftp, `of ${phones.tftp}; ${told(tftp)}`),
    row("configuration over HTTP, p99", boots.p99, "ms", stormBars.configuration, timesOf(boots)),
    row(
      "configuration over TFTP, p99",
      tftp.p99,
      "ms",
      stormBars.configuration,
      `whole files in blocks of 512; ${timesOf(tftp)}`,
    ),
    row("configuration over HTTP, p99 inside", inside(server, 0.99) * 1000, "ms", null, insideNote(server)),
    row("people searching and saving, p99", people.p99, "ms", stormBars.people, `${timesOf(people)}; ${told(people)}`),
    row("strangers' requests", flood.asked, "requests", null, told(flood)),
    row("from the first phone to the last", boots.seconds, "s", null, ""),
    row("statements to the database", sum(server.statements), "statements", null, list(server.statements)),
    row("told to come again", sum(server.turnedAway), "requests", null, list(server.turnedAway)),
    row(
      "journal, summed up",
      server.journalSummed,
      "requests",
      null,
      `requests that were not noted one by one; ${server.journalDropped} found no room`,
    ),
    ...(server.cpu === null ? [] : [row("processor, all threads", server.cpu, "s", null, "of the server")]),
    ...(server.residentMegabytes === null ? [] : [row("resident memory", server.residentMegabytes, "MB", null, "in the end")]),
  ];
}

/** The bound, in seconds, within which that share was answered once the request had been read. */
function inside({ within }: ServerWord, share: number): number {
  const bounds = Object.entries(within).map(([bound, count]) => ({ bound: bound === "+Inf" ? 100 : Number(bound), count }));
  const sorted = bounds.toSorted((a, b) => a.bound - b.bound);
  const all = sorted.at(-1)?.count ?? 0;
  return sorted.find(({ count }) => count >= all * share)?.bound ?? 0;
}

const insideNote = (server: ServerWord): string =>
  `from reading the request to its answer, at most, as the server counts; p50 ${(inside(server, 0.5) * 1000).toFixed(2)} ms`;

const timesOf = ({ p50, slowest, ownLag }: PartResult): string =>
  `p50 ${p50.toFixed(1)} ms, slowest ${slowest.toFixed(0)} ms; the asker itself was up to ${ownLag.toFixed(0)} ms late (p99)`;

const list = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name}: ${count}`)
    .join(", ");

const told = ({ outcomes, problems }: PartResult): string => [list(outcomes), ...problems.slice(0, 2)].join("; ");

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((all, one) => all + one, 0);
