/** A browser's half of the conversation: keeps cookies, names its site, carries the secret of its session. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly id: string;
  csrf: string | null = null;
  readonly #url: string;

  constructor(url: string, id = "") {
    this.#url = url;
    this.id = id;
  }

  /** The same session, asked at another address. */
  at(url: string): Visitor {
    const same = new Visitor(url, this.id);
    for (const [name, value] of this.cookies) same.cookies.set(name, value);
    same.csrf = this.csrf;
    return same;
  }

  /** Where that path of the API is. */
  url(path: string): string {
    return `${this.#url}/api${path}`;
  }

  async ask(
    method: string,
    path: string,
    say: { body?: unknown; version?: number; headers?: Record<string, string> } = {},
  ): Promise<Answered> {
    const headers = new Headers({ origin: this.#url, "sec-fetch-site": "same-origin" });
    if (this.cookies.size > 0) headers.set("cookie", [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    if (this.csrf !== null && method !== "GET") headers.set("x-csrf-token", this.csrf);
    if (say.version !== undefined) headers.set("if-match", `"${say.version}"`);
    if (say.body !== undefined) headers.set("content-type", "application/json");
    for (const [name, value] of Object.entries(say.headers ?? {})) headers.set(name, value);
    const body = say.body === undefined ? {} : { body: written(say.body) };
    const response = await fetch(`${this.#url}/api${path}`, { method, headers, redirect: "manual", ...body });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    if (response.headers.get("content-type") === "text/event-stream") {
      // It has no end to wait for.
      await response.body?.cancel();
      return { status: response.status, headers: response.headers, body: null };
    }
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? null : parsed(text) };
  }

  get = (path: string) => this.ask("GET", path);
  /** Sends a file as it is. */
  upload = (path: string, bytes: string | Uint8Array, type = "text/csv") =>
    this.ask("POST", path, { body: bytes, headers: { "content-type": type } });
  post = (path: string, body: unknown = {}) => this.ask("POST", path, { body });
  patch = (path: string, body: unknown, version: number) => this.ask("PATCH", path, { body, version });
  put = (path: string, body: unknown, version?: number) =>
    this.ask("PUT", path, version === undefined ? { body } : { body, version });
  delete = (path: string, version?: number) => this.ask("DELETE", path, version === undefined ? {} : { version });

  async learnCsrf(): Promise<void> {
    const { body } = await this.get("/session");
    this.csrf = body.session?.csrf ?? null;
  }

  /** Signs in, and carries the new session's secret from then on. */
  async signIn(name: string, password: string): Promise<Answered> {
    const answered = await this.post("/session", { name, password });
    if (answered.status === 201) this.csrf = answered.body.session.csrf;
    return answered;
  }

  #keep(cookie: string): void {
    const [pair = "", ...attributes] = cookie.split(";");
    const at = pair.indexOf("=");
    const gone = attributes.some((attribute) => attribute.trim() === "Max-Age=0");
    if (gone) this.cookies.delete(pair.slice(0, at));
    else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

function written(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (body instanceof Uint8Array) return new Uint8Array(body);
  return typeof body === "string" ? body : JSON.stringify(body);
}

/** JSON of any shape: what a test expects of it, it says itself. */
// biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape
export type Answered = { readonly status: number; readonly headers: Headers; readonly body: any };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
