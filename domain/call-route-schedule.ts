import type { Heard, LookedAt } from "./call-route.ts";
import type { Schedule } from "./schedule.ts";
import { decide } from "./schedule-evaluate.ts";

/** What a schedule says to a call at that instant: the rules looked at, what is played, open or not. */
export function openOrClosed(
  schedule: Schedule,
  at: Date,
): { readonly rules: LookedAt[]; readonly hears: Heard[]; readonly open: boolean } {
  const decision = decide(schedule, at);
  const hears: Heard[] = decision.announcementId === null ? [] : [{ kind: "announcement", id: decision.announcementId }];
  const open = decision.action === "open";
  if (decision.by === "closedNow") {
    const until = schedule.closedNow?.until ?? at;
    return { rules: [{ rule: "closedNow", outcome: "applies", until }], hears, open };
  }
  const labels = new Map(schedule.entries.map((entry) => [entry.id, entry.label]));
  const rules: LookedAt[] = decision.passed.map(({ entryId, reason }) => {
    return { rule: "entry", outcome: "passed", entryId, label: labels.get(entryId) ?? "", why: reason };
  });
  const { entryId } = decision;
  if (entryId === null) rules.push({ rule: "otherwise", outcome: "applies" });
  else rules.push({ rule: "entry", outcome: "applies", entryId, label: labels.get(entryId) ?? "", why: null });
  return { rules, hears, open };
}
