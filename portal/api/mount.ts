import { type Request, type Response, Router } from "express";
import { lastChangeOf, wasWritten } from "../../db/audit.ts";
import { newId } from "../../db/ids.ts";
import type { Trail } from "../../db/types.ts";
import { DomainError, errorStatus } from "../../domain/errors.ts";
import { ProblemsError } from "../../domain/problem.ts";
import { EdgeError, sendProblem } from "../problem.ts";
import { noteRoute, requestIdOf } from "../requests.ts";
import { csrfFits, readCookies, sessionToken } from "../sign-in/cookies.ts";
import { callerOf, demandLevel } from "./caller.ts";
import { exchangeOf } from "./exchange.ts";
import { financeOf } from "./finance-key.ts";
import { isVersionConflict, readFile, readJson, refusedField, refuseNul, versionOf } from "./input.ts";
import type { ApiParts, Caller } from "./parts.ts";
import type { Answer, RawAsk, Route } from "./route.ts";

/** The routes of the table, each with the same steps: who, may they, is it theirs, what do they want, do it. */
export function mountRoutes(routes: readonly Route[], parts: ApiParts): Router {
  const router = Router({ caseSensitive: true, strict: true });
  for (const route of routes) {
    router[route.method](route.path, async (request, response) => answer(route, parts, request, response));
  }
  return router;
}

async function answer(route: Route, parts: ApiParts, request: Request, response: Response): Promise<void> {
  noteRoute(response, route.path);
  const now = parts.now();
  const asker = parts.asker(request);
  // Whoever shows a key is an exchange or a billing system: cookies beside it say nothing.
  const exchange = route.exchange ? await exchangeOf(parts, request.headers.authorization, asker, now) : null;
  const finance = route.finance ? await financeOf(parts, request.headers.authorization, asker, now) : null;
  const keyed = exchange !== null || finance !== null;
  const cookies = readCookies(keyed ? undefined : request.headers.cookie);
  const token = sessionToken(cookies, asker.secure);
  const trail: Trail = { id: requestIdOf(response) || newId(now), address: asker.address || null, written: 0 };
  const who = withTrail(await callerOf(parts, token, now), trail);
  if (!keyed) demandLevel(route.level, who);
  if (route.method !== "get") {
    demandSameOrigin(request);
    if (who !== null && route.level !== "anyone") demandCsrf(parts, token ?? "", request);
  }
  const raw: RawAsk = {
    ...{ params: request.params, query: request.query, body: route.body ? await readJson(request) : undefined },
    bytes: route.file && !route.file.streamed ? await readFile(request, route.file) : new Uint8Array(),
    incoming: route.file?.streamed ? request : null,
    version: route.versioned ? versionOf(request.headers["if-match"]) : null,
    ...{ who, exchange, finance, asker, cookies, now, parts },
    userAgent: request.headers["user-agent"] ?? null,
    lastEventId: single(request.headers["last-event-id"]),
  };
  for (const part of [raw.params, raw.query, raw.body]) refuseNul(part);
  try {
    const given = await route.run(raw);
    if (route.method !== "get") parts.feed.hurry();
    // What a trial wrote is not there.
    if (trail.written > 0 && (await wasWritten(parts.db, trail.id))) response.setHeader("X-Audit-Id", trail.id);
    send(given, request, response);
  } catch (error) {
    await sendRefusal(error, route, raw, response);
  }
}

/** Every audit entry of the request hangs together, whichever function writes it. */
function withTrail(who: Caller | null, trail: Trail): Caller | null {
  return who && { ...who, actor: { ...who.actor, trail } };
}

function send(given: Answer, request: Request, response: Response): void {
  if (given.cookies) response.setHeader("Set-Cookie", [...given.cookies]);
  if (given.version !== undefined) response.setHeader("ETag", `"${given.version}"`);
  if (given.headers) response.set(given.headers);
  if (given.file) response.status(given.status).type(given.file.mediaType).send(Buffer.from(given.file.bytes));
  else if (given.stream) given.stream(request, response);
  else if (given.status === 204) response.status(204).end();
  else response.status(given.status).type("application/json").send(JSON.stringify(given.body));
}

/** A refused version comes with the row as it is now; a refused number or name with the field it stood in. */
async function sendRefusal(error: unknown, route: Route, raw: RawAsk, response: Response): Promise<void> {
  if (isVersionConflict(error) && route.current) {
    const { body, version } = await route.current(raw);
    if (version !== undefined) response.setHeader("ETag", `"${version}"`);
    const saved = await savedSince(raw);
    return sendProblem(response, 412, error.code, { values: error.detail, current: body, ...(saved ? { saved } : {}) });
  }
  if (error instanceof DomainError && !(error instanceof ProblemsError) && errorStatus[error.code] < 500) {
    const field = refusedField(error, raw.body);
    if (field) return sendProblem(response, errorStatus[error.code], error.code, { values: error.detail, errors: [field] });
  }
  throw error;
}

/** Who has saved what the asker wanted to, as the change log tells it: of the row in the address, or of the asker. */
async function savedSince({ parts, who, params, body }: RawAsk) {
  if (who === null || typeof body !== "object" || body === null) return null;
  const { organisationId, actor } = who;
  const ids = params !== null && typeof params === "object" ? Object.values(params).filter((one) => typeof one === "string") : [];
  const subjectIds = ids.length > 0 ? ids : actor.id ? [actor.id] : [];
  const entry = await lastChangeOf(parts.db, { organisationId, subjectIds, fields: Object.keys(body) });
  return entry && { by: entry.actor.name, own: entry.actor.id === actor.id, at: entry.at };
}

/**
 * Another site cannot write here: a browser names the site that a write comes from. What names none (a program) has no
 * cookie of ours to misuse.
 */
function demandSameOrigin(request: Request): void {
  const origin = single(request.headers.origin);
  const host = request.headers.host ?? "";
  if (origin !== null && hostOf(origin) !== host.toLowerCase()) throw new EdgeError("origin_refused");
  const site = single(request.headers["sec-fetch-site"]);
  if (site !== null && site !== "same-origin" && site !== "none") throw new EdgeError("origin_refused");
}

function hostOf(origin: string): string | null {
  return URL.parse(origin)?.host ?? null;
}

function demandCsrf(parts: ApiParts, token: string, request: Request): void {
  if (!csrfFits(parts.keyring, token, single(request.headers["x-csrf-token"]) ?? undefined)) {
    throw new EdgeError("origin_refused");
  }
}

function single(header: string | string[] | undefined): string | null {
  return typeof header === "string" ? header : null;
}
