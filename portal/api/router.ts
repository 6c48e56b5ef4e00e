import { Router } from "express";
import type { Intake } from "../finance/intake.ts";
import type { HealthSource } from "../health.ts";
import type { JobRunner } from "../jobs/runner.ts";
import type { Post } from "../messages/post.ts";
import { smsReports } from "../messages/reports.ts";
import { Throttle } from "../sign-in/throttle.ts";
import type { EventFeed } from "./event-feed.ts";
import { referencePolicy } from "./headers.ts";
import { mountRoutes } from "./mount.ts";
import { openApiDocument } from "./openapi.ts";
import type { PeopleParts } from "./parts.ts";
import { referencePage, referenceStyle } from "./reference-page.ts";
import { routesFor } from "./routes.ts";

/** The people's API below `/api`, and its description. */
export function apiRouter(
  people: PeopleParts,
  {
    health,
    feed,
    post,
    intake,
    jobs,
  }: { health: HealthSource; feed: EventFeed; post: Post | null; intake: Intake; jobs: JobRunner | null },
): Router {
  const { version } = health;
  const routes = routesFor(people);
  const router = Router();
  // Made when somebody first asks: the schemas of all routes take a tenth of a second to write out.
  const document = once(() => JSON.stringify(openApiDocument(routes, version)));
  const page = once(() => referencePage(routes, version));
  router.get("/openapi.json", (_request, response) => {
    response.type("application/json").send(document());
  });
  router.get("/", (_request, response) => {
    response.set("Content-Security-Policy", referencePolicy).type("html").send(page());
  });
  router.get("/reference.css", (_request, response) => {
    response.type("css").send(referenceStyle);
  });
  router.use(smsReports(people, "/api"));
  router.use(mountRoutes(routes, { ...people, throttle: new Throttle(people), feed, post, intake, jobs, health }));
  return router;
}

function once(make: () => string): () => string {
  let made: string | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
