import type { ForwardingTarget } from "./call-forwarding.ts";
import { type End, type Heard, type Onward, type RouteFacts, stopKey, stopOf, type Way, type When } from "./call-route.ts";

/** A way that ends. */
export function ends(when: When, end: End, hears: readonly Heard[] = []): Way {
  return { when, hears, to: null, end };
}

/** A way on to a target of forwarding. */
export function forwards(when: When, target: ForwardingTarget, facts: RouteFacts): Way {
  const stop = stopOf(target, facts);
  return stop === null ? ends(when, { kind: "hangUp" }) : goes(when, stopKey(stop), []);
}

export function goes(when: When, to: string, hears: readonly Heard[]): Way {
  return { when, hears, to, end: null };
}

/**
 * A way on to a destination.
 *
 * @param own key of the stop that it goes on from: `repeat` leads back there
 */
export function leads(when: When, { destination, announcementId }: Onward, own: string, facts: RouteFacts): Way {
  const said: Heard[] = announcementId === null ? [] : [{ kind: "announcement", id: announcementId }];
  const stop = stopOf(destination, facts);
  if (stop !== null) return goes(when, stopKey(stop), said);
  switch (destination.kind) {
    case "voicemail":
      return ends(when, { kind: "voicemail", userId: destination.id }, [...said, { kind: "voicemail", userId: destination.id }]);
    case "announcement":
      return ends(when, { kind: "hangUp" }, [...said, { kind: "announcement", id: destination.id }]);
    case "repeat":
      return goes(when, own, said);
    case "extension":
      return ends(when, { kind: "extension" }, said);
    default:
      return ends(when, { kind: "hangUp" }, said);
  }
}
