import fc from "fast-check";
import { expect, test } from "vitest";
import { isFiltered, readListQuery, writeListQuery } from "./list-query.ts";

const rules = { sorts: ["name", "number"], filters: { state: ["away", "here"], group: null } };
const read = (search: string) => readListQuery(new URLSearchParams(search), rules);

test("What the address does not say is the default", () => {
  expect(read("")).toEqual({ q: "", sort: { key: "name", descending: false }, filters: {}, open: null });
  expect(writeListQuery(read(""), rules)).toBe("");
});

test("What no rule knows is left out", () => {
  expect(read("sort=password&state=gone&group=Växel&x=1")).toEqual({
    q: "",
    sort: { key: "name", descending: false },
    filters: { group: "Växel" },
    open: null,
  });
});

test("Every filter survives being written and read", () => {
  const query = fc.record({
    q: fc.string().map((text) => text.trim()),
    sort: fc.record({ key: fc.constantFrom(...rules.sorts), descending: fc.boolean() }),
    filters: fc.constantFrom({}, { state: "away" }, { state: "here", group: "Jour & natt" }),
    open: fc.option(fc.uuid()),
  });
  fc.assert(
    fc.property(query, (one) => {
      expect(read(writeListQuery(one, rules))).toEqual(one);
    }),
    { seed: 4 },
  );
});

test("A search or a filter can hide rows, an order cannot", () => {
  expect(["q=a", "state=away", "sort=-name", "open=1"].map((search) => isFiltered(read(search)))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("What the address says of the open row goes with it", () => {
  const withTab = { ...rules, beside: ["tab"] };
  const query = readListQuery(new URLSearchParams("open=1&tab=numbers&other=x"), withTab);
  expect(query.beside).toEqual({ tab: "numbers" });
  expect(writeListQuery(query, withTab)).toBe("?open=1&tab=numbers");
  expect(writeListQuery({ ...query, open: null }, withTab)).toBe("");
});
