import { tellReach } from "../components/offline-banner.ts";
import { Api } from "./api.ts";
import { SessionGate } from "./session-gate.ts";
import { SessionStore } from "./session-store.ts";

export type { Offers, SessionView } from "./session-store.ts";

/** Where questions wait while the person signs in again over the page. */
export const sessionGate = new SessionGate(window);

/**
 * The one client of the server. A session that has ended is asked for over the page; a right that is gone acts at once:
 * the frame reads the session again and shows what is left.
 */
export const api: Api = new Api({
  base: "/api",
  csrf: () => session.current?.csrf ?? null,
  onExpired: () => (session.current && !session.leaving ? sessionGate.expired() : Promise.resolve(false)),
  onRefused: async () => {
    const before = session.current?.csrf;
    await session.load();
    // Another window has signed in anew: the secret of this one was of the session before.
    return before !== undefined && session.current !== null && session.current.csrf !== before;
  },
  onReach: tellReach,
});

/** Who is signed in: `session.current`, null before the sign-in. */
export const session: SessionStore = new SessionStore(api, () => void sessionGate.expired());
