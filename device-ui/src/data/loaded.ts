import type { ReactiveController, ReactiveControllerHost } from "lit";
import { errorText } from "../i18n/errors.ts";
import { ApiError } from "./problem.ts";

/** One thing that is read for an element: loading, failed with its sentence, or there. Newer questions go before older answers. */
export class Loaded<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #load: (signal: AbortSignal) => Promise<T>;
  #abort = new AbortController();
  face: "loading" | "failed" | "ready" = "loading";
  value: T | null = null;
  error = "";

  constructor(host: ReactiveControllerHost, load: (signal: AbortSignal) => Promise<T>) {
    this.#host = host;
    this.#load = load;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#abort.abort();
  }

  /** Asks anew; what is shown stays until the answer is there. */
  async reload(): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    if (this.face === "failed") this.face = "loading";
    this.#host.requestUpdate();
    try {
      const value = await this.#load(signal);
      if (signal.aborted) return;
      this.value = value;
      this.face = "ready";
    } catch (error) {
      if (signal.aborted) return;
      this.error = error instanceof ApiError ? errorText(error.code, error.detail) : errorText("internal");
      if (this.value === null) this.face = "failed";
    }
    this.#host.requestUpdate();
  }

  /** It has been written, and is like this now. */
  take(value: T): void {
    this.#abort.abort();
    this.value = value;
    this.face = "ready";
    this.#host.requestUpdate();
  }

  /** Another thing is wanted: what was shown is gone. */
  restart(): void {
    this.value = null;
    this.face = "loading";
    void this.reload();
  }
}
