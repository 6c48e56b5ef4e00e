import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { Actor } from "../../db/types.ts";
import { DomainError, type ErrorCode } from "../../domain/errors.ts";
import { EdgeError } from "../problem.ts";
import { parseInput } from "./input.ts";
import type { ApiParts, Asker, Caller, ExchangeCaller, FinanceCaller } from "./parts.ts";

/**
 * Who may call a route. `anyone`: also without a session. `session`: whoever is signed in, also before choosing an own
 * password. `user`: a person for the own things. `administrator`: of the organisation that the session is in, or an
 * operator who has entered it. `operator`: operator staff.
 */
export const levels = ["anyone", "session", "user", "administrator", "operator"] as const;
export type Level = (typeof levels)[number];

export type Method = "get" | "post" | "put" | "patch" | "delete";

export type Answer = {
  readonly status: 200 | 201 | 204;
  readonly body?: unknown;
  /** Of the row in the body: becomes the ETag. */
  readonly version?: number;
  readonly cookies?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as they are, instead of a body of JSON. */
  readonly file?: { readonly mediaType: string; readonly bytes: Uint8Array };
  /** Takes the response over: server-sent events, files. */
  readonly stream?: (request: IncomingMessage, response: ServerResponse) => void;
};

/** The request as it came, and who asks. */
export type RawAsk = {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  /** Of a route that takes a file; empty for all others. */
  readonly bytes: Uint8Array;
  /** What If-Match says; null: nothing. */
  readonly version: number | null;
  readonly who: Caller | null;
  /** An exchange with its key; never beside a person. */
  readonly exchange: ExchangeCaller | null;
  /** A billing system with its key; never beside a person. */
  readonly finance: FinanceCaller | null;
  /** Of a route that takes a file as it comes: the bytes are not read yet. */
  readonly incoming: IncomingMessage | null;
  readonly asker: Asker;
  readonly userAgent: string | null;
  readonly cookies: ReadonlyMap<string, string>;
  readonly lastEventId: string | null;
  readonly now: Date;
  readonly parts: ApiParts;
};

/** The same, parsed. */
export type Asked<P, Q, B> = Omit<RawAsk, "params" | "query" | "body" | "version"> & {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** The version that a write names. */
  readonly version: number;
};
type By<W, P, Q, B> = Omit<Asked<P, Q, B>, "who"> & { readonly who: W };

/**
 * A file as the body of a request: which media types (`image/` is all of its kind), how many bytes, and what is said to more.
 * `streamed`: the route reads it itself.
 */
export type TakesFile = {
  readonly types: readonly string[];
  readonly most: number;
  readonly tooLarge: ErrorCode;
  readonly streamed?: boolean;
};

/** One row of the route table. What is checked, documented and tested comes from here alone. */
export type Route = {
  readonly method: Method;
  /** Below `/api`; `:user`, `:phone` … are ids of that kind. */
  readonly path: string;
  readonly level: Level;
  /** Also for an exchange that shows its key, instead of a session. */
  readonly exchange: boolean;
  /** Also for a billing system that shows its key. */
  readonly finance: boolean;
  readonly tag: string;
  readonly summary: string;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly body: z.ZodType | null;
  /** Takes a file instead of JSON. */
  readonly file: TakesFile | null;
  readonly answer: z.ZodType | null;
  /** A body that fits, of a GET its query, with `{user}`, `{phone}` … where ids stand; of a file its bytes. */
  readonly example: unknown;
  /** True when a write must name the version it read. */
  readonly versioned: boolean;
  readonly run: (raw: RawAsk) => Promise<Answer>;
  /** The row as it is now, shown beside a refused version. */
  readonly current: ((raw: RawAsk) => Promise<Answer>) | null;
};

export type Say<W, P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> = {
  readonly method: Method;
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly query?: Q;
  readonly body?: B;
  readonly file?: TakesFile;
  readonly answer?: z.ZodType;
  readonly example?: unknown;
  readonly versioned?: boolean;
  readonly params?: P;
  readonly handle: (asked: By<W, z.output<P>, z.output<Q>, z.output<B>>) => Promise<Answer>;
  readonly current?: (asked: By<W, z.output<P>, unknown, unknown>) => Promise<Answer>;
};

/** A route for people who are signed in. */
export function route<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  level: Exclude<Level, "anyone">,
  say: Say<Caller, P, Q, B>,
): Route {
  return make({ level }, say, ({ who }) => {
    if (who === null) throw new EdgeError("session_expired");
    return who;
  });
}

/** Who asks where an exchange may ask too. What only the person and administrators may know, an exchange does not (H12). */
export type Asking = Pick<Caller, "organisationId"> & { readonly is: "administrator" | "exchange" };

/** A route for administrators that an exchange may ask too: of whoever asks it knows no more than `Asking`. */
export function exchangeRoute<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  say: Omit<Say<Asking, P, Q, B>, "method"> & { readonly method: "get" | "post" },
): Route {
  return make({ level: "administrator", exchange: true }, say, ({ who, exchange }) => {
    const asking = exchange ?? who;
    if (asking === null) throw new EdgeError("session_expired");
    return { organisationId: asking.organisationId, is: exchange ? "exchange" : "administrator" } as const;
  });
}

/** A route for operators of all organisations, and for billing systems with their key. */
export function financeRoute<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  say: Say<{ readonly actor: Actor }, P, Q, B>,
): Route {
  return make({ level: "operator", finance: true }, say, ({ who, finance }) => {
    if (finance) return finance;
    if (who === null) throw new EdgeError("session_expired");
    if (who.session.access.operates !== "all") throw new DomainError("all_organisations_needed");
    return who;
  });
}

/** A route for everybody; `who` is null without a session. */
export function openRoute<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  say: Say<Caller | null, P, Q, B>,
): Route {
  return make({ level: "anyone" }, say, ({ who }) => who);
}

function make<W, P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  {
    level,
    exchange = false,
    finance = false,
  }: { readonly level: Level; readonly exchange?: boolean; readonly finance?: boolean },
  say: Say<W, P, Q, B>,
  identify: (raw: Pick<RawAsk, "who" | "exchange" | "finance">) => W,
): Route {
  const params = say.params ?? paramsOf(say.path);
  const { current, versioned = false } = say;
  return {
    ...{ method: say.method, path: say.path, level, exchange, finance, tag: say.tag, summary: say.summary, versioned },
    params,
    query: say.query ?? z.strictObject({}),
    body: say.body ?? null,
    file: say.file ?? null,
    answer: say.answer ?? null,
    example: say.example ?? null,
    run: async (raw) => {
      if (versioned && raw.version === null) throw new DomainError("version_missing");
      const asked = {
        ...raw,
        who: identify(raw),
        params: parseInput(params, raw.params, "") as z.output<P>,
        query: (say.query ? parseInput(say.query, raw.query, "") : nothing(raw.query)) as z.output<Q>,
        body: (say.body ? parseInput(say.body, raw.body, "") : undefined) as z.output<B>,
        version: raw.version ?? 0,
      };
      return say.handle(asked);
    },
    current:
      current === undefined
        ? null
        : async (raw) => {
            const asked = { ...raw, who: identify(raw), params: parseInput(params, raw.params, "") as z.output<P> };
            return current({ ...asked, version: raw.version ?? 0 });
          },
  };
}

function nothing(query: unknown): Record<string, never> {
  return parseInput(z.strictObject({}), query, "");
}

/** Ids are text of any form: what is no id of ours is found nowhere, and answers so. */
function paramsOf(path: string): z.ZodObject {
  const names = [...path.matchAll(/:([a-z]+)/gi)].map((match) => match[1] ?? "");
  return z.strictObject(Object.fromEntries(names.map((name) => [name, z.string().max(200)])));
}

export function ok(body: unknown, version?: number): Answer {
  return version === undefined ? { status: 200, body } : { status: 200, body, version };
}

export function created(body: unknown, version?: number): Answer {
  return version === undefined ? { status: 201, body } : { status: 201, body, version };
}

export function done(): Answer {
  return { status: 204 };
}
