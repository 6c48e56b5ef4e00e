import { describe, test } from "vitest";
import { expectAccessible, expectNoSideways, openPart } from "./browser.ts";

const parts = [
  "part=controls",
  "part=list&open=p3",
  "part=list&face=loading",
  "part=list&face=failed",
  "part=list&face=empty",
  "part=phone",
  "part=phone&model=t54wWithModule",
  "part=phone&model=t48u",
  "part=overlay",
  "part=fault",
];

describe.each([
  { scheme: "light", language: "sv" },
  { scheme: "dark", language: "en" },
] as const)("In $scheme and $language", (look) => {
  test.each(parts)("axe finds nothing on %s", async (query) => {
    await expectAccessible(await openPart(query, look));
  });
});

test.each(parts)("At 320 px %s is read without scrolling to the side", async (query) => {
  await expectNoSideways(await openPart(query, { width: 320, height: 640 }));
});

test.each(["part=controls", "part=phone", "part=list&open=p3"])(
  "axe finds nothing on %s at 320 px, where it is laid out anew",
  async (query) => {
    await expectAccessible(await openPart(query, { width: 320, height: 640 }));
  },
);

test("With forced colours the controls keep their text readable", async () => {
  await expectAccessible(await openPart("part=controls", { forcedColors: "active" }));
});
