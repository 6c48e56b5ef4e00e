/** An IP network, or one address as a network of all its bits. */
export type Network = {
  readonly family: 4 | 6;
  readonly bits: number;
  readonly base: bigint;
  /** Canonical: host bits cleared, IPv6 compressed as RFC 5952 says. */
  readonly cidr: string;
};

/** `192.0.2.0/24`, `2001:db8::/32`, or a single address. Null when it is none. */
export function parseNetwork(written: string): Network | null {
  const [address = "", bitsText, ...rest] = written.trim().split("/");
  const parsed = parseAddress(address);
  if (!parsed || rest.length > 0 || (bitsText !== undefined && !/^\d{1,3}$/.test(bitsText))) return null;
  const width = parsed.family === 4 ? 32 : 128;
  const bits = bitsText === undefined ? width : Number(bitsText);
  if (bits > width) return null;
  const base = (parsed.value >> BigInt(width - bits)) << BigInt(width - bits);
  return { family: parsed.family, bits, base, cidr: `${formatAddress(parsed.family, base)}/${bits}` };
}

/** True when the address lies in the network. An IPv4 address mapped into IPv6 (`::ffff:192.0.2.1`) counts as IPv4. */
export function networkHolds(network: Network, address: string): boolean {
  const parsed = parseAddress(address);
  if (!parsed || parsed.family !== network.family) return false;
  const shift = BigInt((parsed.family === 4 ? 32 : 128) - network.bits);
  return parsed.value >> shift === network.base >> shift;
}

/** The network of so many bits around an address: /24 of IPv4, /56 of IPv6. Text that is no address is its own. */
export function networkAround(address: string): string {
  const bare = address.replace(/%.*$/, "");
  const one = parseNetwork(bare);
  return (one && parseNetwork(`${bare}/${one.family === 4 ? 24 : 56}`)?.cidr) ?? address;
}

function parseAddress(written: string): { family: 4 | 6; value: bigint } | null {
  const text = written.replace(/%.*$/, "");
  const four = parseFour(text);
  if (four !== null) return { family: 4, value: four };
  const six = text.includes(":") ? parseSix(text) : null;
  if (six === null) return null;
  return six >> 32n === 0xffffn ? { family: 4, value: six & 0xffffffffn } : { family: 6, value: six };
}

function parseFour(text: string): bigint | null {
  const parts = text.split(".");
  if (parts.length !== 4 || parts.some((part) => !/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255)) return null;
  return parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

function parseSix(text: string): bigint | null {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const tail = dotted?.[2] === undefined ? null : parseFour(dotted[2]);
  if (dotted && tail === null) return null;
  const hex = tail === null ? text : `${dotted?.[1]}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
  const halves = hex.split("::");
  if (halves.length > 2) return null;
  const [left = [], right = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...left, ...Array.from({ length: missing }, () => "0"), ...right];
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return null;
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

function formatAddress(family: 4 | 6, value: bigint): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
  const groups = Array.from({ length: 8 }, (_, n) => ((value >> BigInt(112 - 16 * n)) & 0xffffn).toString(16));
  const run = longestZeroRun(groups);
  if (run.length < 2) return groups.join(":");
  return `${groups.slice(0, run.start).join(":")}::${groups.slice(run.start + run.length).join(":")}`;
}

function longestZeroRun(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    const end = groups.findIndex((group, n) => n >= start && group !== "0");
    const length = (end === -1 ? groups.length : end) - start;
    if (length > best.length) best = { start, length };
  }
  return best;
}
