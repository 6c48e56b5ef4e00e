import type { DueOrder } from "../../db/order-queue.ts";
import { verdictOf } from "../../domain/order-retry.ts";
import { headers, OrderOut, OrderTaken } from "./contract.ts";
import { sign } from "./signature.ts";

/** The operator's system, as the settings of the process name it. */
export type OperatorSystem = {
  /** Without a slash at the end. */
  readonly url: string;
  /** Orders are signed with it. */
  readonly secret: string;
  /** Events have to be signed with one of these. */
  readonly webhookSecrets: readonly string[];
  /** Milliseconds until an answer has to be there; absent: 15 seconds. */
  readonly patience?: number;
};

/** How handing an order over went. */
export type HandedOver =
  | { readonly outcome: "taken"; readonly status: number; readonly reference: string | null }
  | {
      readonly outcome: "failed";
      readonly status: number | null;
      /** `answered`, `redirected`, `timeout`, `unreachable`. */
      readonly fault: string;
      readonly lasting: boolean;
      /** Milliseconds that the other side asks to wait. */
      readonly asked: number | null;
    };

const usualPatience = 15_000;
/** Of an answer no more is read than this. Bytes. */
const mostAnswer = 64 * 1024;

/**
 * Hands an order to the operator's system, at the configured address and nowhere else: a redirect is a fault. The same order
 * again has the same key, so that the other side can tell.
 */
export async function handOver(system: OperatorSystem, due: DueOrder, now: Date): Promise<HandedOver> {
  const body = JSON.stringify(wireOf(due));
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signal = AbortSignal.timeout(system.patience ?? usualPatience);
  try {
    const response = await fetch(`${system.url}/orders`, {
      method: "POST",
      redirect: "manual",
      signal,
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        "user-agent": "Klyka",
        [headers.idempotencyKey]: due.order.id,
        [headers.timestamp]: timestamp,
        [headers.signature]: sign(system.secret, timestamp, body),
      },
      body,
    });
    const { status } = response;
    const verdict = verdictOf(status);
    if (verdict === "taken") return { outcome: "taken", status, reference: await referenceIn(response) };
    await response.body?.cancel();
    const fault = status >= 300 && status < 400 ? "redirected" : "answered";
    return { outcome: "failed", status, fault, lasting: verdict === "never", asked: askedBy(response, now) };
  } catch (error) {
    const fault = error instanceof Error && error.name === "TimeoutError" ? "timeout" : "unreachable";
    return { outcome: "failed", status: null, fault, lasting: false, asked: null };
  }
}

function wireOf({ order, organisation }: DueOrder): OrderOut {
  const { id, createdAt: placedAt, kind, payload } = order;
  return OrderOut.parse({ id, kind, placedAt, customer: organisation, payload });
}

/** The order is taken, whatever stands in the answer: what cannot be read is left. */
async function referenceIn(response: Response): Promise<string | null> {
  try {
    const text = await readSome(response);
    return OrderTaken.parse(JSON.parse(text)).reference ?? null;
  } catch {
    return null;
  }
}

async function readSome(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    // Leaving the loop closes the connection.
    if (size > mostAnswer) return "";
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** Retry-After (RFC 9110 section 10.2.3), in seconds or as a date. */
function askedBy(response: Response, now: Date): number | null {
  const said = response.headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}$/.test(said)) return Number(said) * 1000;
  const at = Date.parse(said);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}
