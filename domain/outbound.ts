import { type Network, networkHolds, parseNetwork } from "./networks.ts";

/**
 * Where an address leads. `private`: somebody's own network; `local`: this machine or its own cable; `never`: what no
 * call of ours has any business with (the data service of a cloud's machines, multicast, nobody).
 */
export type AddressKind = "public" | "private" | "local" | "never";

/** What calls may reach that people configure. */
export type OutboundReach = {
  /** The operator lets them reach private and local addresses too. */
  readonly privateToo: boolean;
  /** Whatever else holds, these are not reached. */
  readonly denied: readonly Network[];
};

const kinds: readonly (readonly [AddressKind, readonly string[]])[] = [
  // Data services of clouds' machines hand out credentials to whoever asks from the machine.
  ["never", ["169.254.169.254", "169.254.170.2", "100.100.100.200", "fd00:ec2::254", "fd20:ce::254"]],
  ["never", ["0.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4", "::/128", "ff00::/8"]],
  ["local", ["127.0.0.0/8", "169.254.0.0/16", "::1/128", "fe80::/10"]],
  ["private", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7", "fec0::/10"]],
  // IANA's registries of special addresses: no server of anybody's is there.
  ["private", ["192.0.0.0/24", "198.18.0.0/15", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"]],
  ["private", ["192.88.99.0/24", "2001:db8::/32", "3fff::/20", "100::/64", "5f00::/16"]],
];

const table = kinds.flatMap(([kind, written]) =>
  written.flatMap((one) => {
    const network = parseNetwork(one);
    return network ? [{ kind, network }] : [];
  }),
);

/** IPv6 addresses that are an IPv4 address in other clothes; the last 32 bits of the part in front, or those behind 16. */
const wrapped = [
  { network: parseNetwork("64:ff9b::/96"), shift: 0n },
  { network: parseNetwork("64:ff9b:1::/48"), shift: 0n },
  { network: parseNetwork("::/96"), shift: 0n },
  { network: parseNetwork("::ffff:0:0:0/96"), shift: 0n },
  { network: parseNetwork("2002::/16"), shift: 80n },
];

/** Null: it is no IP address. */
export function addressKind(address: string): AddressKind | null {
  const parsed = parseNetwork(address);
  if (!parsed || address.includes("/")) return null;
  const found = table.find(({ network }) => networkHolds(network, address));
  if (found) return found.kind;
  if (parsed.family === 4) return "public";
  // Teredo hides the address it leads to.
  const teredo = parseNetwork("2001::/32");
  if (teredo && networkHolds(teredo, address)) return "never";
  for (const { network, shift } of wrapped)
    if (network && networkHolds(network, address)) return addressKind(dotted((parsed.base >> shift) & 0xffffffffn));
  return "public";
}

/**
 * Whether a call may go to that address.
 *
 * @param own networks of the organisation whose phones or switches are called: they open private addresses in them, and
 * nothing on this machine; empty for calls to anybody else
 */
export function mayReach(address: string, reach: OutboundReach, own: readonly Network[] = []): boolean {
  const kind = addressKind(address);
  if (kind === null || kind === "never" || reach.denied.some((network) => networkHolds(network, address))) return false;
  if (kind === "public" || reach.privateToo) return true;
  return kind === "private" && own.some((network) => networkHolds(network, address));
}

/**
 * An address that people entered, as one that may be called: https:, without a name and password in it and without a
 * fragment. Null: it is none.
 *
 * @param plain http: too, for what is in the caller's own network
 */
export function outboundUrl(written: string, plain = false): URL | null {
  const url = URL.canParse(written) ? new URL(written) : null;
  if (url?.username !== "" || url.password !== "" || url.hash !== "" || url.hostname === "") return null;
  return url.protocol === "https:" || (plain && url.protocol === "http:") ? url : null;
}

function dotted(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
}
