import type { InstallKind, InstallView } from "../data/messages.ts";

export const deviceKinds = ["ios", "android", "windows", "mac", "linux"] as const;
export type DeviceKind = (typeof deviceKinds)[number];
export type Fetched = { readonly device: DeviceKind; readonly href: string };

/** The kind of device that a browser says it is on; null: another. An iPad says that it is a Mac, and has a touch screen. */
export function deviceOf(userAgent: string, touchPoints: number): DeviceKind | null {
  if (/Android/i.test(userAgent)) return "android";
  if (/iPhone|iPad|iPod/i.test(userAgent)) return "ios";
  if (/Windows/i.test(userAgent)) return "windows";
  if (/Macintosh|Mac OS X/i.test(userAgent)) return touchPoints > 1 ? "ios" : "mac";
  return /Linux|X11/i.test(userAgent) ? "linux" : null;
}

export const isMobile = (device: DeviceKind | null): boolean => device === "ios" || device === "android";

const wanted: Readonly<Record<InstallKind, readonly DeviceKind[]>> = {
  app_install: ["ios", "android"],
  softphone_install: ["windows", "mac", "linux"],
};

/** Where it is fetched: for this device first, for the others of its kind apart; what the operator has no address for is left out. */
export function fitting(
  kind: InstallKind,
  apps: InstallView["apps"],
  device: DeviceKind | null,
): { readonly first: readonly Fetched[]; readonly others: readonly Fetched[] } {
  const all = wanted[kind].flatMap((one) => {
    const href = apps[one];
    return href === null ? [] : [{ device: one, href }];
  });
  return { first: all.filter((one) => one.device === device), others: all.filter((one) => one.device !== device) };
}
