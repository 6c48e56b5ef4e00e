import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RedirectionKind, redirectionKinds, shownAnswer } from "../../domain/redirection.ts";
import { Outbound } from "../outbound.ts";
import { type Doubles, doubleAccess, startDoubles } from "../testing/redirection-services.ts";
import type { Service } from "./contract.ts";
import { hawkHeader, payloadHash } from "./hawk.ts";
import { secretsOf, serviceOf } from "./services.ts";
import { readMethodResponse } from "./xml-rpc.ts";

let doubles: Doubles;
beforeAll(async () => {
  doubles = await startDoubles();
});
afterAll(() => doubles.stop());
beforeEach(() => {
  doubles.phones.clear();
  doubles.requests.length = 0;
  doubles.instead.length = 0;
});

const paths: Readonly<Record<RedirectionKind, string>> = {
  yealink_rps: "/yealink/xmlrpc/",
  yealink_ymcs: "/ymcs",
  snom_sraps: "/snom/api/v1/",
  snom_xmlrpc: "/snom/xmlrpc/",
  poly_ztp: "/poly/inboundservlet/GenericServlet",
};
const now = () => new Date("2026-11-23T08:00:00Z");

function service(kind: RedirectionKind, say: { secret?: string; url?: string } = {}): Service {
  const outbound = new Outbound({
    reach: { privateToo: true, denied: [] },
    authorities: [doubles.authority.certificate],
  });
  const { url = `${doubles.base}${paths[kind]}`, secret = doubleAccess.secret } = say;
  const account = { kind, url, userName: doubleAccess.user, secret, details: { profile: "Björkö Bygg" } };
  return serviceOf({ outbound, account, now });
}
const phone = { mac: "0015657f0001", url: "https://prov.example.se/o/01hzy7f3q8w5t2m9k4c6b8n0pd/", organisation: "bjorko-bygg" };
const moved = { ...phone, url: "https://ny.example.se/o/01hzy7f3q8w5t2m9k4c6b8n0pd/" };
const takesUrl = (kind: RedirectionKind) => kind !== "poly_ztp";

describe.each(redirectionKinds)("the redirection service %s", (kind) => {
  it("registers a phone, knows it, and takes it away; each of them again is no fault", async () => {
    const it = service(kind);
    expect(await it.register(phone)).toMatchObject({ fault: null, state: "registered" });
    expect(doubles.phones.get(phone.mac)).toBe(takesUrl(kind) ? phone.url : "Bj%C3%B6rk%C3%B6%20Bygg");
    if (it.check) expect(await it.check(phone)).toMatchObject({ fault: null, state: "registered" });
    expect(await it.register(phone)).toMatchObject({ fault: null, state: "registered" });
    expect(await it.unregister(phone)).toMatchObject({ fault: null, state: "unregistered" });
    expect(doubles.phones.size).toBe(0);
    expect(await it.unregister(phone)).toMatchObject({ fault: null, state: "unregistered" });
    if (it.check) expect(await it.check(phone)).toMatchObject({ fault: null, state: "unregistered" });
  });

  it("gives a phone that it has what it is given now, where the service takes addresses", async () => {
    const it = service(kind);
    await it.register(phone);
    expect(await it.register(moved)).toMatchObject({ fault: null });
    expect(doubles.phones.get(phone.mac)).toBe(takesUrl(kind) ? moved.url : "Bj%C3%B6rk%C3%B6%20Bygg");
  });

  it("says whether name and secret are taken, without changing anything", async () => {
    expect(await service(kind).test()).toMatchObject({ fault: null });
    expect(await service(kind, { secret: "fel" }).test()).toMatchObject({ fault: "credentials" });
    expect(await service(kind, { secret: "fel" }).register(phone)).toMatchObject({ fault: "credentials" });
    expect(doubles.phones.size).toBe(0);
  });

  it("tells what is no success by what it means", async () => {
    const outcomes = [
      [
        { status: 503, headers: { "retry-after": "120" } },
        { fault: "busy", asked: 120_000 },
      ],
      [
        { status: 302, headers: { location: "https://169.254.169.254/" } },
        { fault: "redirected", status: 302 },
      ],
      [{ status: 200, body: "<html>Välkommen" }, { fault: "unreadable" }],
      [
        { status: 400, body: "nej" },
        { fault: "refused", said: expect.stringMatching(/^nej/) },
      ],
    ] as const;
    for (const [answer, meant] of outcomes) {
      doubles.instead.splice(0, Infinity, answer);
      // Of Yealink's two calls the first may be refused: the server may be there already.
      if (kind === "yealink_rps" && answer.status === 400) doubles.instead.push({ status: 400, body: "nej" });
      expect(await service(kind).register(phone)).toMatchObject(meant);
    }
  });

  it("is not called when the address leads into this machine", async () => {
    const outbound = new Outbound({ reach: { privateToo: false, denied: [] } });
    const account = { kind, url: `${doubles.base}${paths[kind]}`, userName: "x", secret: "y", details: {} };
    expect(await serviceOf({ outbound, account, now }).register(phone)).toMatchObject({ fault: "address_refused" });
    expect(doubles.requests).toEqual([]);
  });
});

describe.each(["yealink_rps", "snom_xmlrpc", "snom_sraps"] as const)("a phone that is somebody else's at %s", (kind) => {
  it("is said to be that, and is not taken", async () => {
    doubles.phones.set(phone.mac, "other:https://annan.example/");
    expect(await service(kind).register(phone)).toMatchObject({ fault: "elsewhere", state: "elsewhere" });
    expect(doubles.phones.get(phone.mac)).toMatch(/^other:/);
  });
});

describe("SRAPS", () => {
  it("does not follow a link to another host with its signature", async () => {
    const it = service("snom_sraps");
    doubles.instead.push({
      status: 200,
      body: JSON.stringify({ links: { company: "https://ond.example/api/v1/companies/9/" } }),
    });
    await it.register(phone);
    expect(doubles.requests.every(({ path }) => path.startsWith("/snom/"))).toBe(true);
  });
});

describe("Hawk", () => {
  // The vectors of its public description.
  const id = "dh37fgj492je";
  const key = "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn";
  const common = { id, key, url: new URL("http://example.com:8000/resource/1?b=1&a=2"), timestamp: 1353832234, nonce: "j4h3g2" };

  it("signs a request without a payload", () => {
    expect(hawkHeader({ ...common, method: "GET", payload: null, ext: "some-app-ext-data" })).toBe(
      `Hawk id="${id}", ts="1353832234", nonce="j4h3g2", ext="some-app-ext-data", mac="6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE="`,
    );
  });

  it("signs a payload with its request", () => {
    const payload = { contentType: "text/plain; charset=utf-8", body: "Thank you for flying Hawk" };
    expect(payloadHash(payload.contentType, payload.body)).toBe("Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=");
    const header = hawkHeader({ ...common, method: "POST", payload, ext: "some-app-ext-data" });
    expect(header).toContain('mac="aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw="');
  });
});

describe("an answer that is shown", () => {
  it("is word for word, without the secret in any form and without tokens", async () => {
    const { user, secret } = doubleAccess;
    const pair = Buffer.from(`${user}:${secret}`).toString("base64");
    const said = `wrong: ${secret} Basic ${pair} at ${phone.url}\r\nrow two\u0007`;
    const shown = shownAnswer(said, secretsOf({ userName: user, secret }));
    expect(shown).toBe("wrong: *** Basic *** at https://prov.example.se/o/***/\nrow two\ufffd");
  });

  it("covers the secret also as the service's own language writes it", async () => {
    const secret = 'fel & <hemligt> "ord"';
    const { said } = await service("poly_ztp", { secret }).register(phone);
    expect(said).toContain("fel &amp; &lt;hemligt&gt;");
    expect(shownAnswer(said, secretsOf({ userName: doubleAccess.user, secret }))).not.toContain("hemligt");
  });

  it("is none of XML-RPC when it only looks so", () => {
    expect(readMethodResponse("<methodResponse/>")).toBeNull();
    expect(readMethodResponse('<!DOCTYPE a [<!ENTITY b "c">]><methodResponse/>')).toBeNull();
    const untyped = "<methodResponse><params><param><value>Ok</value></param></params></methodResponse>";
    expect(readMethodResponse(untyped)).toEqual({ value: "Ok" });
  });
});
