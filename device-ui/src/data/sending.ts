import type { ReactiveController, ReactiveControllerHost } from "lit";
import { failureText } from "../i18n/failure.ts";

/** A file that is on its way out: how much of it is, and why it did not get through. Given up when its element goes. */
export class Sending implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #abort = new AbortController();
  /** How much is out, 0…1; null: nothing is being sent. */
  share: number | null = null;
  /** What went wrong, as a sentence. */
  problem: string | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#abort.abort();
  }

  /** Says what stands in the way before anything is sent; null: nothing does. */
  refuse(problem: string | null): void {
    this.problem = problem;
    this.#host.requestUpdate();
  }

  /** @returns what came of it; null: it failed (`problem` says why), was given up, or another is on its way */
  async run<T>(send: (onProgress: (share: number) => void, signal: AbortSignal) => Promise<T>): Promise<T | null> {
    if (this.share !== null) return null;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.refuse(null);
    const progress = (share: number) => {
      this.share = share;
      this.#host.requestUpdate();
    };
    progress(0);
    try {
      const answer = await send(progress, signal);
      return signal.aborted ? null : answer;
    } catch (error) {
      if (!signal.aborted) this.problem = failureText(error);
      return null;
    } finally {
      this.share = null;
      this.#host.requestUpdate();
    }
  }
}
