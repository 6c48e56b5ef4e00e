import type { ReactiveController, ReactiveControllerHost } from "lit";
import { session, sessionGate } from "../data/client.ts";
import "../data/live.ts";
import { forgetOpened } from "./recent.ts";

/** Draws its host anew when who is signed in changes, and tells when they must sign in again over the page. */
export class SessionWatch implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #end: () => void = () => undefined;
  #somebody = false;
  /** The dialog for signing in lies over the page. */
  asking = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#end = session.onChange(() => this.#changed());
    addEventListener("klyka-session-expired", this.#expired);
    addEventListener("online", this.#back);
    void session.load();
  }

  hostDisconnected(): void {
    this.#end();
    removeEventListener("klyka-session-expired", this.#expired);
    removeEventListener("online", this.#back);
  }

  /** The dialog is gone, whichever way. */
  answered(): void {
    this.asking = false;
    this.#host.requestUpdate();
  }

  #changed(): void {
    const gone = this.#somebody && session.current === null;
    this.#somebody = session.current !== null;
    if (session.current === null) forgetOpened();
    if (gone) dispatchEvent(new Event("klyka-signed-out"));
    // Also when it was another window that signed in, or out.
    if (gone) sessionGate.gaveUp();
    else if (!session.ended) sessionGate.signedIn();
    if (!session.ended) this.asking = false;
    this.#host.requestUpdate();
  }

  /** Whoever started without the network need not press anything. */
  readonly #back = () => {
    if (session.state === "unknown") void session.load();
  };

  readonly #expired = () => {
    this.asking = true;
    this.#host.requestUpdate();
  };
}
