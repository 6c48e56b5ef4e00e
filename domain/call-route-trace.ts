import { type Call, type CallRoute, type RouteFacts, type RouteStep, type Stop, stopKey } from "./call-route.ts";
import { groupStep } from "./call-route-group.ts";
import { menuStep } from "./call-route-menu.ts";
import { userStep } from "./call-route-user.ts";
import { ends } from "./call-route-ways.ts";

/**
 * The whole way of a call: every stop that it may come to, each worked out once, so that ways that come together or lead
 * back cost nothing more. All stops are seen at the instant at which the call begins.
 */
export function traceCall(call: Call, facts: RouteFacts): CallRoute {
  const steps = new Map<string, RouteStep>();
  const waiting: Stop[] = [call.to];
  for (let stop = waiting.shift(); stop !== undefined; stop = waiting.shift()) {
    const key = stopKey(stop);
    if (steps.has(key)) continue;
    const step = stepAt(stop, call, facts);
    steps.set(key, step);
    for (const { to } of step.ways) if (to !== null && !steps.has(to)) waiting.push(stopOfKey(to));
  }
  return { start: stopKey(call.to), steps: [...steps.values()] };
}

function stepAt(stop: Stop, call: Call, facts: RouteFacts): RouteStep {
  const bare = { key: stopKey(stop), stop, open: null, rules: [], hears: [], members: [] };
  switch (stop.kind) {
    case "user": {
      const user = facts.users.get(stop.id);
      if (user) return userStep(user, stop, call, facts);
      break;
    }
    case "group": {
      const group = facts.groups.get(stop.id);
      if (group) return groupStep(group, call, facts);
      break;
    }
    case "menu": {
      const menu = facts.menus.get(stop.id);
      if (menu) return menuStep(menu, call, facts);
      break;
    }
    case "number":
      return { ...bare, ways: [ends({ kind: "always" }, { kind: "outside", number: stop.number })] };
  }
  return { ...bare, ways: [ends({ kind: "always" }, { kind: "unavailable" })] };
}

/** The other way round of `stopKey`. */
function stopOfKey(key: string): Stop {
  const [kind = "", id = "", line] = key.split(":");
  if (kind === "user") return { kind, id, line: line === "mobile" ? "mobile" : "fixed" };
  return kind === "group" || kind === "menu" ? { kind, id } : { kind: "number", number: id };
}
