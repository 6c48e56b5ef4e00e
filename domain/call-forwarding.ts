import { foreignRefusal } from "./foreign-prefixes.ts";
import { type NumberKind, parseNumber } from "./numbers.ts";
import type { Problem } from "./problem.ts";

/** All calls, when busy, when nobody answers in so many seconds, when the phone cannot be reached. */
export const forwardingKinds = ["all", "busy", "noAnswer", "unreachable"] as const;
export type ForwardingKind = (typeof forwardingKinds)[number];

/** Inside the organisation by id, so that a new number follows; else a number. */
export type ForwardingTarget =
  | { readonly kind: "user" | "group" | "menu"; readonly id: string }
  | { readonly kind: "number"; readonly number: string };

export type CallForwarding = {
  readonly kind: ForwardingKind;
  readonly target: ForwardingTarget | null;
  /** For `noAnswer` alone. */
  readonly seconds: number | null;
  readonly enabled: boolean;
};

/** Seconds of ringing to choose from: 5, 10 … 60. */
export const forwardingSeconds: readonly number[] = Array.from({ length: 12 }, (_, n) => 5 * (n + 1));
export const mostHops = 5;

export type ForwardingFacts = {
  readonly userId: string;
  readonly primaryNumber: string | null;
  readonly mexNumber: string | null;
  /** The feature group by which forwarding takes the mobile too (F1). */
  readonly takesMobile: boolean;
  /** Beginnings of foreign numbers that the organisation may forward to: `+47`; none: no foreign target. */
  readonly foreignPrefixes: readonly string[];
};

const takenKinds: readonly NumberKind[] = ["geographic", "nationwide", "mobile", "freephone", "sharedCost"];

/** Why a number is no target (F2). */
export type TargetRefusal = "own" | "kind" | "foreign" | "self";

/** Null when calls may go there. @param number canonical, of that kind */
export function targetRefusal(number: string, kind: NumberKind, facts: ForwardingFacts): TargetRefusal | null {
  if (number === facts.primaryNumber) return "own";
  if (facts.takesMobile && number === facts.mexNumber) return "own";
  if (kind === "foreign") {
    const refusal = foreignRefusal(number, facts.foreignPrefixes);
    return refusal && (refusal === "premium" ? "kind" : "foreign");
  }
  return takenKinds.includes(kind) ? null : "kind";
}

/** What is said of a target that is refused; of a foreign one, where calls may go abroad. */
export function refusedTarget(
  reason: TargetRefusal,
  number: string | null,
  { foreignPrefixes }: Pick<ForwardingFacts, "foreignPrefixes">,
): Omit<Problem, "field"> {
  if (reason !== "foreign") return { code: "forwarding_target_refused", detail: { reason, number } };
  const allowed = foreignPrefixes.length > 0 ? foreignPrefixes.join(", ") : null;
  return { code: "foreign_target_refused", detail: { number, allowed } };
}

/** Everything that is wrong with a forwarding at once. A number target may be in any written form. */
export function forwardingProblems(wanted: CallForwarding, facts: ForwardingFacts): Problem[] {
  const problems = targetProblems(wanted, facts);
  const fits = wanted.kind === "noAnswer" ? forwardingSeconds.includes(wanted.seconds ?? 0) : wanted.seconds === null;
  return fits ? problems : [...problems, { field: "seconds", code: "forwarding_seconds_invalid" }];
}

function targetProblems({ target, enabled }: CallForwarding, facts: ForwardingFacts): Problem[] {
  const refused = (reason: TargetRefusal, number: string | null): Problem[] => [
    { field: "target", ...refusedTarget(reason, number, facts) },
  ];
  if (target === null) return enabled ? [{ field: "target", code: "forwarding_target_missing" }] : [];
  if (target.kind !== "number") return target.kind === "user" && target.id === facts.userId ? refused("self", null) : [];
  if (target.number.trim() === "") return enabled ? [{ field: "target", code: "forwarding_target_missing" }] : [];
  const number = parseNumber(target.number);
  if (!number) return [{ field: "target", code: "number_invalid", detail: { number: target.number } }];
  const reason = targetRefusal(number.canonical, number.kind, facts);
  return reason ? refused(reason, number.canonical) : [];
}

/** A user, group or menu in the graph of where calls may go on to: `user:<id>`. */
export type CallNode = `${"user" | "group" | "menu"}:${string}`;

/** The node of a target: a number that one of the organisation's own people or groups has is that person or group. */
export function callNode(target: ForwardingTarget, owners: ReadonlyMap<string, CallNode>): CallNode | null {
  return target.kind === "number" ? (owners.get(target.number) ?? null) : `${target.kind}:${target.id}`;
}

export type ForwardingChain = { readonly kind: "loop" | "tooLong"; readonly path: readonly CallNode[] };

/**
 * F3: follows every way on from a node. A way that comes back to where it has been is a loop, one of more than five hops too
 * long. Each node is visited once, so that wide groups cost no more than their members.
 *
 * @param goesOn where calls to a node may go on to, the wanted forwarding included
 */
export function forwardingChain(start: CallNode, goesOn: ReadonlyMap<CallNode, readonly CallNode[]>): ForwardingChain | null {
  /** The longest way on from nodes that are done. */
  const done = new Map<CallNode, readonly CallNode[]>();
  const visit = (node: CallNode, path: readonly CallNode[]): ForwardingChain | readonly CallNode[] => {
    const here = [...path, node];
    if (path.includes(node)) return { kind: "loop", path: here };
    if (path.length > mostHops) return { kind: "tooLong", path: here };
    const known = done.get(node);
    if (known) return path.length + known.length > mostHops + 1 ? { kind: "tooLong", path: [...path, ...known] } : known;
    let longest: readonly CallNode[] = [node];
    for (const next of goesOn.get(node) ?? []) {
      const way = visit(next, here);
      if ("kind" in way) return way;
      if (way.length >= longest.length) longest = [node, ...way];
    }
    done.set(node, longest);
    return longest;
  };
  const found = visit(start, []);
  return "kind" in found ? found : null;
}

/** What a person should know about a forwarding that may be saved all the same. */
export type ForwardingWarning = "charged" | "targetDeactivated" | "targetClosed" | "longerThanGroupRings" | "awayFirst";

/**
 * @param facts.targetActive false: the user of the target is deactivated · `targetOpen` false: the group or menu is closed now ·
 * `groupRingSeconds` the shortest ring time among the user's groups · `diverted`: an absence is in force (F5)
 */
export function forwardingWarnings(
  forwarding: CallForwarding,
  facts: {
    readonly targetActive: boolean;
    readonly targetOpen: boolean;
    readonly groupRingSeconds: number | null;
    readonly diverted: boolean;
  },
): ForwardingWarning[] {
  const { target, kind, seconds, enabled } = forwarding;
  if (!enabled || target === null) return [];
  const warnings: ForwardingWarning[] = [];
  // The one who forwards pays for the call on (F4).
  if (target.kind === "number") warnings.push("charged");
  if (!facts.targetActive) warnings.push("targetDeactivated");
  if (!facts.targetOpen) warnings.push("targetClosed");
  if (kind === "noAnswer" && facts.groupRingSeconds !== null && (seconds ?? 0) > facts.groupRingSeconds) {
    warnings.push("longerThanGroupRings");
  }
  if (facts.diverted) warnings.push("awayFirst");
  return warnings;
}
