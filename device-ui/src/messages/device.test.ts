import { expect, test } from "vitest";
import { deviceOf, fitting } from "./device.ts";

test.each([
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15", 5, "ios"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15", 5, "ios"],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15", 0, "mac"],
  ["Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36", 5, "android"],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36", 10, "windows"],
  ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", 0, "linux"],
  ["something", 0, null],
])("%s with %i touch points is %s", (userAgent, touchPoints, device) => {
  expect(deviceOf(userAgent, touchPoints)).toBe(device);
});

test("An app is offered for this device first, for the others apart, and never for one without an address", () => {
  const apps = { ios: "https://i", android: "https://a", windows: "https://w", mac: null, linux: null };
  expect(fitting("app_install", apps, "android")).toEqual({
    first: [{ device: "android", href: "https://a" }],
    others: [{ device: "ios", href: "https://i" }],
  });
  expect(fitting("app_install", apps, "windows").first).toEqual([]);
  expect(fitting("softphone_install", apps, "mac")).toEqual({ first: [], others: [{ device: "windows", href: "https://w" }] });
});
