import { Router } from "express";
import { z } from "zod";
import { messageReported } from "../../db/message-outbox.ts";
import { parseInput, readBody, refuseNul } from "../api/input.ts";
import type { PeopleParts } from "../api/parts.ts";
import { headers } from "../orders/contract.ts";
import { verify } from "../orders/signature.ts";
import { EdgeError, sendProblem } from "../problem.ts";
import { noteRoute } from "../requests.ts";
import { proofFits, reportPaths } from "./sms-senders.ts";

type Parts = Pick<PeopleParts, "db" | "keyring" | "now" | "smsReports">;
const mostBytes = 16 * 1024;

const ElksQuery = z.object({ message: z.string().max(64), proof: z.string().max(100) });
/** https://46elks.com/docs/sms-delivery-reports */
const ElksReport = z.object({ status: z.enum(["sent", "delivered", "failed"]) });
/** Our own contract: docs/sms-http.md. */
const HttpReport = z.object({
  id: z.string().max(64),
  state: z.enum(["sent", "delivered", "failed"]),
  code: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,60}$/)
    .nullish(),
});

/**
 * Where a provider of SMS tells what became of a message. Told twice is told once; what is not known (any more) is passed
 * over, so that nobody tries again for hours (M7). Answers 204 to all that is signed.
 *
 * @param below what stands before these paths where it is mounted
 */
export function smsReports(parts: Parts, below: string): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const { db, keyring, now } = parts;
  if (parts.smsReports?.kind === "46elks") {
    router.post(reportPaths["46elks"].slice(below.length), async (request, response) => {
      noteRoute(response, reportPaths["46elks"].slice(below.length));
      const asked = ElksQuery.safeParse(request.query);
      if (!asked.success || !proofFits(keyring.hashKey, asked.data.message, asked.data.proof)) {
        return sendProblem(response, 401, "signature_refused");
      }
      const form = new URLSearchParams(Buffer.from(await readBody(request, mostBytes)).toString("utf8"));
      const report = parseInput(ElksReport, { status: form.get("status") }, "");
      await messageReported(db, asked.data.message, { state: report.status, fault: null }, now());
      response.status(204).end();
    });
  }
  if (parts.smsReports?.kind === "http") {
    const { secret } = parts.smsReports;
    router.post(reportPaths.http.slice(below.length), async (request, response) => {
      noteRoute(response, reportPaths.http.slice(below.length));
      const shown = { timestamp: request.get(headers.timestamp), signature: request.get(headers.signature) };
      const body = await readBody(request, mostBytes);
      const verdict = verify([secret], shown, body, now().getTime());
      if (verdict !== "good") return sendProblem(response, 401, verdict === "stale" ? "signature_stale" : "signature_refused");
      const { id, state, code } = parseInput(HttpReport, jsonOf(body), "");
      refuseNul(id);
      await messageReported(db, id, { state, fault: code ?? null }, now());
      response.status(204).end();
    });
  }
  return router;
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new EdgeError("request_invalid");
  }
}
