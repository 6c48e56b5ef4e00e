import type { Call, Heard, RouteFacts, RouteMenu, RouteStep, Way } from "./call-route.ts";
import { openOrClosed } from "./call-route-schedule.ts";
import { ends, leads } from "./call-route-ways.ts";

/** A call to a menu: its schedule, what is said, and where each key leads. */
export function menuStep(menu: RouteMenu, call: Call, facts: RouteFacts): RouteStep {
  const key = `menu:${menu.id}`;
  const stop = { kind: "menu", id: menu.id } as const;
  const { rules, hears, open } = openOrClosed(menu.schedule, call.at);
  if (!open) return { key, stop, open, rules, hears, members: [], ways: [ends({ kind: "always" }, { kind: "hangUp" })] };
  const said: Heard[] = menu.welcomeId === null ? [] : [{ kind: "announcement", id: menu.welcomeId }];
  return { key, stop, open, rules, hears: [...hears, ...said], members: [], ways: waysOf(menu, key, facts) };
}

function waysOf(menu: RouteMenu, key: string, facts: RouteFacts): Way[] {
  const noKey = { kind: "noKey", seconds: menu.timeoutSeconds, times: menu.maxTimeouts + 1 } as const;
  const wrongKey = { kind: "wrongKey", times: menu.maxInvalid } as const;
  return [
    ...menu.keys.map((one) => leads({ kind: "key", key: one.key }, one, key, facts)),
    menu.timeout === null ? ends(noKey, { kind: "hangUp" }) : leads(noKey, menu.timeout, key, facts),
    menu.invalid === null ? ends(wrongKey, { kind: "hangUp" }) : leads(wrongKey, menu.invalid, key, facts),
  ];
}
