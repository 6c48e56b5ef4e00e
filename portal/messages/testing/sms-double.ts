import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export type Heard = { readonly headers: IncomingMessage["headers"]; readonly body: string };
type Answer = (heard: Heard, response: ServerResponse) => void;

/** A provider of SMS on a real socket; it answers as `say` does, which may be changed. */
export async function smsDouble(say: Answer = accepts): Promise<{ url: string; heard: Heard[]; say: (answer: Answer) => void }> {
  const heard: Heard[] = [];
  let answer = say;
  const server = createServer(async (request, response) => {
    const parts: Uint8Array[] = [];
    for await (const part of request) parts.push(part);
    const one = { headers: request.headers, body: Buffer.concat(parts).toString("utf8") };
    heard.push(one);
    answer(one, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const { port } = server.address() as AddressInfo;
  const change = (next: Answer) => {
    answer = next;
  };
  return { url: `http://127.0.0.1:${port}/a1/sms`, heard, say: change };
}

/** As 46elks answers: what it calls the message, and that it has taken it. */
export function accepts({ body }: Heard, response: ServerResponse): void {
  const to = new URLSearchParams(body).get("to") ?? "";
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ id: `s${to.slice(-6)}`, status: "created", direction: "outgoing", parts: 1 }));
}

export const refuses =
  (status: number, text = "no") =>
  (_heard: Heard, response: ServerResponse): void => {
    response.statusCode = status;
    response.end(text);
  };
