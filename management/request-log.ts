import type { PortalAnswered } from "../portal/requests.ts";
import type { Answered } from "../provisioning/journal-collector.ts";

/** Writes lines for whoever looks closely; absent where the level leaves them out. */
export type DebugLog = (message: string, fields: Readonly<Record<string, unknown>>) => void;

/** A line for each request of a phone: what the journal keeps, with paths in which tokens are covered. */
export function logAsked(debug: DebugLog, { route, transport, ...answered }: Answered): void {
  const { address, mac, grant, reason, status, bytes, durationMicros } = answered;
  const { method, shownPath: path, shownUserAgent: userAgent } = route;
  debug("A phone asked.", {
    ...{ listener: transport, method, path, userAgent, address, mac },
    ...{ grant, reason, status, bytes, micros: durationMicros },
  });
}

/** A line for each request of a person: by route, without the ids in it. Whoever wants to know whom it was about looks the request up in the change log. */
export function logAnswered(debug: DebugLog, { id, method, route, status, micros }: PortalAnswered): void {
  debug("A person asked.", { request: id, method, route, status, micros });
}
