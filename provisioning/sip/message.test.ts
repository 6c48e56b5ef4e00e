import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseNameAddress, parseSipUri, parseToken, parseVia } from "./fields.ts";
import { SipFrames } from "./frames.ts";
import { formatSip, parseSip, type SipMessage, sipHeader, sipHeaders } from "./message.ts";

const bytes = (...lines: string[]) => Buffer.from(lines.join("\r\n"), "utf8");

const subscribe = bytes(
  "SUBSCRIBE sip:MAC%3a0015650a0b0c@224.0.1.75 SIP/2.0",
  "v: SIP/2.0/UDP 192.0.2.10:5059;branch=z9hG4bK1",
  "f: <sip:MAC%3a0015650a0b0c@224.0.1.75>;tag=42",
  't: "A, <B>" <sip:MAC%3a0015650a0b0c@224.0.1.75>',
  "CALL-ID: 9@192.0.2.10",
  "CSeq: 1 SUBSCRIBE",
  "m: <sip:192.0.2.10:5059>,",
  "  <sip:192.0.2.11>",
  "o: ua-profile;profile-type=device;vendor=Yealink;",
  '\tmodel="T46U";version="108.86.0.45"',
  "l: 0",
  "",
  "",
);

describe("a SIP message", () => {
  it("is read by the names of its headers, short or long, in any case, also over several lines", () => {
    const message = parseSip(subscribe);
    expect(message).toMatchObject({ kind: "request", method: "SUBSCRIBE", uri: "sip:MAC%3a0015650a0b0c@224.0.1.75" });
    if (!message) return;
    expect(sipHeader(message, "Call-ID")).toBe("9@192.0.2.10");
    expect(sipHeaders(message, "contact")).toEqual(["<sip:192.0.2.10:5059>", "<sip:192.0.2.11>"]);
    const event = parseToken(sipHeader(message, "Event") ?? "");
    expect(event.value).toBe("ua-profile");
    expect(Object.fromEntries(event.parameters)).toEqual({
      "profile-type": "device",
      vendor: "Yealink",
      model: "T46U",
      version: "108.86.0.45",
    });
    expect(parseNameAddress(sipHeader(message, "To") ?? "")).toMatchObject({
      display: "A, <B>",
      uri: "sip:MAC%3a0015650a0b0c@224.0.1.75",
    });
  });

  it("is read with lines that end in LF alone and empty lines in front; what is no SIP is none", () => {
    const answer = Buffer.from("\n\nSIP/2.0 407 Proxy Authentication Required\nl: 2\n\nab-more");
    expect(parseSip(answer)).toMatchObject({ kind: "response", status: 407, reason: "Proxy Authentication Required" });
    expect(parseSip(answer)?.body.toString()).toBe("ab");
    for (const no of ["", "\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "SIP/2.0 99 x\r\n\r\n", "SIP/2.0 200 OK\r\nx\r\n\r\n"])
      expect(parseSip(Buffer.from(no))).toBeNull();
    expect(parseSip(bytes("SIP/2.0 200 OK", "Content-Length: 9", "", "abc"))).toBeNull();
    expect(parseSip(bytes("SIP/2.0 200 OK", "Via: SIP/2.0/UDP a"))).toBeNull();
  });

  it("is read as it was written, whatever stands in it", () => {
    const text = fc.stringMatching(/^[!-~](?:[ -~]{0,30}[!-~])?$/);
    const headers = fc.array(fc.tuple(fc.constantFrom("Via", "X-One", "Event", "From"), text), { maxLength: 8 });
    fc.assert(
      fc.property(text, headers, fc.uint8Array({ maxLength: 40 }), (reason, list, body) => {
        const message: SipMessage = { kind: "response", status: 480, reason, headers: list, body: Buffer.from(body) };
        const read = parseSip(formatSip(message));
        expect(read).toMatchObject({ kind: "response", status: 480, reason });
        expect(read?.headers.slice(0, -1)).toEqual(list);
        expect(read?.body).toEqual(message.body);
      }),
    );
  });

  it("lets no value begin a line of its own", () => {
    const written = formatSip({
      kind: "request",
      method: "NOTIFY",
      uri: "sip:a@example.se\r\nX: 1",
      headers: [["Event", "check-sync\r\nAuthorization: x"]],
      body: Buffer.alloc(0),
    });
    expect(written.toString().split("\r\n")).toEqual([
      "NOTIFY sip:a@example.se%20X:%201 SIP/2.0",
      "Event: check-sync Authorization: x",
      "Content-Length: 0",
      "",
      "",
    ]);
  });

  it("never throws, whatever comes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => void parseSip(Buffer.from(noise))));
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        parseVia(text);
        parseSipUri(`sip:${text}`);
        parseNameAddress(text);
        parseToken(text);
      }),
    );
  });
});

describe("the fields of a SIP message", () => {
  it("are an address with its host, port and user", () => {
    expect(parseSipUri("sip:mac%3A0015@[2001:db8::1]:5070;transport=TCP?x=y")).toMatchObject({
      scheme: "sip",
      user: "mac:0015",
      host: "[2001:db8::1]",
      port: 5070,
    });
    expect(parseSipUri("SIPS:Example.se")).toMatchObject({ scheme: "sips", user: null, host: "example.se", port: null });
    for (const no of ["tel:112", "sip:", "sip:a@b:70000", "sip:a@b c"]) expect(parseSipUri(no)).toBeNull();
  });

  it("are where an answer goes", () => {
    const via = parseVia("sip / 2.0 / tls  [2001:db8::1] : 5061;rport;branch=z9hG4bKa");
    expect(via).toMatchObject({ transport: "TLS", host: "[2001:db8::1]", port: 5061 });
    expect(via?.parameters.get("rport")).toBe("");
    expect(parseVia("HTTP/1.1 a")).toBeNull();
  });
});

describe("a stream of SIP messages", () => {
  it("is cut into the same messages, however it arrives", () => {
    const one = formatSip({
      kind: "response",
      status: 200,
      reason: "OK",
      headers: [["Via", "a"]],
      body: Buffer.from("x\r\n\r\ny"),
    });
    const stream = Buffer.concat([one, Buffer.from("\r\n\r\n"), subscribe, one]);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: stream.length }), { maxLength: 12 }), (places) => {
        const frames = new SipFrames();
        const cuts = [0, ...places.sort((a, b) => a - b), stream.length];
        const got = cuts.slice(1).flatMap((to, n) => frames.push(stream.subarray(cuts[n], to)) ?? []);
        expect(got).toEqual([one, subscribe, one]);
      }),
    );
  });

  it("is given up when it says a length that is none, or never ends its head", () => {
    expect(new SipFrames().push(bytes("SIP/2.0 200 OK", "Content-Length: -1", "", ""))).toBeNull();
    expect(new SipFrames().push(bytes("SIP/2.0 200 OK", "l: 999999", "", ""))).toBeNull();
    expect(new SipFrames().push(Buffer.alloc(70_000, "a"))).toBeNull();
  });
});
