import type { RequestHandler, Response } from "express";
import { newId } from "../db/ids.ts";

/** One answered request of the people's listener, in words that hold no ids and no secrets. */
export type PortalAnswered = {
  /** Also in the header X-Request-Id, and of the audit entries that the request left. */
  readonly id: string;
  readonly method: string;
  /** As it is written in the route table, `/users/:user`; `web`, `health` or `none` for all others. */
  readonly route: string;
  /** The first part of the route: what it is about. */
  readonly area: string;
  /** 0: the asker went away before the answer was whole. */
  readonly status: number;
  readonly micros: number;
  /** True for server-sent events: they last as long as somebody looks on. */
  readonly stream: boolean;
};

const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Gives each request an id, which its answer names, and tells when it has been answered. */
export function watchRequests(heard: (answered: PortalAnswered) => void, now: () => Date): RequestHandler {
  return (request, response, next) => {
    const id = newId(now());
    const began = performance.now();
    response.locals.requestId = id;
    response.setHeader("X-Request-Id", id);
    response.once("close", () => {
      const route = routeOf(response);
      heard({
        id,
        method: methods.has(request.method) ? request.method : "other",
        route,
        area: route.startsWith("/") ? (route.split("/")[1] ?? "") : route,
        status: response.writableFinished ? response.statusCode : 0,
        micros: Math.round((performance.now() - began) * 1000),
        stream: String(response.getHeader("Content-Type") ?? "").startsWith("text/event-stream"),
      });
    });
    next();
  };
}

/** The id of the request that this answers; empty when nobody watches requests. */
export function requestIdOf(response: Response): string {
  const id: unknown = response.locals.requestId;
  return typeof id === "string" ? id : "";
}

/** Notes which row of a table answers. */
export function noteRoute(response: Response, route: string): void {
  response.locals.route = route;
}

function routeOf(response: Response): string {
  const route: unknown = response.locals.route;
  return typeof route === "string" ? route : "none";
}
