import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { orderKinds } from "../domain/order.ts";
import { adapterDocument } from "../portal/orders/openapi.ts";
import { adapterFile } from "./adapter-openapi.ts";

test("docs/operator-adapter.openapi.json is what the schemas say (npm run docs renews it)", () => {
  expect(readFileSync(resolve(import.meta.dirname, "../docs/operator-adapter.openapi.json"), "utf8")).toBe(adapterFile());
});

test("It describes every kind of order, and points to nothing that is not there", () => {
  const text = JSON.stringify(adapterDocument());
  for (const kind of orderKinds) expect(text).toContain(`"const":"${kind}"`);
  const { components } = adapterDocument() as { components: { schemas: Record<string, unknown> } };
  for (const [, name = ""] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) expect(components.schemas).toHaveProperty(name);
});
