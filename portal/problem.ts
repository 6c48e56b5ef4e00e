import { STATUS_CODES } from "node:http";
import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import { DomainError, errorStatus } from "../domain/errors.ts";

/** Answers with problem details (RFC 9457): `type` stays about:blank, `code` is the stable word of ours. */
export function sendProblem(response: Response, status: number, code: string): void {
  response
    .status(status)
    .type("application/problem+json")
    .send(JSON.stringify({ type: "about:blank", title: STATUS_CODES[status] ?? "Error", status, code }));
}

/** Whatever no route has answered. */
export const notFound: RequestHandler = (_request, response) => sendProblem(response, 404, "not_found");

/** A domain error keeps its code; anything else is ours, and says nothing of what went wrong. */
export function problemHandler(onFault: (error: unknown) => void): ErrorRequestHandler {
  return (error, _request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof DomainError) return sendProblem(response, errorStatus[error.code], error.code);
    const status = clientFault(error);
    if (status !== null) return sendProblem(response, status, "request_invalid");
    onFault(error);
    sendProblem(response, 500, "internal");
  };
}

/** Express marks what the asker did wrong (a path that cannot be decoded) with a status of 4xx. */
function clientFault(error: unknown): number | null {
  const status = error !== null && typeof error === "object" && "status" in error ? error.status : null;
  return typeof status === "number" && status >= 400 && status < 500 ? status : null;
}
