import { expect, test } from "vitest";
import type { PhoneModel } from "../model.ts";
import { yCodeOf, yealinkModels } from "./models.ts";

const models = [...yealinkModels().values()].map((model) => ({ model, name: model.model }));

function hasField(model: PhoneModel, path: string): boolean {
  let at: unknown = model;
  for (const key of path.split(".")) {
    if (at === null || typeof at !== "object" || !(key in at)) return false;
    at = Object.entries(at).find(([name]) => name === key)?.[1];
  }
  return true;
}

test.each(models)("$name says what is unverified about fields that it has", ({ model }) => {
  expect(model.unverified.filter((path) => !hasField(model, path))).toEqual([]);
  expect(model.unverified).toEqual([...new Set(model.unverified)].sort());
});

test.each(models)("$name has a common file and an image whose name fits its own pattern", ({ model }) => {
  expect(yCodeOf(model)).toMatch(/^y\d{12}$/);
  const { family, pattern, example } = model.firmware;
  if (pattern === null || example === null) return;
  expect(example).toMatch(new RegExp(pattern));
  expect(family).toContain(/-(\d+)\.\d+\.\d+\.\d+/.exec(example)?.[1]);
});

test.each(models)("$name's keys fit its buttons, and it has key kinds when it has keys", ({ model }) => {
  const { left, right, below, onScreen } = model.geometry.lineKeys;
  const buttons = left + right + below;
  if (!onScreen && buttons > 0) expect(model.keys.perPage).toBe(model.geometry.pageKey === "last" ? buttons - 1 : buttons);
  expect(model.keys.total > 0).toBe(model.keyKinds.length > 0);
  expect(onScreen || model.keys.total === 0 || buttons > 0).toBe(true);
});
