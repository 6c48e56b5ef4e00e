import { expect, test } from "vitest";
import type { CallsView, NodeView, OpenedView } from "../../data/invoices.ts";
import { added, type Below, isLast, linesOf, placeOf } from "./tree-model.ts";

const sums = { count: 1, seconds: 60, bytes: 0, net: 49 };
const node = (own: Partial<NodeView>): NodeView => ({
  ...{
    ...sums,
    level: "costPlace",
    costPlace: null,
    userId: null,
    userName: null,
    userHere: false,
    number: null,
    subscriptionId: null,
  },
  ...{ chargeClass: null, ...own },
});
const opened = (children: NodeView[], total = children.length): Below => ({
  face: "nodes",
  opened: { sums, level: "costPlace", total, children } satisfies OpenedView,
});
const malmo = node({ costPlace: "Malmö" });
const asa = node({ level: "holder", userId: "u1", userName: "Åsa Öberg", number: "+46701740605" });
const mobile = node({ level: "chargeClass", chargeClass: "callsMobile" });
const calls: CallsView = {
  ...{ sums, total: 2, unlisted: { ...sums, count: 3 }, erased: false, full: false },
  calls: [{ ...sums, id: 1, at: "2026-09-03T08:15:00.000Z", costPlace: "Malmö", called: "070-174 0• ••", description: null }],
};
const at = { malmo: ["Malmö"], asa: ["Malmö", ["u1", "+46701740605"]], mobile: ["Malmö", ["u1", "+46701740605"], "callsMobile"] };

test("A tree is drawn down to what is open: masked calls, more of them, and what is not listed", () => {
  expect([placeOf([], malmo), placeOf(at.malmo, asa), placeOf(at.asa, mobile)]).toEqual([at.malmo, at.asa, at.mobile]);
  expect([isLast("place", at.asa), isLast("place", at.mobile), isLast("holder", [["u1", null], "data"])]).toEqual([
    false,
    true,
    true,
  ]);
  const below = new Map<string, Below>([
    ["[]", opened([malmo, node({ level: "unspecified" })])],
    [JSON.stringify(at.malmo), opened([asa], 40)],
    [JSON.stringify(at.asa), opened([mobile])],
    [JSON.stringify(at.mobile), { face: "calls", calls }],
  ]);
  const shown = (open: readonly unknown[]) =>
    linesOf("place", below, new Set(open.map((one) => JSON.stringify(one)))).map(({ kind, depth }) => `${depth} ${kind}`);
  expect(shown([])).toEqual(["0 node", "0 node"]);
  expect(shown([at.malmo, at.asa, at.mobile])).toEqual([
    ...["0 node", "1 node", "2 node", "3 masked", "3 call", "3 more", "3 unlisted", "1 more", "0 node"],
  ]);
  // What is open and has not come yet is waited for.
  expect(linesOf("place", new Map(), new Set()).map(({ kind }) => kind)).toEqual(["loading"]);
});

test("More of a node comes behind what is there, and anything else takes its place", () => {
  const more = added(opened([malmo], 2), opened([node({ costPlace: "Visby" })], 2));
  expect(more.face === "nodes" && more.opened.children.map(({ costPlace }) => costPlace)).toEqual(["Malmö", "Visby"]);
  expect(added({ face: "failed", text: "" }, opened([malmo])).face).toBe("nodes");
});
