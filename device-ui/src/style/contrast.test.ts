import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const tokens = readTokens(readFileSync(new URL("tokens.css", import.meta.url), "utf8"));

/** Text, ground: 4.5:1 (WCAG 1.4.3). */
const texts: readonly (readonly [string, string])[] = [
  ...["ground", "surface", "sunk", "field", "accent-ground"].flatMap((ground) => [
    ["ink", ground] as const,
    ["soft", ground] as const,
  ]),
  ...["ground", "surface", "accent-ground"].map((ground) => ["accent", ground] as const),
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
  ["on-hero", "hero"],
  ["on-hero-soft", "hero"],
  ["on-avatar", "avatar"],
  ...["live", "waiting", "stop"].flatMap((state) => [
    [`${state}-ink`, `${state}-ground`] as const,
    [`${state}-ink`, "surface"] as const,
    [`${state}-ink`, "ground"] as const,
  ]),
  ["ink", "off-ground"],
  ...["open", "pause", "stop", "rest"].map((band) => [`on-band-${band}`, `band-${band}`] as const),
];
/** What must be seen though it is no text: 3:1 (WCAG 1.4.11). */
const shapes: readonly (readonly [string, string])[] = [
  ...["surface", "ground", "field"].map((ground) => ["field-line", ground] as const),
  ...["live", "waiting", "stop", "off"].map((state) => [state, "surface"] as const),
  ["accent", "surface"],
  ["accent", "ground"],
];

describe.each(["light", "dark"] as const)("In the %s scheme", (scheme) => {
  test.each(texts)("%s is read on %s", (text, ground) => {
    expect(contrast(of(text, scheme), of(ground, scheme))).toBeGreaterThanOrEqual(4.5);
  });
  test.each(shapes)("%s is seen on %s", (shape, ground) => {
    expect(contrast(of(shape, scheme), of(ground, scheme))).toBeGreaterThanOrEqual(3);
  });
});

function readTokens(css: string): ReadonlyMap<string, { light: string; dark: string }> {
  const found = css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g);
  return new Map([...found].map(([, name, light, dark]) => [name ?? "", { light: light ?? "", dark: dark ?? "" }]));
}

function of(name: string, scheme: "light" | "dark"): string {
  const token = tokens.get(name);
  if (!token) throw new Error(`tokens.css has no --${name}`);
  return token[scheme];
}

/** WCAG 2.2, "contrast ratio". */
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
