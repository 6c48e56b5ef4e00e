import { describe, expect, test } from "vitest";
import type { Destination } from "../../../domain/destination.ts";
import type { CallTreeView } from "../data/menus.ts";
import {
  bodyOf,
  changedIn,
  type DraftWay,
  emptyDraft,
  type MenuDraft,
  mergeDrafts,
  slotOfField,
  swapWays,
  take,
  unfinished,
  withWay,
} from "./draft.ts";
import { countPlaces, treeOf } from "./tree.ts";

const to = (destination: Destination, name = "x"): DraftWay => ({ to: { destination, name }, announcementId: null });
const group = (id: string): DraftWay => to({ kind: "group", id }, id);
const draft = (ways: MenuDraft["ways"], more: Partial<MenuDraft> = {}): MenuDraft => ({
  ...emptyDraft,
  name: "M",
  ...more,
  ways,
});

describe("a menu that is edited", () => {
  test("is sent with its keys in order, and knows which of them an error is about", () => {
    const wanted = draft({ "key:9": group("b"), "key:1": group("a"), timeout: group("c") }, { number: " " });
    expect(bodyOf(wanted)).toMatchObject({
      number: null,
      keys: [{ key: "1" }, { key: "9" }],
      timeout: { destination: { id: "c" } },
      invalid: null,
    });
    expect(["keys.1.destination", "timeout.destination", "name", "keys"].map((field) => slotOfField(field, wanted))).toEqual([
      "key:9",
      "timeout",
      null,
      null,
    ]);
    expect(unfinished(withWay(wanted, "key:5", { to: null, announcementId: null }))).toEqual(["key:5"]);
  });

  test("has changed where it leads elsewhere, not where what it leads to has another name", () => {
    const base = draft({ "key:1": group("a") });
    expect(changedIn(base, draft({ "key:1": to({ kind: "group", id: "a" }, "Renamed") }))).toEqual([]);
    expect(changedIn(base, swapWays(draft({ "key:1": group("a") }, { name: "N" }), "key:1", "key:4"))).toEqual([
      "name",
      "key:1",
      "key:4",
    ]);
  });

  test("takes over what somebody else saved, and asks only about what both changed", () => {
    const base = draft({ "key:1": group("a"), "key:2": group("b") });
    const mine = draft({ "key:1": group("mine"), "key:2": group("mine") }, { maxInvalid: 5 });
    const theirs = draft({ "key:1": group("theirs"), "key:2": group("b"), "key:3": group("new") });
    const { merged, clashes } = mergeDrafts(base, mine, theirs);
    expect(clashes).toEqual(["key:1"]);
    expect([
      merged.maxInvalid,
      merged.ways["key:1"]?.to?.name,
      merged.ways["key:2"]?.to?.name,
      merged.ways["key:3"]?.to?.name,
    ]).toEqual([5, "theirs", "mine", "new"]);
    expect(take(merged, mine, clashes).ways["key:1"]?.to?.name).toBe("mine");
  });
});

test("The tree draws each place once: where calls come to it again stands a link", () => {
  const view = (kind: "group" | "menu", id: string) => ({ kind, id, name: id, number: null, active: true, state: null });
  const way = (slot: string, destination: ReturnType<typeof view>) => ({ slot, destination, announcementId: null });
  const place = (kind: "group" | "menu", id: string, ...ways: ReturnType<typeof way>[]) => ({
    ...{ kind, id, name: id, number: null, state: null, welcomeId: null, ways },
  });
  const tree: CallTreeView = {
    places: [
      place("menu", "m"),
      place("menu", "sub", way("key:1", view("group", "g")), way("key:9", view("menu", "m"))),
      place("group", "g", way("nobody", view("menu", "m"))),
    ],
  };
  const root = treeOf("m", draft({ "key:1": to({ kind: "menu", id: "sub" }, "sub"), "key:2": group("g") }), tree);
  expect(countPlaces(root)).toBe(3);
  const [sub, again] = root.ways;
  const inside = sub?.next && "ways" in sub.next ? sub.next.ways.map(({ next }) => next && "link" in next && next.link) : [];
  expect(inside).toEqual([false, "back"]);
  expect(again?.next).toEqual({ link: "above", key: "group:g", name: "g" });
});
