import { ApiError, problemOf } from "./problem.ts";
import { sendFile } from "./send-file.ts";

/** The one place that asks the server. */

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;
/** A row and the version that it was read with; a write names it, so that nobody's change is lost. */
export type Versioned<T> = { readonly value: T; readonly version: string | null };
/** What a write answers: `auditId` names what it wrote in the change log, for `undoToast`. */
export type Answered<T> = Versioned<T> & { readonly auditId: string | null };
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type Ask = {
  readonly query?: Query;
  readonly body?: unknown;
  /** The version read: sent as If-Match. */
  readonly version?: string | null;
  readonly signal?: AbortSignal;
  /** Told while a file goes out, 0…1. */
  readonly onProgress?: (share: number) => void;
};

export type ApiOptions = {
  /** `/api`, or an absolute address in tests. */
  readonly base: string;
  /** The secret that every write carries in a header, which another site's form cannot set. */
  readonly csrf: () => string | null;
  /**
   * The session has ended. The question waits for this promise, and is asked again when it gives true: whatever the
   * person has typed stays where it is while they sign in.
   */
  readonly onExpired: () => Promise<boolean>;
  /** Something was refused (403): a right is gone, or the session is another one. True: asking again is worth while. */
  readonly onRefused?: () => Promise<boolean>;
  /** Tells whether the server can be reached, as the last question showed. */
  readonly onReach?: (reached: boolean) => void;
  /** Milliseconds before the second, third … try of a GET. */
  readonly pauses?: readonly number[];
};

const passing = new Set([429, 502, 503, 504]);

export class Api {
  readonly #options: ApiOptions;
  constructor(options: ApiOptions) {
    this.#options = options;
  }

  /** @throws ApiError */
  async get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
    return (await this.ask<T>("GET", path, withoutUndefined({ query, signal }))).value;
  }
  /** The row with its version. @throws ApiError */
  read<T>(path: string, signal?: AbortSignal): Promise<Versioned<T>> {
    return this.ask<T>("GET", path, withoutUndefined({ signal }));
  }
  /** @throws ApiError */
  post<T>(path: string, body?: unknown): Promise<Answered<T>> {
    return this.ask<T>("POST", path, { body });
  }
  /** Absent fields stay, `null` clears. @throws ConflictError when somebody saved after `version`, else ApiError */
  patch<T>(path: string, body: unknown, version: string | null): Promise<Answered<T>> {
    return this.ask<T>("PATCH", path, { body, version });
  }
  /** @throws ConflictError, ApiError */
  put<T>(path: string, body: unknown, version: string | null): Promise<Answered<T>> {
    return this.ask<T>("PUT", path, { body, version });
  }
  /** @throws ConflictError, ApiError */
  delete(path: string, version: string | null): Promise<Answered<undefined>> {
    return this.ask("DELETE", path, { version });
  }

  async ask<T>(method: Method, path: string, ask: Ask): Promise<Answered<T>> {
    const response = await this.#answered(method, path, ask);
    const [version, auditId] = [response.headers.get("etag"), response.headers.get("x-audit-id")];
    if (response.status === 204) return { value: undefined as T, version, auditId };
    // The server and this app are built together and its types are imported, so the shape is not checked again here.
    return { value: (await response.json()) as T, version, auditId };
  }

  async #answered(method: Method, path: string, ask: Ask): Promise<Response> {
    const response = await this.#patient(method, path, ask);
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (problem.status === 403 && (await this.#options.onRefused?.())) return this.#again(method, path, ask);
    // A wrong password at the sign-in answers 401 too, and is no session that has ended.
    if (problem.status !== 401 || problem.code === "sign_in_refused") throw problem;
    if (!(await this.#options.onExpired())) throw problem;
    return this.#again(method, path, ask);
  }

  async #again(method: Method, path: string, ask: Ask): Promise<Response> {
    const again = await this.#patient(method, path, ask);
    if (again.ok) return again;
    throw await problemOf(again);
  }

  /** Reading has no effect and is tried again; a write is sent once. */
  async #patient(method: Method, path: string, ask: Ask): Promise<Response> {
    const pauses = method === "GET" ? (this.#options.pauses ?? [300, 1_000, 3_000]) : [];
    for (const pause of pauses) {
      const response = await this.#once(method, path, ask).catch(unlessUnreachable);
      if (response !== null && !passing.has(response.status)) return response;
      await waited(waitOf(response, pause), ask.signal);
    }
    return this.#once(method, path, ask);
  }

  async #once(method: Method, path: string, ask: Ask): Promise<Response> {
    try {
      const [address, request] = [this.#address(path, ask.query), this.#request(method, ask)];
      const response = await (ask.onProgress ? sendFile(address, request, ask.onProgress) : fetch(address, request));
      this.#options.onReach?.(true);
      return response;
    } catch (error) {
      if (ask.signal?.aborted) throw error;
      this.#options.onReach?.(false);
      throw new ApiError(0, "unreachable");
    }
  }

  #address(path: string, query: Query = {}): string {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
    }
    return `${this.#options.base}${path}${search.size > 0 ? `?${search}` : ""}`;
  }

  #request(method: Method, ask: Ask): RequestInit {
    const headers = new Headers({ accept: "application/json, application/problem+json" });
    const csrf = method === "GET" ? null : this.#options.csrf();
    if (csrf !== null) headers.set("x-csrf-token", csrf);
    if (ask.version !== undefined && ask.version !== null) headers.set("if-match", ask.version);
    const form = ask.body instanceof FormData || ask.body instanceof Blob;
    if (ask.body !== undefined && !form) headers.set("content-type", "application/json");
    const body = form ? ask.body : JSON.stringify(ask.body);
    return {
      method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
      ...(ask.body === undefined ? {} : { body: body as BodyInit }),
      ...(ask.signal ? { signal: ask.signal } : {}),
    };
  }
}

function unlessUnreachable(error: unknown): null {
  if (error instanceof ApiError && error.status === 0) return null;
  throw error;
}

/** The server's own word (Retry-After, seconds) goes before ours, up to half a minute. */
function waitOf(response: Response | null, pause: number): number {
  const told = Number(response?.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(told) ? Math.min(told * 1000, 30_000) : pause;
}

function waited(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

function withoutUndefined(ask: { query?: Query | undefined; signal?: AbortSignal | undefined }): Ask {
  return { ...(ask.query ? { query: ask.query } : {}), ...(ask.signal ? { signal: ask.signal } : {}) };
}
