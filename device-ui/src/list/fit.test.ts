import { expect, test } from "vitest";
import { columnsThatFit } from "./fit.ts";

const column = (key: string, width: string, narrow: "title" | "detail" | "hide" = "hide") => ({ key, width, narrow });
const columns = [
  column("name", "minmax(200px, 2fr)", "title"),
  column("state", "100px", "detail"),
  column("number", "200px"),
  column("site", "minmax(200px, 1fr)"),
  column("seen", "200px"),
];
const fitting = (width: number, sortedBy = "name") => columnsThatFit(columns, width, [36, 32], sortedBy).map(({ key }) => key);

test("Columns without room go, the last first; the name, the state and what sorts the list stay", () => {
  expect(fitting(1080)).toEqual(["name", "state", "number", "site", "seen"]);
  expect(fitting(1079)).toEqual(["name", "state", "number", "site"]);
  expect(fitting(1079, "seen")).toEqual(["name", "state", "number", "seen"]);
  expect(fitting(700)).toEqual(["name", "state", "number"]);
});

test("A column that somebody has asked for goes after those that nobody has", () => {
  const asked = columns.map((one) => (one.key === "site" ? { ...one, asked: true } : one));
  const shown = (width: number) => columnsThatFit(asked, width, [36, 32], "name").map(({ key }) => key);
  expect(shown(940)).toEqual(["name", "state", "number", "site"]);
  expect(shown(700)).toEqual(["name", "state", "site"]);
  expect(shown(645)).toEqual(["name", "state"]);
});

test("Where rows are two lines high all columns stay: there they are how the list is sorted", () => {
  expect(fitting(640)).toHaveLength(5);
  expect(fitting(0)).toHaveLength(5);
});
