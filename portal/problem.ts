import { STATUS_CODES } from "node:http";
import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import { storageFaultOf } from "../db/dialect/faults.ts";
import { DomainError, type ErrorDetail, errorStatus } from "../domain/errors.ts";
import { ProblemsError } from "../domain/problem.ts";
import { requestIdOf } from "./requests.ts";

/** What the listener says itself, before any rule is asked. */
export const edgeStatus = {
  session_expired: 401,
  exchange_key_refused: 401,
  finance_key_refused: 401,
  origin_refused: 403,
  not_found: 404,
  request_invalid: 400,
  body_too_large: 413,
  body_kind_refused: 415,
  too_many: 429,
  server_busy: 503,
  database_away: 503,
  disk_full: 507,
  disk_unwritable: 507,
  internal: 500,
} as const;
export type EdgeCode = keyof typeof edgeStatus;

/** A refusal of the listener's own. */
export class EdgeError extends Error {
  readonly code: EdgeCode;
  /** Seconds to wait, for the header Retry-After. */
  readonly retryAfter: number | null;
  constructor(code: EdgeCode, retryAfter: number | null = null) {
    super(code);
    this.name = "EdgeError";
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** One field of the input and what is wrong with it. `field` is a dotted path: `numbers.0.number`. */
export type FieldError = { readonly field: string; readonly code: string; readonly detail: ErrorDetail };

/** Input that its schema refuses, every problem at once. */
export class InputError extends Error {
  readonly errors: readonly FieldError[];
  constructor(errors: readonly FieldError[]) {
    super("input_invalid");
    this.name = "InputError";
    this.errors = errors;
  }
}

export type ProblemMore = {
  /** What fills in the sentence that the interface has for the code. */
  readonly values?: ErrorDetail;
  readonly errors?: readonly FieldError[];
  /** The row as it is now, beside `version_conflict`. */
  readonly current?: unknown;
  /** Who saved the row since it was read, and when; `own`: it was the asker, in another window. */
  readonly saved?: { readonly by: string; readonly own: boolean; readonly at: string };
};

/** Answers with problem details (RFC 9457): `type` stays about:blank, `code` is the stable word of ours. */
export function sendProblem(response: Response, status: number, code: string, more: ProblemMore = {}): void {
  response
    .status(status)
    .type("application/problem+json")
    .send(JSON.stringify({ type: "about:blank", title: STATUS_CODES[status] ?? "Error", status, code, ...more }));
}

/** Whatever no route has answered. */
export const notFound: RequestHandler = (_request, response) => sendProblem(response, 404, "not_found");

/** An error with a code keeps it; anything else is ours, and says nothing of what went wrong. */
export function problemHandler(onFault: (error: unknown, requestId: string) => void): ErrorRequestHandler {
  return (error, _request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof EdgeError) {
      if (error.retryAfter !== null) response.set("Retry-After", String(error.retryAfter));
      if (error.code === "exchange_key_refused" || error.code === "finance_key_refused")
        response.set("WWW-Authenticate", 'Bearer error="invalid_token"');
      return sendProblem(response, edgeStatus[error.code], error.code);
    }
    if (error instanceof InputError) return sendProblem(response, 422, "input_invalid", { errors: error.errors });
    if (error instanceof DomainError && errorStatus[error.code] < 500) return sendDomainProblem(response, error);
    const status = clientFault(error);
    if (status !== null) return sendProblem(response, status, "request_invalid");
    const fault = storageFaultOf(error);
    // As long as it is away, one line says so, and not one for each who asks.
    if (fault === "away") return sendProblem(response.set("Retry-After", "5"), 503, "database_away");
    const request = requestIdOf(response);
    onFault(error, request);
    if (fault !== null) return sendProblem(response, 507, fault === "full" ? "disk_full" : "disk_unwritable");
    sendProblem(response, 500, "internal", request === "" ? {} : { values: { request } });
  };
}

function sendDomainProblem(response: Response, error: DomainError): void {
  const values = Object.keys(error.detail).length > 0 ? { values: error.detail } : {};
  const errors = error instanceof ProblemsError ? { errors: error.problems.map((one) => ({ detail: {}, ...one })) } : {};
  sendProblem(response, errorStatus[error.code], error.code, { ...values, ...errors });
}

/** Express marks what the asker did wrong (a path that cannot be decoded) with a status of 4xx. */
function clientFault(error: unknown): number | null {
  const status = error !== null && typeof error === "object" && "status" in error ? error.status : null;
  return typeof status === "number" && status >= 400 && status < 500 ? status : null;
}
