import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type Express } from "express";
import { moveOldMail } from "../db/mail-outbox.ts";
import { EventFeed } from "./api/event-feed.ts";
import { securityHeaders } from "./api/headers.ts";
import type { PeopleParts } from "./api/parts.ts";
import { apiRouter } from "./api/router.ts";
import { admitPeople } from "./crowd.ts";
import { watchFolder } from "./finance/folder.ts";
import { Intake, workFolder } from "./finance/intake.ts";
import { type HealthSource, healthRoutes } from "./health.ts";
import { startHousekeeping } from "./housekeeping.ts";
import { JobRunner } from "./jobs/runner.ts";
import { Post } from "./messages/post.ts";
import { Courier } from "./orders/courier.ts";
import { operatorEvents } from "./orders/inbound.ts";
import { notFound, problemHandler } from "./problem.ts";
import { type PortalAnswered, watchRequests } from "./requests.ts";
import { stopListening } from "./stop-listening.ts";
import { webApp } from "./web-app.ts";

export type PortalOptions = {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  readonly health: HealthSource;
  /** What the people's API is made of; without it the listener answers health checks alone. */
  readonly people?: PeopleParts;
  /** Folder of the built web app, served for every path outside `/api`. */
  readonly webFolder?: string;
  /** Whether people are served now, beside phones; absent: always. */
  readonly servesPeople?: () => boolean;
  /** Milliseconds, rising. */
  readonly clock: () => number;
  /** A fault of ours; the asker is told nothing of it but the request's id. */
  readonly onFault: (error: unknown, requestId?: string) => void;
  /** Told of each request when it has been answered. */
  readonly onAnswered?: (answered: PortalAnswered) => void;
};

export type PortalListener = {
  readonly port: number;
  readonly listening: () => boolean;
  /** Browsers that are told of changes as they happen. */
  readonly streams: () => number;
  /** Something has been changed, here or by another process: whoever looks on is told at once. */
  readonly changed: () => void;
  /** Takes no more requests, lets those under way finish for a while, closes all connections. */
  readonly stop: () => Promise<void>;
};

/** The listener for people and health checks. Rejects with the system's error when the port cannot be had. */
export async function startPortal(options: PortalOptions): Promise<PortalListener> {
  const feed = options.people ? new EventFeed(options.people, options.onFault) : null;
  if (options.people) await moveOldMail(options.people.db, options.people.keyring);
  const post = options.people ? new Post(options.people, options.onFault) : null;
  const intake = options.people ? new Intake(options.people, await workFolder(options.people), options.onFault) : null;
  const watch = watchFolder(options.people, intake, options.onFault);
  const jobs = options.people ? new JobRunner(options.people, options.onFault) : null;
  const server = createServer(portalApp(options, feed, post, intake, jobs));
  server.listen(options.port, options.host);
  const stopWork = async () => {
    feed?.close();
    await jobs?.stop();
    await post?.stop();
    await watch?.stop();
    await intake?.stop();
  };
  await once(server, "listening").catch(async (error: unknown) => {
    await stopWork();
    throw error;
  });
  const operator = options.people?.operator ?? null;
  const courier = options.people && operator ? new Courier({ ...options.people, system: operator }, options.onFault) : null;
  const stopHousekeeping = options.people ? startHousekeeping(options.people, options.onFault) : null;
  const { port } = server.address() as AddressInfo;
  return {
    port,
    listening: () => server.listening,
    streams: () => feed?.listeners ?? 0,
    changed: () => feed?.hurry(),
    stop: async () => {
      feed?.close();
      await stopListening(server);
      await stopHousekeeping?.();
      await courier?.stop();
      await stopWork();
    },
  };
}

function portalApp(
  options: PortalOptions,
  feed: EventFeed | null,
  post: Post | null,
  intake: Intake | null,
  jobs: JobRunner | null,
): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.use(watchRequests(options.onAnswered ?? (() => undefined), options.people?.now ?? (() => new Date())));
  app.use(securityHeaders(options.people?.asker ?? null));
  app.use(healthRoutes(options.health, options.clock));
  if (options.people?.operator) app.use(operatorEvents(options.people, options.people.operator));
  const { people, health } = options;
  if (people) app.use("/api", admitPeople(people, options.servesPeople ?? (() => true)));
  if (people && feed && intake) app.use("/api", apiRouter(people, { health, feed, post, intake, jobs }));
  if (options.webFolder !== undefined) app.use(webApp(options.webFolder));
  app.use(notFound);
  app.use(problemHandler(options.onFault));
  return app;
}
