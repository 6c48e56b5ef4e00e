import type { CallsView, CallView, NodeView, OpenedView } from "../../data/invoices.ts";

/** Where a node stands: a part for each level from the top, as the server reads it. */
export type At = readonly unknown[];
export type Division = "place" | "holder" | "class";
/** Levels below the top of each division; below the last are rows. */
const depths: Readonly<Record<Division, number>> = { place: 3, holder: 2, class: 2 };

/** What is known below a node. */
export type Below =
  | { readonly face: "loading" }
  | { readonly face: "failed"; readonly text: string }
  | { readonly face: "nodes"; readonly opened: OpenedView }
  | { readonly face: "calls"; readonly calls: CallsView };

/** One line of the tree as it is drawn. `at`: the node that it is, or that it is below. */
export type TreeLine = { readonly key: string; readonly at: At; readonly depth: number } & (
  | { readonly kind: "node"; readonly node: NodeView; readonly open: boolean; readonly opens: boolean }
  | { readonly kind: "call"; readonly call: CallView }
  | { readonly kind: "unlisted"; readonly calls: CallsView }
  | { readonly kind: "masked"; readonly node: NodeView | null }
  | { readonly kind: "erased" }
  | { readonly kind: "loading" }
  | { readonly kind: "failed"; readonly text: string }
  | { readonly kind: "more"; readonly left: number }
);

export function keyOf(at: At): string {
  return JSON.stringify(at);
}

/** The place of a child. */
export function placeOf(at: At, node: NodeView): At {
  if (node.level === "costPlace") return [...at, node.costPlace];
  if (node.level === "holder") return [...at, [node.userId, node.number]];
  return [...at, node.chargeClass];
}

/** True when there are rows below, and no more nodes. */
export function isLast(division: Division, at: At): boolean {
  return at.length >= depths[division];
}

/** The tree as lines, from the top: what is open, with what is known of it. */
export function linesOf(division: Division, below: ReadonlyMap<string, Below>, open: ReadonlySet<string>): TreeLine[] {
  return linesBelow(division, below, open, [], null);
}

function linesBelow(
  division: Division,
  below: ReadonlyMap<string, Below>,
  open: ReadonlySet<string>,
  at: At,
  holder: NodeView | null,
): TreeLine[] {
  const found = below.get(keyOf(at)) ?? { face: "loading" };
  const own = (kind: string) => ({ key: `${keyOf(at)} ${kind}`, at, depth: at.length });
  if (found.face === "loading") return [{ ...own("loading"), kind: "loading" }];
  if (found.face === "failed") return [{ ...own("failed"), kind: "failed", text: found.text }];
  if (found.face === "calls") return callLines(found.calls, own, holder);
  const { children, total } = found.opened;
  const lines = children.flatMap((node): TreeLine[] => {
    const place = placeOf(at, node);
    const opens = node.level !== "unspecified";
    const isOpen = opens && open.has(keyOf(place));
    const line: TreeLine = {
      key: keyOf(place) + node.level,
      at: place,
      depth: at.length,
      kind: "node",
      node,
      open: isOpen,
      opens,
    };
    if (!isOpen) return [line];
    return [line, ...linesBelow(division, below, open, place, node.level === "holder" ? node : holder)];
  });
  return children.length < total ? [...lines, { ...own("more"), kind: "more", left: total - children.length }] : lines;
}

function callLines(
  calls: CallsView,
  own: (kind: string) => { readonly key: string; readonly at: At; readonly depth: number },
  holder: NodeView | null,
): TreeLine[] {
  if (calls.erased) return [{ ...own("erased"), kind: "erased" }];
  const masked = !calls.full && calls.calls.some(({ called }) => called !== null && /•/.test(called));
  const left = calls.total - calls.calls.length;
  return [
    ...(masked ? [{ ...own("masked"), kind: "masked", node: holder } as const] : []),
    ...calls.calls.map((call): TreeLine => ({ ...own(String(call.id)), kind: "call", call })),
    ...(left > 0 ? [{ ...own("more"), kind: "more", left } as const] : []),
    ...(calls.unlisted.count > 0 ? [{ ...own("unlisted"), kind: "unlisted", calls } as const] : []),
  ];
}

/** More of the same node behind what is there. */
export function added(before: Below | undefined, next: Below): Below {
  if (before?.face === "nodes" && next.face === "nodes")
    return { face: "nodes", opened: { ...next.opened, children: [...before.opened.children, ...next.opened.children] } };
  if (before?.face === "calls" && next.face === "calls")
    return { face: "calls", calls: { ...next.calls, calls: [...before.calls.calls, ...next.calls.calls] } };
  return next;
}
