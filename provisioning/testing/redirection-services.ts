import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { readXml, type XmlElement } from "../../domain/xml.ts";
import { escapeXml } from "../redirection/xml-rpc.ts";
import { type Authority, makeAuthority } from "./certificates.ts";

/** Makers' redirection services as their public descriptions say, over HTTPS on loopback. */
export type Doubles = {
  readonly base: string;
  readonly authority: Authority;
  /** What is registered, by MAC address in small letters; somebody else's have `other:` in front. */
  readonly phones: Map<string, string>;
  readonly requests: { readonly method: string; readonly path: string; readonly body: string }[];
  /** The next requests get these answers instead. */
  readonly instead: { status: number; body?: string; headers?: Record<string, string> }[];
  stop(): Promise<void>;
};

export const doubleAccess = { user: "bjorko", secret: "fågel-hemlig-42&<" } as const;

export async function startDoubles(): Promise<Doubles> {
  const authority = makeAuthority("Prov CA");
  const { certificate: cert, key } = authority.issue("redirection");
  const world: World = { phones: new Map(), servers: new Map(), requests: [], instead: [], base: "" };
  const server: Server = createServer({ cert, key }, (request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => answer(world, request, Buffer.concat(parts).toString("utf8"), response));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  world.base = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ base: world.base, authority, phones: world.phones, requests: world.requests, instead: world.instead },
    stop: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

type World = {
  readonly phones: Map<string, string>;
  readonly servers: Map<string, string>;
  readonly requests: { method: string; path: string; body: string }[];
  readonly instead: Doubles["instead"];
  base: string;
};

function answer(world: World, request: IncomingMessage, body: string, response: ServerResponse): void {
  const { method = "", url = "" } = request;
  world.requests.push({ method, path: url, body });
  const instead = world.instead.shift();
  if (instead) {
    response.writeHead(instead.status, instead.headers).end(instead.body ?? "");
    return;
  }
  const { status = 200, text, type = "application/json" } = route(world, request, url, body);
  response.writeHead(status, { "content-type": type }).end(text);
}

type Said = { readonly status?: number; readonly text: string; readonly type?: string };

function route(world: World, request: IncomingMessage, url: string, body: string): Said {
  if (url.startsWith("/yealink/xmlrpc")) return yealinkRpc(world, request, body);
  if (url.startsWith("/snom/xmlrpc")) return snomRpc(world, request, body);
  if (url.startsWith("/snom/api/v1/")) return sraps(world, request, url.slice("/snom".length), body);
  if (url.startsWith("/ymcs/v2/")) return ymcs(world, request, url.slice("/ymcs".length), body);
  if (url.startsWith("/poly")) return ztp(world, body);
  return { status: 404, text: "" };
}

function basicGood({ headers }: IncomingMessage): boolean {
  const { user, secret } = doubleAccess;
  return headers.authorization === `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`;
}

/** Method and texts of a call of XML-RPC. */
function rpcCall(body: string): { method: string; args: string[] } {
  const read = readXml(Buffer.from(body));
  if ("fault" in read) return { method: "", args: [] };
  const [name, params] = read.root.children;
  const leaf = (element: XmlElement | undefined): string =>
    element?.children[0] ? leaf(element.children[0]) : (element?.text ?? "");
  return { method: name?.text ?? "", args: (params?.children ?? []).map(leaf) };
}

function rpcAnswer(good: boolean, words: string): Said {
  const value = `<array><data><value><boolean>${good ? 1 : 0}</boolean></value><value><string>${escapeXml(words)}</string></value></data></array>`;
  const text = `<?xml version="1.0"?><methodResponse><params><param><value>${value}</value></param></params></methodResponse>`;
  return { text, type: "text/xml" };
}

function yealinkRpc(world: World, request: IncomingMessage, body: string): Said {
  if (!basicGood(request)) return { status: 401, text: "Unauthorized", type: "text/plain" };
  const { method, args } = rpcCall(body);
  const [first = "", second = ""] = args;
  const mac = first.toLowerCase();
  const own = world.phones.get(mac);
  switch (method) {
    case "redirect.listServers":
      return rpcAnswer(true, [...world.servers.keys()].join(","));
    case "redirect.addServer":
      if (world.servers.has(first)) return rpcAnswer(false, "Error:Server name already exists");
      if (/[^A-Za-z0-9 ._-]/.test(first)) return rpcAnswer(false, "Error:The server name can only contain 'A-z 0-9 - _ . '");
      world.servers.set(first, second);
      return rpcAnswer(true, "Ok");
    case "redirect.registerDevice": {
      const server = world.servers.get(second);
      if (!/^[0-9a-f]{12}$/.test(mac)) return rpcAnswer(false, `Error:Invalid MAC(s):${first}`);
      if (server === undefined) return rpcAnswer(false, "Error:Invalid server");
      if (own?.startsWith("other:")) return rpcAnswer(false, "Error:Registered elsewhere");
      if (own !== undefined) return rpcAnswer(false, "Error:Device already registered");
      world.phones.set(mac, server);
      return rpcAnswer(true, "Ok");
    }
    case "redirect.deRegisterDevice":
      if (own === undefined) return rpcAnswer(false, "Error:Unregistered");
      world.phones.delete(mac);
      return rpcAnswer(true, "Ok");
    case "redirect.checkDevice":
      if (own === undefined) return rpcAnswer(true, "Unregistered");
      return rpcAnswer(true, own.startsWith("other:") ? "Registered Elsewhere" : "Registered");
    default:
      return {
        text: `<?xml version="1.0"?><methodResponse><fault><value><struct><member><name>faultCode</name><value><int>1</int></value></member><member><name>faultString</name><value><string>No such method</string></value></member></struct></value></fault></methodResponse>`,
        type: "text/xml",
      };
  }
}

function snomRpc(world: World, request: IncomingMessage, body: string): Said {
  if (!basicGood(request)) return { status: 401, text: "Unauthorized", type: "text/plain" };
  const { method, args } = rpcCall(body);
  const [first = "", url = ""] = args;
  const mac = first.toLowerCase();
  const own = world.phones.get(mac);
  if (!/^[0-9A-F]{12}$/.test(first)) return rpcAnswer(false, "Error:malformed_mac");
  if (own?.startsWith("other:")) return rpcAnswer(false, "Error:owned_by_other_user");
  if (method === "redirect.registerPhone") {
    if (!/^https?:\/\//.test(url)) return rpcAnswer(false, "Error:malformed_url");
    world.phones.set(mac, url);
    return rpcAnswer(true, "Ok");
  }
  if (own === undefined) return rpcAnswer(false, "Error:no_such_mac");
  if (method === "redirect.deregisterPhone") world.phones.delete(mac);
  return rpcAnswer(true, method === "redirect.getPhoneRedirection" ? own : "Ok");
}

/** Checks the signature by the published description, with code of its own. */
function hawkGood({ headers, method = "" }: IncomingMessage, path: string, body: string): boolean {
  const said = new Map([...(headers.authorization ?? "").matchAll(/(\w+)="([^"]*)"/g)].map((one) => [one[1], one[2]]));
  const type = String(headers["content-type"] ?? "").split(";")[0];
  const hash = createHash("sha256").update(`hawk.1.payload\n${type}\n${body}\n`).digest("base64");
  const [host, port] = String(headers.host).split(":");
  const lines = ["hawk.1.header", said.get("ts"), said.get("nonce"), method, path, host, port, hash, said.get("ext") ?? ""];
  const mac = createHmac("sha256", doubleAccess.secret)
    .update(`${lines.join("\n")}\n`)
    .digest("base64");
  return said.get("id") === doubleAccess.user && said.get("hash") === hash && said.get("mac") === mac;
}

function sraps(world: World, request: IncomingMessage, url: string, body: string): Said {
  if (!hawkGood(request, `/snom${url}`, body)) return { status: 401, text: '{"detail":"Hawk authentication failed"}' };
  const { pathname, searchParams } = new URL(url, "https://sraps.example");
  const path = pathname.slice("/api/v1/".length);
  if (path === `tokens/${doubleAccess.user}`) {
    return { text: JSON.stringify({ links: { company: `${world.base}/snom/api/v1/companies/7f3a/` } }) };
  }
  if (path === "settings/") {
    const pages: Record<string, unknown[]> = {
      "1": [{ uuid: "11-a", param_name: "user_name" }],
      "2": [{ uuid: "22-b", param_name: "setting_server" }],
    };
    return { text: JSON.stringify(pages[searchParams.get("page") ?? "1"] ?? []) };
  }
  const [, mac = ""] = /^companies\/7f3a\/endpoints\/([0-9a-f]{12})$/.exec(path) ?? [];
  const own = world.phones.get(mac);
  if (mac === "") return { status: 404, text: '{"detail":"Not found."}' };
  if (own?.startsWith("other:")) return { status: 409, text: '{"detail":"endpoint belongs to another company"}' };
  if (request.method === "PUT") {
    const said = JSON.parse(body) as { settings_manager: Record<string, { value: string; attrs: { perm: string } }> };
    const setting = said.settings_manager["22-b"];
    if (setting?.attrs.perm !== "RW") return { status: 400, text: '{"settings_manager":["perm missing"]}' };
    world.phones.set(mac, setting.value);
    return { status: own === undefined ? 201 : 200, text: body };
  }
  if (own === undefined) return { status: 404, text: '{"detail":"Not found."}' };
  if (request.method === "DELETE") {
    world.phones.delete(mac);
    return { status: 204, text: "" };
  }
  return { text: JSON.stringify({ mac, settings_manager: { "22-b": { value: own, attrs: { perm: "RW" } } } }) };
}

function ymcs(world: World, request: IncomingMessage, url: string, body: string): Said {
  const said: unknown = JSON.parse(body);
  if (url === "/v2/token") {
    if (!basicGood(request)) return { status: 401, text: '{"code":"invalid_client"}' };
    return { text: JSON.stringify({ access_token: "ett-mycket-hemligt-marke", token_type: "bearer", expires_in: 3600 }) };
  }
  if (request.headers.authorization !== "Bearer ett-mycket-hemligt-marke") return { status: 401, text: '{"code":"token"}' };
  const counted = (errors: unknown[]) => ({
    text: JSON.stringify({ total: 1, successCount: 1 - errors.length, failureCount: errors.length, errors }),
  });
  if (url === "/v2/rps/addDevicesByMac") {
    const [{ mac, uniqueServerUrl }] = said as [{ mac: string; uniqueServerUrl: string }];
    if (world.phones.has(mac)) return counted([{ mac, errorInfo: "Device already exists" }]);
    world.phones.set(mac, uniqueServerUrl);
    return counted([]);
  }
  if (url === "/v2/rps/delDevices") {
    const [mac = ""] = (said as { deviceIds: string[] }).deviceIds;
    return counted(world.phones.delete(mac) ? [] : [{ field: mac, msg: "device not exist" }]);
  }
  const { mac } = (said as { filter: { mac: string } }).filter;
  const own = world.phones.get(mac);
  const data = own === undefined ? [] : [{ id: "1", mac: mac.toUpperCase(), uniqueServerUrl: own }];
  return { text: JSON.stringify({ skip: 0, limit: 10, total: data.length, data }) };
}

function ztp(world: World, body: string): Said {
  const status = (code: number, words: string): Said => ({
    text: `<?xml version="1.0"?><response message-id="1001"><status><ErrorCode>${code}</ErrorCode><ErrorMessage>${escapeXml(words)}</ErrorMessage></status></response>`,
    type: "text/xml",
  });
  const read = readXml(Buffer.from(body));
  if ("fault" in read) return status(9, `malformed request ${read.fault.code}`);
  const { attributes, children } = read.root;
  if (attributes.get("userid") !== doubleAccess.user || attributes.get("password") !== doubleAccess.secret)
    return status(1, `invalid password ${attributes.get("password")}`);
  const [what] = children;
  const mac = what?.children[0]?.children.find(({ name }) => name === "deviceId")?.text ?? "";
  if (what?.name === "add-sip-device") {
    if (world.phones.has(mac)) return status(12, "Device already exists");
    world.phones.set(mac, what.attributes.get("account-id") ?? "");
    return status(0, "");
  }
  return world.phones.delete(mac) ? status(0, "") : status(13, "Device does not exist");
}
