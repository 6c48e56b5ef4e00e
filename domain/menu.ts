import { type Destination, type MenuKey, menuKeys } from "./destination.ts";
import type { Problem } from "./problem.ts";

export const menuLimits = {
  /** Without a key. */
  timeoutSeconds: { least: 3, most: 15 },
  /** How often the menu is said again before the timeout's destination. */
  maxTimeouts: { least: 0, most: 5 },
  /** Wrong keys before the destination of wrong keys. */
  maxInvalid: { least: 1, most: 5 },
} as const;

/** Where a call goes on to, and what is said before. */
export type MenuWay = { readonly destination: Destination; readonly announcementId: string | null };
export type MenuKeyWay = MenuWay & { readonly key: MenuKey };

/** How a menu answers. A caller who presses nothing or the wrong key, without a destination for it, is hung up on. */
export type MenuSettings = {
  readonly language: string;
  /** What names the keys; null: nothing is said. */
  readonly welcomeId: string | null;
  readonly timeoutSeconds: number;
  readonly maxTimeouts: number;
  readonly maxInvalid: number;
  readonly keys: readonly MenuKeyWay[];
  readonly timeout: MenuWay | null;
  readonly invalid: MenuWay | null;
};

/** As a menu is that nobody has said anything about. */
export const usualMenu: Omit<MenuSettings, "language" | "keys"> = {
  welcomeId: null,
  timeoutSeconds: 5,
  maxTimeouts: 1,
  maxInvalid: 3,
  timeout: null,
  invalid: null,
};

/** In the order of a telephone's keys: 1 … 9, then *, 0, #. */
export const keypad: readonly MenuKey[] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

/** Everything that is wrong with how a menu is to answer, but where its ways lead: that the database knows. */
export function menuProblems(wanted: MenuSettings): Problem[] {
  const limits = (["timeoutSeconds", "maxTimeouts", "maxInvalid"] as const).flatMap((name): Problem[] => {
    const { least, most } = menuLimits[name];
    const fits = Number.isInteger(wanted[name]) && wanted[name] >= least && wanted[name] <= most;
    return fits ? [] : [{ field: name, code: "out_of_range", detail: { least, most } }];
  });
  const twice = wanted.keys.flatMap(({ key }, at): Problem[] => {
    const first = wanted.keys.findIndex((one) => one.key === key);
    return first === at ? [] : [{ field: `keys.${at}.key`, code: "menu_key_twice", detail: { key } }];
  });
  const nowhere = wanted.keys.length === 0 && wanted.timeout === null;
  return [...limits, ...twice, ...(nowhere ? [{ field: "keys", code: "menu_leads_nowhere" } as const] : [])];
}

/** Keys in the order in which they are read and shown. */
export function inKeyOrder<T extends { readonly key: MenuKey }>(keys: readonly T[]): T[] {
  return keys.toSorted((a, b) => menuKeys.indexOf(a.key) - menuKeys.indexOf(b.key));
}
