import { faultOfStatus } from "../../domain/redirection.ts";
import type { OutboundAnswer, OutboundRequest } from "../outbound.ts";
import { failed, type ServiceAnswer, type ServiceParts } from "./contract.ts";

/** An answer of success, or what came instead. */
export type Called =
  | { readonly answered: true; readonly status: number; readonly text: string }
  | { readonly answered: false; readonly status: number | null; readonly failure: ServiceAnswer };

/** Calls a service; whatever is no success comes back as what it means. */
export async function call({ outbound, now }: Pick<ServiceParts, "outbound" | "now">, request: OutboundRequest): Promise<Called> {
  const answer: OutboundAnswer = await outbound.send(request);
  if (answer.outcome === "failed") return { answered: false, status: null, failure: failed(answer.fault, null, "") };
  const { status, text } = answer;
  const fault = faultOfStatus(status);
  if (fault === null) return { answered: true, status, text };
  const asked = askedToWait(answer.headers["retry-after"], now());
  return { answered: false, status, failure: failed(fault, status, text, { asked }) };
}

/** Name and password as RFC 7617 writes them. */
export function basic(userName: string, secret: string): string {
  return `Basic ${Buffer.from(`${userName}:${secret}`, "utf8").toString("base64")}`;
}

/** An address below the base that an account names, which may end in `/` or not. */
export function below(base: string, path: string): string {
  return `${base.replace(/\/+$/, "")}/${path}`;
}

/** Retry-After (RFC 9110 section 10.2.3), in seconds or as a date; milliseconds. */
function askedToWait(said: string | undefined, now: Date): number | null {
  const text = said?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}
