import { formatPlace, type KeyPlace } from "../../../domain/phone-key.ts";
import type { Subject } from "../data/keys.ts";
import { keysInShape } from "../drawing/drawing.ts";
import type { Carried } from "./carried.ts";
import { aKey, dataAt, type Edits } from "./draft.ts";
import { withKind, withTarget } from "./shown.ts";

/** The first key with nothing on it. */
export function firstFree(subject: Subject, edits: Edits): KeyPlace | null {
  const all = subject.shape ? keysInShape(subject.shape) : [];
  const free = all.find((spot) => (dataAt(subject, edits, formatPlace(spot))?.kind ?? "blank") === "blank");
  return free ? { module: free.module, index: free.index } : null;
}

/**
 * Somebody, or a function, laid on a key.
 *
 * @param keep the key's kind stays where it takes such a target, its target where the kind takes it
 */
export function laid(subject: Subject, edits: Edits, carried: Carried, { module, index }: KeyPlace, keep: boolean): Edits {
  const at = formatPlace({ module, index });
  const before = dataAt(subject, edits, at);
  if (carried.what === "target") {
    const { target, name, reachable } = carried;
    const from = keep || !before ? before : { ...before, kind: "blank" as const, value: null };
    return new Map([[at, withTarget(subject, from, at, target, name, reachable)]]);
  }
  if (keep && before) return new Map([[at, withKind(before, carried.kind)]]);
  const rest = { locked: before?.locked ?? false, account: before?.account ?? 1 };
  return new Map([[at, aKey({ module, index }, carried.kind, rest)]]);
}
