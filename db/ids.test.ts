import { expect, it } from "vitest";
import { newId } from "./ids.ts";

it("puts ids of one moment in the order of their turns", () => {
  const now = new Date("2026-03-02T09:00:00.000Z");
  const ids = Array.from({ length: 4096 }, (_, turn) => newId(now, turn));
  expect([...ids].sort()).toEqual(ids);
  for (const id of ids.slice(-3)) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
