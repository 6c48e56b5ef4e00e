import type { ReactiveControllerHost } from "lit";
import { session } from "./client.ts";
import { type EventHandlers, EventStream, ServerEvents } from "./server-events.ts";

/**
 * The app's one stream of events, open while somebody is signed in. `phone` (data `{ phoneId }`), `phonebook`,
 * `organisation`, `window`, `request` … as `GET /api/events` names them; `reload`: something may have been missed, fetch
 * anew. An administrator hears the whole organisation, a user what is the own.
 */
export const stream = new EventStream(
  () => {
    const { current, ended } = session;
    // Another organisation or other rights are another stream: the fragment stays in the browser.
    return current && !ended && !current.mustChangePassword
      ? `/api/events#${current.organisation.id}-${current.rights.join("-")}`
      : null;
  },
  () => void session.load(),
);
session.onChange(() => stream.follow());
stream.on("session", () => void session.load());
stream.on("rights", (data) => {
  if (isAbout(data, session.current?.user.id)) void session.load();
});

function isAbout(data: unknown, userId: string | undefined): boolean {
  return typeof data === "object" && data !== null && "userId" in data && data.userId === userId;
}

/** Calls `handle` for each event of that name. @returns ends it */
export function onServerEvent(name: string, handle: (data: unknown) => void): () => void {
  return stream.on(name, handle);
}

/** The same for an element, from when it comes into the document until it leaves: `listen(this, { phone: … })`. */
export function listen(host: ReactiveControllerHost, handlers: EventHandlers): ServerEvents {
  return new ServerEvents(host, stream, handlers);
}
