import type { ScheduleRule } from "../../../domain/schedule.ts";
import { closedNowKey, otherwiseKey } from "./bands.ts";
import type { Sheet } from "./draft.ts";

/**
 * How a band looks: open, closed for a while every so often, closed on special days, or what applies otherwise. Those of one
 * kind differ in `shade`, and each kind has a pattern of its own: colour is never alone.
 */
export const toneKinds = ["open", "pause", "stop", "rest"] as const;
export type ToneKind = (typeof toneKinds)[number];
export type Tone = { readonly kind: ToneKind; readonly shade: number };

/** Shades of a kind; more entries of it begin again. */
export const shades = 3;

/** The tone of each entry by its id, of the default, and of Stäng nu. It does not change when entries change places. */
export function tonesOf({ entries, otherwise }: Sheet): ReadonlyMap<string, Tone> {
  const tones = new Map<string, Tone>();
  const used = new Map<ToneKind, number>();
  for (const { id, action, rule } of entries.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const kind = action === "open" ? "open" : kindOf(rule);
    const shade = used.get(kind) ?? 0;
    used.set(kind, shade + 1);
    tones.set(id, { kind, shade: shade % shades });
  }
  tones.set(otherwiseKey, otherwise.action === "open" ? { kind: "open", shade: shades } : { kind: "rest", shade: 0 });
  tones.set(closedNowKey, { kind: "stop", shade: shades });
  return tones;
}

function kindOf({ kind }: ScheduleRule): ToneKind {
  return kind === "once" || kind === "yearly" || kind === "redDays" ? "stop" : "pause";
}

/** Classes of `toneStyles`. */
export function toneClass(tone: Tone | undefined): string {
  return tone ? `tone ${tone.kind} shade${tone.shade}` : "tone rest shade0";
}
