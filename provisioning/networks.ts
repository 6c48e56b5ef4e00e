import { BlockList, isIP } from "node:net";

/** A network: an address and the number of leading bits that count. */
export type Network = { readonly address: string; readonly bits: number; readonly family: "ipv4" | "ipv6" };

/** Reads `192.0.2.0/24`, `2001:db8::/48` or one address; null when it is none. */
export function parseNetwork(text: string): Network | null {
  const [address = "", mask, rest] = text.split("/");
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  const bits = mask === undefined ? most : /^\d{1,3}$/.test(mask) ? Number(mask) : -1;
  if (family === 0 || rest !== undefined || bits < 0 || bits > most) return null;
  return { address, bits, family: family === 4 ? "ipv4" : "ipv6" };
}

/** An address without the IPv6 form of an IPv4 one and without a zone; null when it is none. */
export function plainAddress(text: string): string | null {
  const zone = text.indexOf("%");
  const bare = zone < 0 ? text : text.slice(0, zone);
  const address = /^::ffff:(?=\d+\.)/i.test(bare) ? bare.slice(7) : bare;
  return isIP(address) === 0 ? null : address;
}

/** Which of many networks an address lies in; the narrowest wins. Answers are remembered for the addresses asked last. */
export class NetworkTable<T> {
  readonly #networks: readonly { readonly list: BlockList; readonly family: "ipv4" | "ipv6"; readonly value: T }[];
  readonly #known = new Map<string, T | null>();
  static readonly remembered = 20_000;

  constructor(networks: readonly { readonly network: Network; readonly value: T }[]) {
    this.#networks = [...networks]
      .sort((a, b) => b.network.bits - a.network.bits)
      .map(({ network, value }) => {
        const list = new BlockList();
        list.addSubnet(network.address, network.bits, network.family);
        return { list, family: network.family, value };
      });
  }

  /** @param address as `plainAddress` gives it */
  find(address: string): T | null {
    if (this.#networks.length === 0) return null;
    const known = this.#known.get(address);
    if (known !== undefined) return known;
    const found = this.#search(address);
    if (this.#known.size >= NetworkTable.remembered) this.#known.clear();
    this.#known.set(address, found);
    return found;
  }

  #search(address: string): T | null {
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    for (const network of this.#networks)
      if (network.family === family && network.list.check(address, family)) return network.value;
    return null;
  }
}
