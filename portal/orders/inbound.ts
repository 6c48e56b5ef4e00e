import { Router } from "express";
import { parseInput, readBody, refuseNul } from "../api/input.ts";
import type { PeopleParts } from "../api/parts.ts";
import { EdgeError, sendProblem } from "../problem.ts";
import { noteRoute } from "../requests.ts";
import type { OperatorSystem } from "./client.ts";
import { EventIn, eventsPath, headers, mostEventBytes } from "./contract.ts";
import { operatorActor } from "./courier.ts";
import { takeEvent } from "./events.ts";
import { verify } from "./signature.ts";

/** Where the operator's system tells what has become of orders, what data was used, and which cards it has sent. */
export function operatorEvents(parts: Pick<PeopleParts, "db" | "keyring" | "now">, system: OperatorSystem): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.post(eventsPath, async (request, response) => {
    noteRoute(response, eventsPath);
    const shown = { timestamp: request.get(headers.timestamp), signature: request.get(headers.signature) };
    // Without a signature nothing is read.
    if (!shown.timestamp || !shown.signature) return sendProblem(response, 401, "signature_refused");
    const body = await readBody(request, mostEventBytes);
    const now = parts.now();
    const verdict = verify(system.webhookSecrets, shown, body, now.getTime());
    if (verdict !== "good") return sendProblem(response, 401, verdict === "stale" ? "signature_stale" : "signature_refused");
    const event = parseInput(EventIn, readEvent(body), "");
    refuseNul(event);
    const answer = await takeEvent(parts, { event, body }, operatorActor, now);
    response.type("application/json").send(JSON.stringify(answer));
  });
  return router;
}

function readEvent(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new EdgeError("request_invalid");
  }
}
