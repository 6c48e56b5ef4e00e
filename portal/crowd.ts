import type { RequestHandler } from "express";
import { comeAgainAfter } from "../domain/load.ts";
import type { PeopleParts } from "./api/parts.ts";
import { EdgeError } from "./problem.ts";

/** Requests of people under way in a process; each may hold a file, and waits for the database. */
const mostUnderWay = 500;

/**
 * Lets people in while phones' configuration does not need the process, and only so many at once. Who is not let in is
 * told to come again, before anything has been looked at or written. Live views, which last, do not count.
 *
 * @param serves whether people are served beside phones now
 */
export function admitPeople({ asker }: Pick<PeopleParts, "asker">, serves: () => boolean, most = mostUnderWay): RequestHandler {
  let underWay = 0;
  return (request, response, next) => {
    if (underWay >= most || !serves()) throw new EdgeError("server_busy", comeAgainAfter("people", asker(request).address));
    if (request.headers.accept?.includes("text/event-stream")) return next();
    underWay += 1;
    response.once("close", () => {
      underWay -= 1;
    });
    next();
  };
}
