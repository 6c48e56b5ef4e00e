import { describe, expect, it } from "vitest";
import { verify } from "../orders/signature.ts";
import { SendFault } from "./send-fault.ts";
import { type SmsProvider, smsSender } from "./sms-senders.ts";
import { accepts, refuses, smsDouble } from "./testing/sms-double.ts";

const now = () => new Date("2026-03-02T09:00:00Z");
const sms = {
  id: "019b0000-0000-7000-8000-000000000001",
  to: "+46701740605",
  text: "Installera: https://x.example.se/install#å",
};
const elks = { kind: "46elks", user: "u123", secret: "p456", from: "Klyka" } as const;
const own = { kind: "http", user: null, secret: "a secret of more than thirty-two characters", from: "Klyka" } as const;
const report = (id: string) => `https://telefoni.example.se/api/sms/46elks?message=${id}&proof=x`;
const send = (provider: SmsProvider) => smsSender(provider, report, now).send(sms);
const faultOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof SendFault ? [error.code, error.lasting] : error),
  );

describe("an SMS by 46elks", () => {
  it("is a form with sender, number, text and where reports go, under the API user's name, and its id comes back", async () => {
    const double = await smsDouble();
    expect(await send({ ...elks, url: double.url })).toBe("s740605");
    const [{ headers, body } = { headers: {}, body: "" }] = double.heard;
    expect(headers.authorization).toBe(`Basic ${Buffer.from("u123:p456").toString("base64")}`);
    expect(headers["content-type"]).toContain("application/x-www-form-urlencoded");
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      from: "Klyka",
      to: sms.to,
      message: sms.text,
      whendelivered: report(sms.id),
      dontlog: "message",
    });
  });

  it("that is refused is tried again unless the provider would say the same: never with the provider's words", async () => {
    const double = await smsDouble(refuses(500, "+46701740605 failed"));
    const told = [];
    for (const status of [500, 503, 429, 401, 403, 400, 422]) {
      double.say(refuses(status, "+46701740605 failed"));
      told.push(await faultOf(send({ ...elks, url: double.url })));
    }
    expect(told).toEqual([
      ["HTTP 500", false],
      ["HTTP 503", false],
      ["HTTP 429", false],
      ["HTTP 401", false],
      ["HTTP 403", false],
      ["HTTP 400", true],
      ["HTTP 422", true],
    ]);
  });

  it("goes to the address that was set and no further, waits for no answer for ever, and needs no readable answer", async () => {
    const other = await smsDouble();
    const double = await smsDouble((_heard, response) => {
      response.writeHead(307, { location: other.url });
      response.end();
    });
    expect(await faultOf(send({ ...elks, url: double.url }))).toEqual(["HTTP 307", false]);
    expect(other.heard).toEqual([]);
    double.say(() => undefined);
    expect(await faultOf(send({ ...elks, url: double.url, patience: 50 }))).toEqual(["ETIMEDOUT", false]);
    expect(await faultOf(send({ ...elks, url: "http://127.0.0.1:1/a1/sms" }))).toEqual(["ECONNECTION", false]);
    double.say((_heard, response) => response.end("<html>"));
    expect(await send({ ...elks, url: double.url })).toBeNull();
  });
});

it("An SMS to an address of one's own is JSON with its id as idempotency key, signed with its time", async () => {
  const double = await smsDouble(accepts);
  await send({ ...own, url: double.url });
  const [{ headers, body } = { headers: {}, body: "" }] = double.heard;
  expect(JSON.parse(body)).toEqual({ id: sms.id, from: "Klyka", to: sms.to, text: sms.text, reportUrl: report(sms.id) });
  expect(headers["idempotency-key"]).toBe(sms.id);
  const shown = { timestamp: String(headers["klyka-timestamp"]), signature: String(headers["klyka-signature"]) };
  expect(verify([own.secret], shown, Buffer.from(body), now().getTime())).toBe("good");
  expect(verify([own.secret], shown, Buffer.from(`${body} `), now().getTime())).toBe("wrong");
});
