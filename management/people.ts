import { Counter, Histogram, type Registry } from "prom-client";
import type { PortalAnswered } from "../portal/requests.ts";
import { answerSeconds } from "./buckets.ts";

/** Requests of people, by route as it is written in the table: ids never become labels. */
export function meterPeople(registry: Registry): (answered: PortalAnswered) => void {
  const registers = [registry];
  const requests = new Counter({
    name: "klyka_portal_requests_total",
    help: "Answered requests of people, exchanges and billing systems. answer: the HTTP status, 0 when the asker went away first.",
    labelNames: ["method", "route", "answer"],
    registers,
  });
  const seconds = new Histogram({
    name: "klyka_portal_request_seconds",
    help: "From a request of a person to the end of its answer, by part of the API; live streams are left out.",
    labelNames: ["area"],
    buckets: answerSeconds,
    registers,
  });
  return ({ method, route, area, status, micros, stream }) => {
    requests.inc({ method, route, answer: status });
    if (!stream) seconds.observe({ area }, micros / 1e6);
  };
}
