import { readdirSync, readFileSync } from "node:fs";

/** Seconds of processor time that a process and its children have used, from `/proc`; null where there is none (not Linux). */
export function cpuSeconds(pid: number): number | null {
  try {
    return family(pid).reduce((sum, one) => sum + ticks(one), 0) / 100;
  } catch {
    return null;
  }
}

/** Resident memory now and at its peak, in bytes; null where `/proc` has none. */
export function residentBytes(pid: number): { now: number; peak: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/status`, "utf8");
    const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s*(\\d+)`).exec(text)?.[1] ?? 0) * 1024;
    return { now: kilobytes("VmRSS"), peak: kilobytes("VmHWM") };
  } catch {
    return null;
  }
}

function family(pid: number): readonly number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(family)];
}

/** Fields 14 and 15 of `stat` (proc(5)): user and system time in clock ticks, a hundredth of a second on Linux. */
function ticks(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}
