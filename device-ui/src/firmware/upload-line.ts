import type { Api } from "../data/api.ts";
import { beginUpload, dropUpload, finishUpload, readUpload, sendPart, type TakenView } from "../data/firmware.ts";
import { ApiError } from "../data/problem.ts";
import { fingerprintOf } from "./fingerprint.ts";

/**
 * A file on its way. `waiting`: the server cannot be reached, it goes on by itself. `checking`: all of it is there, and is
 * looked into. `version`: a person has to say which it is.
 */
export type Sending = {
  readonly key: number;
  readonly file: File;
  /** Of the server; null: it has not begun. */
  readonly id: string | null;
  /** Bytes that are there. */
  readonly sent: number;
  readonly state: "queued" | "sending" | "waiting" | "checking" | "version" | "done" | "failed";
  readonly taken: TakenView["taken"];
  readonly error: unknown;
};

/** Between two tries to reach the server, milliseconds; the last again and again. */
const pauses = [1_000, 2_000, 5_000, 10_000];
const later = new Set([0, 408, 425, 429, 500, 502, 503, 504]);

/**
 * Files that go to the server one after the other, part by part. They go on while another page is looked at, and after the
 * line was broken; after a reload when the same file is chosen again.
 */
export class UploadLine {
  readonly #api: Api;
  readonly #pauses: readonly number[];
  readonly #listeners = new Set<() => void>();
  readonly #aborts = new Map<number, AbortController>();
  #line: Promise<void> = Promise.resolve();
  #next = 1;
  files: readonly Sending[] = [];

  constructor(api: Api, waits: readonly number[] = pauses) {
    this.#api = api;
    this.#pauses = waits;
  }

  /** @returns ends it */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Puts files at the end of the line. */
  add(files: readonly File[]): void {
    for (const file of files) {
      const key = this.#next++;
      this.files = [...this.files, { key, file, id: null, sent: 0, state: "queued", taken: [], error: null }];
      this.#aborts.set(key, new AbortController());
      this.#line = this.#line.then(() => this.#send(key));
    }
    this.#tell();
  }

  /** Tries again what has failed. */
  retry(key: number): void {
    this.#now(key, { state: "queued", error: null });
    this.#line = this.#line.then(() => this.#send(key));
  }

  /** Says which version it is. */
  say(key: number, version: string): void {
    this.#line = this.#line.then(() => this.#finish(key, version));
  }

  /** Gives a file up, here and on the server. */
  async drop(key: number): Promise<void> {
    const one = this.#of(key);
    this.#aborts.get(key)?.abort();
    this.files = this.files.filter((other) => other.key !== key);
    this.#tell();
    if (one?.id && one.state !== "done") await dropUpload(this.#api, one.id).catch(() => undefined);
  }

  /** Takes off the list what is over. */
  clear(): void {
    this.files = this.files.filter(({ state }) => state !== "done" && state !== "failed");
    this.#tell();
  }

  async #send(key: number): Promise<void> {
    const signal = this.#aborts.get(key)?.signal;
    const one = this.#of(key);
    if (!one || !signal || signal.aborted) return;
    try {
      const fingerprint = await fingerprintOf(one.file, signal);
      const begun = await this.#patiently(key, signal, () => beginUpload(this.#api, one.file, fingerprint));
      this.#now(key, { id: begun.id, sent: begun.received, state: "sending" });
      await this.#sendParts(key, begun, one.file, signal);
      await this.#finish(key, null);
    } catch (error) {
      if (!signal.aborted) this.#now(key, { state: "failed", error });
    }
  }

  async #sendParts(
    key: number,
    {
      id,
      received,
      partBytes,
      bytes,
    }: { readonly id: string; readonly received: number; readonly partBytes: number; readonly bytes: number },
    file: File,
    signal: AbortSignal,
  ): Promise<void> {
    let at = received;
    while (at < bytes) {
      const part = file.slice(at, Math.min(bytes, at + partBytes));
      const onProgress = (share: number) => this.#now(key, { sent: at + Math.floor(part.size * share) });
      at = await this.#patiently(key, signal, async () => {
        try {
          return await sendPart(this.#api, id, part, at, { signal, onProgress });
        } catch (error) {
          // The answer was lost, or another window was first: the server knows how much it has.
          if (error instanceof ApiError && error.code === "firmware_offset_wrong")
            return (await readUpload(this.#api, id, signal)).received;
          throw error;
        }
      });
      this.#now(key, { sent: at, state: "sending" });
    }
  }

  async #finish(key: number, version: string | null): Promise<void> {
    const signal = this.#aborts.get(key)?.signal;
    const { id } = this.#of(key) ?? { id: null };
    if (id === null || !signal || signal.aborted) return;
    this.#now(key, { state: "checking", error: null });
    try {
      const { taken } = await this.#patiently(key, signal, () => finishUpload(this.#api, id, version));
      this.#now(key, { state: "done", taken });
    } catch (error) {
      if (signal.aborted) return;
      const unsaid =
        error instanceof ApiError &&
        (error.code === "firmware_version_missing" ||
          (version !== null && error.status === 422 && error.code === "input_invalid"));
      this.#now(key, { state: unsaid ? "version" : "failed", error });
    }
  }

  /** Until the server can be reached again: what is asked may be asked twice. */
  async #patiently<T>(key: number, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    for (let turn = 0; ; turn += 1) {
      try {
        const answer = await ask();
        const is = this.#of(key)?.state;
        if (is === "waiting") this.#now(key, { state: "sending" });
        return answer;
      } catch (error) {
        if (signal.aborted || !(error instanceof ApiError) || !later.has(error.status)) throw error;
        // A fault of the server's own comes back: it is not asked for ever.
        if (error.status === 500 && turn >= this.#pauses.length) throw error;
        this.#now(key, { state: "waiting" });
        await waited(this.#pauses[Math.min(turn, this.#pauses.length - 1)] ?? 0, signal);
      }
    }
  }

  #of(key: number): Sending | undefined {
    return this.files.find((one) => one.key === key);
  }

  #now(key: number, changed: Partial<Sending>): void {
    this.files = this.files.map((one) => (one.key === key ? { ...one, ...changed } : one));
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function waited(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, millis);
    signal.addEventListener("abort", abort, { once: true });
  });
}
