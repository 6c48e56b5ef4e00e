import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { ApiError } from "./problem.ts";

/** One page of a list, as the server gives it. */
export type Page<T> = { readonly total: number; readonly rows: readonly T[] };
export type LoadPage<T> = (offset: number, limit: number, signal: AbortSignal) => Promise<Page<T>>;

/** The faces of a list. An empty list is `rows` with a total of 0. */
export type Face = "loading" | "failed" | "rows";

/**
 * A long list of which only the pages that are looked at are fetched. `rows` has a place for each row of the whole;
 * a place whose page is still on its way holds undefined.
 */
export class PagedRows<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #load: LoadPage<T>;
  readonly #pageSize: number;
  #asked = new Set<number>();
  #abort = new AbortController();
  rows: readonly (T | undefined)[] = [];
  face: Face = "loading";
  error: ApiError | Error | null = null;

  constructor(host: ReactiveControllerHost, load: LoadPage<T>, pageSize = 100) {
    this.#host = host;
    this.#load = load;
    this.#pageSize = pageSize;
    host.addController(this);
  }

  hostConnected(): void {
    this.reload();
  }

  hostDisconnected(): void {
    this.#abort.abort();
  }

  /** From the start: the filter has changed, or it failed. The rows shown stay until the new ones are there. */
  reload(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#asked = new Set();
    if (this.face !== "rows") this.face = "loading";
    this.#host.requestUpdate();
    void this.#fetch(0, true);
  }

  /** Fetches what is missing of the rows first … last. */
  ensure(first: number, last: number): void {
    const from = Math.floor(first / this.#pageSize);
    const to = Math.floor(Math.min(last, this.rows.length - 1) / this.#pageSize);
    for (let page = from; page <= to; page++) if (!this.#asked.has(page)) void this.#fetch(page, false);
  }

  /** One row is another now; where it stands is not looked at again. */
  replace(isIt: (row: T) => boolean, row: T): void {
    this.rows = this.rows.map((one) => (one !== undefined && isIt(one) ? row : one));
    this.#host.requestUpdate();
  }

  async #fetch(page: number, fresh: boolean): Promise<void> {
    const { signal } = this.#abort;
    this.#asked.add(page);
    try {
      const answer = await this.#load(page * this.#pageSize, this.#pageSize, signal);
      if (!signal.aborted) this.#place(page, answer, fresh);
    } catch (error) {
      if (signal.aborted) return;
      this.#asked.delete(page);
      this.error = error instanceof Error ? error : new Error(String(error));
      // A page further down that fails leaves what is shown; it is asked for again when it is looked at.
      if (fresh) this.face = "failed";
    }
    this.#host.requestUpdate();
  }

  #place(page: number, answer: Page<T>, fresh: boolean): void {
    const rows: (T | undefined)[] = fresh ? new Array(answer.total).fill(undefined) : this.rows.slice(0, answer.total);
    while (rows.length < answer.total) rows.push(undefined);
    answer.rows.forEach((row, at) => {
      rows[page * this.#pageSize + at] = row;
    });
    this.rows = rows;
    this.face = "rows";
    this.error = null;
  }
}
