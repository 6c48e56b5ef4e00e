import type { ScheduleBody, ScheduleEntry } from "./schedule.ts";

/** Two have changed the same from one state on, each in another way; null: has removed it. Mine or theirs is chosen. */
export type ScheduleClash =
  | {
      readonly kind: "entry";
      readonly id: string;
      readonly base: ScheduleEntry | null;
      readonly mine: ScheduleEntry | null;
      readonly theirs: ScheduleEntry | null;
    }
  | { readonly kind: "order"; readonly mine: readonly string[]; readonly theirs: readonly string[] }
  | { readonly kind: "otherwise"; readonly mine: ScheduleBody["otherwise"]; readonly theirs: ScheduleBody["otherwise"] };

export type Side = "mine" | "theirs";
/** By `clashKey`. */
export type ScheduleChoices = Readonly<Record<string, Side>>;
export type ScheduleMerge = { readonly body: ScheduleBody; readonly clashes: readonly ScheduleClash[] };

export function clashKey(clash: ScheduleClash): string {
  return clash.kind === "entry" ? `entry:${clash.id}` : clash.kind;
}

/**
 * What two have made of the same schedule, in one: every entry that is there on either side stays, unless one of them has removed
 * it and the other has left it as it was. Where both changed the same, theirs stands (it is what is saved) until `choices` says
 * mine; of an entry that one removed and the other changed, the changed one stands.
 */
export function mergeSchedules(
  base: ScheduleBody,
  mine: ScheduleBody,
  theirs: ScheduleBody,
  choices: ScheduleChoices = {},
): ScheduleMerge {
  const clashes: ScheduleClash[] = [];
  const settle = (clash: ScheduleClash, otherwise: Side = "theirs"): Side => {
    clashes.push(clash);
    return choices[clashKey(clash)] ?? otherwise;
  };
  const entries = new Map<string, ScheduleEntry>();
  const [was, my, their] = [byId(base), byId(mine), byId(theirs)];
  for (const id of new Set([...their.keys(), ...my.keys()])) {
    const sides = { base: was.get(id) ?? null, mine: my.get(id) ?? null, theirs: their.get(id) ?? null };
    const agreed = agree(sides.base, sides.mine, sides.theirs);
    const clash = { kind: "entry", id, ...sides } as const;
    const one = agreed === "clash" ? sides[settle(clash, sides.theirs === null ? "mine" : "theirs")] : agreed;
    if (one) entries.set(id, one);
  }
  const otherwise = agree(base.otherwise, mine.otherwise, theirs.otherwise);
  const settled =
    otherwise === "clash"
      ? settle({ kind: "otherwise", mine: mine.otherwise, theirs: theirs.otherwise }) === "mine"
        ? mine.otherwise
        : theirs.otherwise
      : (otherwise ?? theirs.otherwise);
  const order = mergeOrder(base, mine, theirs, settle);
  const ids = order.filter((id) => entries.has(id));
  return { body: { entries: ids.flatMap((id) => entries.get(id) ?? []), otherwise: settled }, clashes };
}

function byId({ entries }: ScheduleBody): Map<string, ScheduleEntry> {
  return new Map(entries.map((entry) => [entry.id, entry]));
}

function agree<T>(base: T | null, mine: T | null, theirs: T | null): T | null | "clash" {
  if (sameValue(mine, theirs) || sameValue(base, theirs)) return mine;
  return sameValue(base, mine) ? theirs : "clash";
}

/** Every id of both, in the order of whoever has moved something; where both have, it is asked. */
function mergeOrder(
  base: ScheduleBody,
  mine: ScheduleBody,
  theirs: ScheduleBody,
  settle: (clash: ScheduleClash) => Side,
): string[] {
  const [was, my, their] = [base, mine, theirs].map(({ entries }) => entries.map(({ id }) => id));
  if (!was || !my || !their) return [];
  const everywhere = new Set(was.filter((id) => my.includes(id) && their.includes(id)));
  const common = (ids: readonly string[]) => ids.filter((id) => everywhere.has(id)).join(" ");
  const [moved, theyMoved] = [common(my) !== common(was), common(their) !== common(was)];
  const clashing = moved && theyMoved && common(my) !== common(their);
  const side = clashing ? settle({ kind: "order", mine: my, theirs: their }) : moved ? "mine" : "theirs";
  return side === "mine" ? withOthers(my, their) : withOthers(their, my);
}

/** What only the other list has comes behind what it stands behind there; at the top when that is nothing. */
function withOthers(order: readonly string[], other: readonly string[]): string[] {
  const result = [...order];
  other.forEach((id, at) => {
    if (result.includes(id)) return;
    const before = other.slice(0, at).findLast((one) => result.includes(one));
    result.splice(before === undefined ? 0 : result.indexOf(before) + 1, 0, id);
  });
  return result;
}

/** Alike in content; the order of an object's fields says nothing. */
export function sameValue(a: unknown, b: unknown): boolean {
  return a === b || inOrder(a) === inOrder(b);
}

function inOrder(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => (isFields(one) ? Object.fromEntries(byName(one)) : one));
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function byName(fields: Readonly<Record<string, unknown>>): (readonly [string, unknown])[] {
  const names = Object.keys(fields).sort();
  return names.map((name) => [name, fields[name]] as const);
}
