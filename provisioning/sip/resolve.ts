import { promises as dns } from "node:dns";
import { isIP } from "node:net";
import type { SipHop, SipTransport } from "./flow.ts";

/** A host as settings say it: a name or an address (IPv6 in brackets or not), with its port or none. */
export type SipAddress = { readonly host: string; readonly port: number | null; readonly transport: SipTransport | "dns" };

/** The three questions to DNS. */
export type Resolver = {
  readonly naptr: (
    name: string,
  ) => Promise<readonly { service: string; replacement: string; order: number; preference: number }[]>;
  readonly srv: (name: string) => Promise<readonly { name: string; port: number; priority: number; weight: number }[]>;
  readonly addresses: (name: string) => Promise<readonly string[]>;
};

const none = () => [];
export const systemResolver: Resolver = {
  naptr: (name) => dns.resolveNaptr(name).catch(none),
  srv: (name) => dns.resolveSrv(name).catch(none),
  addresses: async (name) => (await dns.lookup(name, { all: true, order: "verbatim" }).catch(none)).map(({ address }) => address),
};

const services: Readonly<Record<SipTransport, string>> = { udp: "_sip._udp", tcp: "_sip._tcp", tls: "_sips._tcp" };
const naptrServices: Readonly<Record<string, SipTransport>> = { "sips+d2t": "tls", "sip+d2t": "tcp", "sip+d2u": "udp" };
/** What is tried at most: a record may list many. */
const mostHops = 4;

/**
 * Where a SIP message goes (RFC 3263), best first: a port that is said needs no records; without one SRV decides, and
 * the transport too where it is `dns` (NAPTR, else whatever has an SRV record, else UDP). Empty: the name is not known.
 */
export async function resolveHops(sip: SipAddress, resolver: Resolver = systemResolver): Promise<SipHop[]> {
  const host = sip.host.replace(/^\[(.*)\]$/, "$1");
  const transport = sip.transport === "dns" ? "udp" : sip.transport;
  if (isIP(host) !== 0 || sip.port !== null) return toAddresses([{ name: host, port: sip.port, transport }], host, resolver);
  const wanted = sip.transport === "dns" ? await transports(host, resolver) : [{ transport, record: null }];
  for (const { transport: way, record } of wanted) {
    const records = await resolver.srv(record ?? `${services[way]}.${host}`);
    const sorted = [...records].sort((a, b) => a.priority - b.priority || b.weight - a.weight);
    // RFC 2782: a single root says that there is decidedly no such service.
    const targets = sorted
      .filter(({ name }) => name !== "." && name !== "")
      .map(({ name, port }) => ({ name, port, transport: way }));
    if (targets.length > 0) return toAddresses(targets, host, resolver);
  }
  return toAddresses([{ name: host, port: null, transport }], host, resolver);
}

async function transports(host: string, resolver: Resolver): Promise<{ transport: SipTransport; record: string | null }[]> {
  const said = [...(await resolver.naptr(host))].sort((a, b) => a.order - b.order || a.preference - b.preference);
  const known = said.flatMap(({ service, replacement }) => {
    const transport = naptrServices[service.toLowerCase()];
    return transport === undefined || replacement === "" ? [] : [{ transport, record: replacement }];
  });
  return known.length > 0 ? known : (["udp", "tcp", "tls"] as const).map((transport) => ({ transport, record: null }));
}

type Target = { readonly name: string; readonly port: number | null; readonly transport: SipTransport };

async function toAddresses(targets: readonly Target[], certificateFor: string, resolver: Resolver): Promise<SipHop[]> {
  const hops: SipHop[] = [];
  for (const { name, port, transport } of targets.slice(0, mostHops)) {
    const addresses = isIP(name) === 0 ? await resolver.addresses(name) : [name];
    for (const address of addresses)
      hops.push({ transport, address, port: port ?? (transport === "tls" ? 5061 : 5060), name: certificateFor });
  }
  return hops.slice(0, mostHops);
}
