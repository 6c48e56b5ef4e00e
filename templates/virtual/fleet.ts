import type { BootReport, VirtualPhone } from "./phone.ts";

export type FleetProgress = { readonly done: number; readonly failed: number; readonly of: number };

export type FleetSummary = {
  readonly phones: number;
  /** Phones that came up with at least one account. */
  readonly programmed: number;
  /** Phones that came up without an account and without a problem: the server knows nothing of them. */
  readonly bare: number;
  readonly failed: number;
  readonly requests: number;
  /** Answers by status; 0 = no answer. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly bytes: number;
  readonly seconds: number;
  /** Milliseconds of one request. */
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
  /** The first problems, with the phone's address; at most ten. */
  readonly problems: readonly string[];
};

/**
 * Boots many phones, at most `atOnce` at a time. A phone that fails is counted, not thrown.
 *
 * @param onDone called after each phone
 */
export async function bootFleet(
  phones: readonly VirtualPhone[],
  atOnce: number,
  onDone: (progress: FleetProgress) => void = () => {},
): Promise<FleetSummary> {
  const reports: { readonly mac: string; readonly report: BootReport | null; readonly error: string | null }[] = [];
  const queue = phones.values();
  let failed = 0;
  const began = performance.now();
  const worker = async (): Promise<void> => {
    for (const phone of queue) {
      const outcome = await bootOne(phone);
      if (problemOf(outcome) !== null) failed += 1;
      reports.push({ mac: phone.setup.mac, ...outcome });
      onDone({ done: reports.length, failed, of: phones.length });
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, phones.length) }, worker));
  return summarise(reports, failed, (performance.now() - began) / 1000);
}

type Outcome = { readonly report: BootReport | null; readonly error: string | null };

async function bootOne(phone: VirtualPhone): Promise<Outcome> {
  try {
    return { report: await phone.boot(), error: null };
  } catch (error) {
    return { report: null, error: error instanceof Error ? error.message : String(error) };
  }
}

function problemOf({ report, error }: Outcome): string | null {
  return error ?? report?.state.problems[0] ?? null;
}

function summarise(outcomes: readonly (Outcome & { readonly mac: string })[], failed: number, seconds: number): FleetSummary {
  const requests = outcomes.flatMap(({ report }) => report?.requests ?? []);
  const times = requests.map(({ millis }) => millis).sort((a, b) => a - b);
  const statuses: Record<string, number> = {};
  for (const { status } of requests) statuses[status] = (statuses[status] ?? 0) + 1;
  const programmed = outcomes.filter(({ report }) => (report?.state.accounts.length ?? 0) > 0).length;
  const problems = outcomes.flatMap((outcome) => {
    const problem = problemOf(outcome);
    return problem === null ? [] : [`${outcome.mac} ${problem}`];
  });
  return {
    phones: outcomes.length,
    programmed,
    bare: outcomes.filter(({ report, error }) => report && error === null && isBare(report)).length,
    failed,
    requests: requests.length,
    statuses,
    bytes: requests.reduce((sum, { bytes }) => sum + bytes, 0),
    seconds,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    slowest: times.at(-1) ?? 0,
    problems: problems.slice(0, 10),
  };
}

function isBare({ state }: BootReport): boolean {
  return state.accounts.length === 0 && state.problems.length === 0;
}

/** Of sorted values: the smallest that at least the share `q` of them does not exceed; 0 of none. */
export function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? 0;
}

/** Two lines for a person. */
export function tellFleet(summary: FleetSummary): string {
  const { phones, programmed, bare, failed, requests, seconds, p50, p99 } = summary;
  const statuses = Object.entries(summary.statuses).map(
    ([status, count]) => `${status === "0" ? "no answer" : status}: ${count}`,
  );
  return [
    `${phones} phones in ${seconds.toFixed(1)} s: ${programmed} programmed, ${bare} without account, ${failed} with problems`,
    `${requests} requests (${statuses.join(", ")}), ${(summary.bytes / 1e6).toFixed(1)} MB, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    ...summary.problems.map((problem) => `  ${problem}`),
    "",
  ].join("\n");
}
