import { expect, test } from "vitest";
import { savedUiDrawings, uiDrawings } from "./ui-drawings.ts";

test("The phones that the web app's gallery draws are those of the models' data (else run node scripts/ui-drawings.ts)", () => {
  expect(savedUiDrawings() === uiDrawings()).toBe(true);
});
