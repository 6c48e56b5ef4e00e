import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { headers, OrderOut } from "../contract.ts";
import { sign, verify } from "../signature.ts";

/** An order as it has come, and whether whoever sent it has the secret. */
export type Received = {
  readonly order: OrderOut;
  readonly key: string | undefined;
  readonly signed: "good" | "wrong" | "stale";
  readonly bytes: string;
};
/** How a request is answered; `hang`: not at all. */
export type Answer = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string } | "hang";

export type OperatorDouble = {
  readonly url: string;
  /** Every order that has come in, also those that were not taken. */
  readonly received: Received[];
  /** What the next requests are answered, one after the other; then 202 again. */
  readonly answers: Answer[];
  /** Resolves when that many have come in. */
  readonly until: (count: number) => Promise<void>;
  /** Tells the portal of something, signed. */
  readonly tell: (portal: string, event: unknown, say?: TellSay) => Promise<{ status: number; body: unknown }>;
  readonly stop: () => Promise<void>;
};
type TellSay = {
  readonly secret?: string;
  /** When it was signed, milliseconds; absent: `now`. */
  readonly at?: number;
  /** Sent instead of what was signed. */
  readonly instead?: string;
  readonly unsigned?: boolean;
};

/**
 * The mobile operator's system as it is built after the contract: real HTTP, checked signatures, the same order once.
 *
 * @param now what the portal takes the time to be
 */
export async function startOperatorDouble(say: {
  readonly secret: string;
  readonly webhookSecret: string;
  readonly now: () => Date;
}): Promise<OperatorDouble> {
  const received: Received[] = [];
  const answers: Answer[] = [];
  const references = new Map<string, string>();
  let heard = () => {};
  const server = createServer(async (request, response) => {
    const bytes = await text(request);
    const key = single(request, headers.idempotencyKey);
    const shown = { timestamp: single(request, headers.timestamp), signature: single(request, headers.signature) };
    const signed = verify([say.secret], shown, Buffer.from(bytes), say.now().getTime());
    if (request.method !== "POST" || request.url !== "/orders") return void response.writeHead(404).end();
    received.push({ order: OrderOut.parse(JSON.parse(bytes)), key, signed, bytes });
    heard();
    const answer = answers.shift() ?? { status: 202 };
    if (answer === "hang") return;
    const reference = references.get(key ?? "") ?? `OP-${references.size + 1}`;
    if (answer.status < 300) references.set(key ?? "", reference);
    const body = answer.body ?? (answer.status < 300 ? JSON.stringify({ reference }) : "");
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answers,
    until: async (count) => {
      while (received.length < count) {
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
      }
    },
    tell: async (portal, event, { secret = say.webhookSecret, at = say.now().getTime(), instead, unsigned = false } = {}) => {
      const body = typeof event === "string" ? event : JSON.stringify(event);
      const timestamp = String(Math.floor(at / 1000));
      const signature = { [headers.timestamp]: timestamp, [headers.signature]: sign(secret, timestamp, body) };
      const response = await fetch(`${portal}/adapter/v1/events`, {
        method: "POST",
        headers: { "content-type": "application/json", ...(unsigned ? {} : signature) },
        body: instead ?? body,
      });
      return { status: response.status, body: await response.json() };
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function single(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}
