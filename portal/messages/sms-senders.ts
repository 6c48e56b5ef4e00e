import { createHmac, timingSafeEqual } from "node:crypto";
import { headers } from "../orders/contract.ts";
import { sign } from "../orders/signature.ts";
import type { Sms, SmsSender } from "./post.ts";
import { SendFault } from "./send-fault.ts";

/** A provider of SMS, as the settings of the process name it. */
export type SmsProvider = {
  readonly kind: "46elks" | "http";
  readonly url: string;
  /** 46elks: the API user name. */
  readonly user: string | null;
  /** 46elks: the API password. `http`: what requests and reports are signed with. */
  readonly secret: string;
  /** Text of at most eleven letters and digits, or a number in E.164. */
  readonly from: string;
  /** Milliseconds until an answer has to be there; absent: 20 seconds. */
  readonly patience?: number;
};

/** Where reports of 46elks come in; of the other provider, signed JSON. Below the portal's address. */
export const reportPaths = { "46elks": "/api/sms/46elks", http: "/api/sms/reports" } as const;
const usualPatience = 20_000;
/** Of an answer no more is read than this. Bytes. */
const mostAnswer = 64 * 1024;

/** @param reports where the provider can tell what became of a message, with the message's id in it; null: nowhere */
export function smsSender(provider: SmsProvider, reports: (messageId: string) => string | null, now: () => Date): SmsSender {
  const ask = provider.kind === "46elks" ? askOf46elks : askOfHttp;
  return {
    send: async (sms) => {
      const signal = AbortSignal.timeout(provider.patience ?? usualPatience);
      const request = ask(provider, sms, reports(sms.id), now());
      const answer = await read(fetch(provider.url, { ...request, method: "POST", redirect: "manual", signal }));
      if (answer.status >= 200 && answer.status < 300) return idIn(answer.text);
      // A redirect is followed nowhere: only the address that was set gets to see messages.
      throw new SendFault(`HTTP ${answer.status}`, isLasting(answer.status));
    },
  };
}

type Request = { readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** https://46elks.com/docs/send-sms: a form, with the API user as basic authentication. */
function askOf46elks({ user, secret, from }: SmsProvider, { to, text }: Sms, reports: string | null): Request {
  const form = new URLSearchParams({ from, to, message: text, ...(reports === null ? {} : { whendelivered: reports }) });
  // A link in the text is as good as a password for a day: the provider is asked to keep the text in no log.
  form.set("dontlog", "message");
  const authorization = `Basic ${Buffer.from(`${user ?? ""}:${secret}`).toString("base64")}`;
  return { headers: { authorization, "content-type": "application/x-www-form-urlencoded" }, body: form.toString() };
}

/** Our own contract (docs/sms-http.md), signed as all that Klyka sends. */
function askOfHttp({ secret, from }: SmsProvider, { id, to, text }: Sms, reports: string | null, now: Date): Request {
  const body = JSON.stringify({ id, from, to, text, reportUrl: reports });
  const timestamp = String(Math.floor(now.getTime() / 1000));
  return {
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      "user-agent": "Klyka",
      [headers.idempotencyKey]: id,
      [headers.timestamp]: timestamp,
      [headers.signature]: sign(secret, timestamp, body),
    },
    body,
  };
}

/** Wrong credentials, an empty account, too many at once may be put right; anything else the provider would say again. */
function isLasting(status: number): boolean {
  return status >= 400 && status < 500 && ![401, 402, 403, 404, 408, 425, 429].includes(status);
}

async function read(asked: Promise<Response>): Promise<{ status: number; text: string }> {
  try {
    const response = await asked;
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body ?? []) {
      size += part.length;
      if (size > mostAnswer) break;
      parts.push(part);
    }
    return { status: response.status, text: Buffer.concat(parts).toString("utf8") };
  } catch (error) {
    throw new SendFault(error instanceof Error && error.name === "TimeoutError" ? "ETIMEDOUT" : "ECONNECTION", false);
  }
}

/** What the provider calls the message. It has taken it, whatever stands in the answer. */
function idIn(text: string): string | null {
  try {
    const said: unknown = JSON.parse(text);
    const id = typeof said === "object" && said !== null && "id" in said ? said.id : null;
    return typeof id === "string" || typeof id === "number" ? String(id).slice(0, 100) : null;
  } catch {
    return null;
  }
}

/** Nobody but the provider, who was told, can say what became of a message: part of the address it was given. */
export function reportProof(hashKey: Uint8Array, messageId: string): string {
  return createHmac("sha256", hashKey).update(`sms report ${messageId}`).digest("base64url");
}

/** Whether that is the proof of this message (`reportProof`); in the same time for each that is not. */
export function proofFits(hashKey: Uint8Array, messageId: string, proof: string): boolean {
  const [own, shown] = [Buffer.from(reportProof(hashKey, messageId)), Buffer.from(proof)];
  return own.length === shown.length && timingSafeEqual(own, shown);
}
