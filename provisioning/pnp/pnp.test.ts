import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { listFound } from "../../db/found-phones.ts";
import { addTrustedNetwork } from "../../db/networks.ts";
import { createOrganisationToken } from "../../db/organisation-tokens.ts";
import { retirePhone } from "../../db/phones.ts";
import { aMac, anOrganisation, aPhone, testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import type { Db } from "../../db/types.ts";
import { parseSip, type SipMessage, sipHeader, sipHeaders } from "../sip/message.ts";
import type { House } from "../testing/house.ts";
import { open, sqlite } from "../testing/scene.ts";
import { readSubscriber } from "./message.ts";
import { recogniseSubscriber } from "./recognise.ts";
import { type PnpServer, pnpGroup } from "./server.ts";

/** As a Yealink, a Snom and a Poly phone write it: MAC with and without a colon, order and form of headers of their own. */
const forms = {
  yealink: (mac: string, port: number, id: string) =>
    [
      `SUBSCRIBE sip:MAC${mac}@${pnpGroup} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK${id}`,
      `From: <sip:MAC${mac}@${pnpGroup}>;tag=${id}`,
      `To: <sip:MAC${mac}@${pnpGroup}>`,
      `Call-ID: ${id}`,
      "CSeq: 1 SUBSCRIBE",
      `Contact: <sip:MAC${mac}@127.0.0.1:${port}>`,
      "Max-Forwards: 70",
      "User-Agent: Yealink SIP-T46U 108.87.14.1",
      "Expires: 0",
      'Event: ua-profile;profile-type="device";vendor="yealink";model="SIP-T46U";version="108.87.14.1"',
      "Accept: application/url",
    ].join("\r\n"),
  snom: (mac: string, port: number, id: string) =>
    [
      `SUBSCRIBE sip:MAC%3a${mac.toUpperCase()}@${pnpGroup} SIP/2.0`,
      'o: ua-profile;profile-type="device";vendor="snom";model="snomD785";version="10.1.169.16"',
      `v: SIP/2.0/UDP 127.0.0.1:${port};rport;branch=z9hG4bK${id}`,
      `m: <sip:127.0.0.1:${port}>`,
      `f: "snom" <sip:MAC%3a${mac.toUpperCase()}@${pnpGroup}>;tag=${id}`,
      `t: <sip:MAC%3a${mac.toUpperCase()}@${pnpGroup}>`,
      `i: ${id}`,
      "CSeq: 7 SUBSCRIBE",
      "Expires: 0",
    ].join("\n"),
  polycom: (mac: string, port: number, id: string) =>
    [
      `SUBSCRIBE sip:${mac.toUpperCase().match(/../g)?.join("-")}@${pnpGroup}:5060 SIP/2.0`,
      `Call-Id: ${id}`,
      `CSEQ: 2147483640 SUBSCRIBE`,
      `From: sip:MAC%3A${mac}@${pnpGroup};tag=${id}`,
      `To: sip:MAC%3A${mac}@${pnpGroup}`,
      `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK${id}`,
      `Contact: sip:127.0.0.1:${port}`,
      "Event: ua-profile;",
      "\tprofile-type=device;vendor=Polycom;model=VVX_450;version=5.9.1.0615",
    ].join("\r\n"),
} as const;
type Make = keyof typeof forms;

let turn = 0;
const written = (make: Make, mac: string, port: number, id = `id${++turn}`) =>
  Buffer.from(`${forms[make](mac, port, id)}\r\n\r\n`);

/** A phone on the cable: what it was sent, and how it sends. */
type Wire = {
  readonly port: number;
  readonly heard: SipMessage[];
  send(bytes: Buffer, to: number): void;
  readonly socket: Socket;
};

async function aWire(from = "127.0.0.1"): Promise<Wire> {
  const socket = createSocket("udp4");
  socket.bind(0, from);
  await once(socket, "listening");
  onTestFinished(() => void socket.close());
  const heard: SipMessage[] = [];
  socket.on("message", (bytes) => {
    const message = parseSip(bytes);
    if (message) heard.push(message);
  });
  return { port: socket.address().port, heard, socket, send: (bytes, to) => socket.send(bytes, to, "127.0.0.1") };
}

const notifies = ({ heard }: Wire) => heard.filter((one) => one.kind === "request");
const settled = () => new Promise((resolve) => setTimeout(resolve, 60));
/** Until the phone has been told; says that it has heard, as a phone does. */
async function told(wire: Wire, to: number): Promise<string> {
  await expect.poll(() => notifies(wire).length).toBeGreaterThan(0);
  const notify = notifies(wire).at(-1);
  if (!notify) throw new Error("no NOTIFY");
  const copied = ["via", "from", "to", "call-id", "cseq"].flatMap((name) =>
    sipHeaders(notify, name).map((value) => `${name}: ${value}`),
  );
  wire.send(Buffer.from(`SIP/2.0 200 OK\r\n${copied.join("\r\n")}\r\nContent-Length: 0\r\n\r\n`), to);
  return notify.body.toString();
}

describe("a phone that looks for a server on its network", () => {
  let db: Db;
  let house: House;
  let pnp: PnpServer;
  let organisationId: string;
  beforeAll(async () => {
    db = await sqlite(testDatabases());
  });
  beforeEach(async () => {
    organisationId = (await anOrganisation(db)).id;
    await db("trusted_network").delete();
    house = await open(db);
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    pnp = await house.provisioning.pnp({ host: "127.0.0.1", port: 0, interfaces: [], log, t1: 40 });
    onTestFinished(() => pnp.stop());
  });
  const network = (cidr: string, of = organisationId) =>
    addTrustedNetwork(db, { organisationId: of, siteId: null, cidr, note: "" }, testActor, testNow);
  const token = async (of = organisationId) =>
    (await createOrganisationToken(db, testKeyring, { organisationId: of, name: "Nya" }, testActor, testNow)).token;

  it.each(["yealink", "snom", "polycom"] as const)("is told its organisation's address in a network of it (%s)", async (make) => {
    await network("127.0.0.0/8");
    const secret = await token();
    await house.provisioning.settle();
    const wire = await aWire();
    const mac = aMac();
    wire.send(written(make, mac, wire.port), pnp.port);
    expect(await told(wire, pnp.port)).toBe(`http://prov.example.se/o/${secret}/`);
    const ok = wire.heard.find((one) => one.kind === "response");
    expect(ok).toMatchObject({ status: 200 });
    if (!ok) return;
    expect(sipHeader(ok, "expires")).toBe("0");
    expect(sipHeader(ok, "to")).toMatch(/;tag=\w+$/);
    const [notify] = notifies(wire);
    if (!notify) return;
    expect(sipHeader(notify, "call-id")).toBe(sipHeader(ok, "call-id"));
    expect(sipHeader(notify, "from")).toBe(sipHeader(ok, "to"));
    expect(sipHeader(notify, "to")).toBe(sipHeader(ok, "from"));
    expect(Number.parseInt(sipHeader(notify, "cseq") ?? "", 10)).toBeLessThan(2 ** 31);
    expect(sipHeader(notify, "event")).toMatch(/^ua-profile/);
    expect(sipHeader(notify, "subscription-state")).toBe("terminated;reason=timeout");
    expect(sipHeader(notify, "content-type")).toBe("application/url");
    // Somebody who sees it arrive is shown what it is.
    await house.provisioning.flush();
    const [found] = await listFound(db, { organisationId, mac });
    const models = { yealink: "T46U", snom: "D785", polycom: "VVX450" };
    expect(found).toMatchObject({ mac, vendor: make, model: models[make], organisationId, address: "127.0.0.1" });
    expect(await house.journal({ mac })).toMatchObject([{ transport: "pnp", reason: "pnp_told", path: "/" }]);
  });

  it("is told the server's own address, without any token, when it is known and its network is nobody's", async () => {
    await token();
    const phone = await aPhone(db, organisationId);
    await house.provisioning.settle();
    const wire = await aWire();
    wire.send(written("yealink", phone.mac, wire.port), pnp.port);
    expect(await told(wire, pnp.port)).toBe("http://prov.example.se/");
  });

  it("is told nothing of the firm whose phone it says it is when it is in another firm's network", async () => {
    const other = (await anOrganisation(db)).id;
    const [theirs, ours] = [await token(other), await token()];
    await network("127.0.0.0/8");
    const phone = await aPhone(db, other);
    await house.provisioning.settle();
    const wire = await aWire();
    wire.send(written("yealink", phone.mac, wire.port), pnp.port);
    const url = await told(wire, pnp.port);
    expect(url).toBe(`http://prov.example.se/o/${ours}/`);
    expect(url).not.toContain(theirs);
    const [entry] = await house.journal({ mac: phone.mac });
    expect(entry).toMatchObject({ phoneId: null, organisationId });
  });

  it("gets nothing at all as a stranger or retired, and is noted all the same", async () => {
    const retired = await aPhone(db, organisationId);
    await retirePhone(db, { organisationId, id: retired.id }, testActor, testNow);
    await house.provisioning.settle();
    const wire = await aWire();
    const mac = aMac();
    wire.send(written("snom", mac, wire.port), pnp.port);
    wire.send(written("yealink", retired.mac, wire.port), pnp.port);
    await settled();
    expect(wire.heard).toEqual([]);
    expect(await house.journal({ mac })).toMatchObject([{ reason: "phone_unknown", decision: "nothing", organisationId: null }]);
    expect(await listFound(db, { organisationId: null, mac })).toHaveLength(1);
    expect(await listFound(db, { organisationId: null, mac: retired.mac })).toEqual([]);
  });

  it("is answered once, however often it says the same, and is told again only until it has heard", async () => {
    await network("127.0.0.0/8");
    await house.provisioning.settle();
    const wire = await aWire();
    const bytes = written("yealink", aMac(), wire.port, "en-gang");
    wire.send(bytes, pnp.port);
    wire.send(bytes, pnp.port);
    await told(wire, pnp.port);
    await settled();
    const before = notifies(wire).length;
    wire.send(bytes, pnp.port);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(notifies(wire)).toHaveLength(before);
    expect(wire.heard.filter((one) => one.kind === "response")).toHaveLength(1);

    const deaf = await aWire();
    deaf.send(written("yealink", aMac(), deaf.port), pnp.port);
    await expect.poll(() => notifies(deaf).length).toBe(4);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(notifies(deaf)).toHaveLength(4);
  });

  it("is no longer answered when it asks too often", async () => {
    await network("127.0.0.0/8");
    await house.provisioning.settle();
    const wire = await aWire();
    for (let n = 0; n < 30; n++) wire.send(written("yealink", aMac(), wire.port), pnp.port);
    await settled();
    expect(wire.heard.filter((one) => one.kind === "response")).toHaveLength(10);
  });

  it("is heard when it sends to everybody on its cable", async () => {
    await network("127.0.0.0/8");
    await house.provisioning.settle();
    const wire = await aWire();
    wire.socket.setMulticastInterface("127.0.0.1");
    wire.socket.setMulticastLoopback(true);
    wire.socket.send(written("yealink", aMac(), wire.port), pnp.port, pnpGroup);
    expect(pnp.interfaces()).toEqual(["127.0.0.1"]);
    expect(await told(wire, pnp.port)).toBe("http://prov.example.se/");
  });
});

describe("a message that looks for a server", () => {
  const from = { address: "192.0.2.7", port: 5059 };
  const read = (text: string) => {
    const message = parseSip(Buffer.from(text));
    return message?.kind === "request" ? readSubscriber(message, from) : null;
  };
  const whole = `${forms.yealink("0015657f0001", 5059, "x")}\r\n\r\n`;

  it("is answered where it came from, whatever address it gives", () => {
    const elsewhere = read(whole.replaceAll("127.0.0.1:5059", "198.51.100.9:9"));
    expect(elsewhere).toMatchObject({ answerTo: { address: "192.0.2.7", port: 9 }, notifyTo: { address: "192.0.2.7", port: 9 } });
  });

  it.each([
    ["another method", whole.replaceAll("SUBSCRIBE", "REGISTER")],
    ["another event", whole.replace("ua-profile", "presence")],
    ["somebody's profile", whole.replace('"device"', '"user"')],
    ["no MAC address", whole.replaceAll("MAC0015657f0001", "anna")],
    ["two MAC addresses", whole.replace("From: <sip:MAC0015657f0001", "From: <sip:MAC0015657f0002")],
    ["no call id", whole.replace("Call-ID: x\r\n", "")],
  ])("is nothing with %s", (_, text) => {
    expect(read(text)).toBeNull();
  });

  it("says the make by its user agent when its firmware is old", () => {
    const old = read(whole.replace('vendor="yealink";model="SIP-T46U"', 'vendor="OEM";model="OEM"'));
    expect(old && recogniseSubscriber(old)).toEqual({ vendor: "yealink", model: "T46U", firmware: "108.87.14.1" });
  });
});
