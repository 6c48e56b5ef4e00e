import type { ReactiveController, ReactiveControllerHost } from "lit";
import { errorText } from "../i18n/errors.ts";
import { ApiError } from "./problem.ts";

/** One thing that is read for an element: loading, failed with its sentence, or there. Newer questions go before older answers. */
export class Loaded<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #load: (signal: AbortSignal) => Promise<T>;
  readonly #of: (() => string) | null;
  #read = "";
  #abort = new AbortController();
  face: "loading" | "failed" | "ready" = "loading";
  value: T | null = null;
  error = "";

  /** @param of which thing it is, as the element says: when that is another, it is read anew by itself; absent: that is asked for */
  constructor(host: ReactiveControllerHost, load: (signal: AbortSignal) => Promise<T>, of: (() => string) | null = null) {
    this.#host = host;
    this.#load = load;
    this.#of = of;
    host.addController(this);
  }

  hostUpdate(): void {
    const wanted = this.#of?.() ?? "";
    if (wanted === this.#read) return;
    this.#read = wanted;
    this.restart();
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
