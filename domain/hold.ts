import { compareVersions } from "./firmware.ts";
import { networkAround, parseNetwork } from "./networks.ts";

/**
 * When is a phone not itself? Whoever has copied a phone's proof (its token was read on the way, its certificate taken out of it)
 * asks from elsewhere, with another program, or with the firmware that the copy was made of. A pure comparison of how a phone
 * asks now with how it has asked before.
 */

/**
 * - `off`: nobody looks.
 * - `report`: it is served, and an alarm says so.
 * - `hold`: it gets nothing until somebody has said that it is the phone. What explains a move is believed.
 * - `strict`: as `hold`, but only the phone's own networks and its site's explain one.
 */
export const holdLevels = ["off", "report", "hold", "strict"] as const;
export type HoldLevel = (typeof holdLevels)[number];

/** What is strange about an asker. */
export const holdReasons = ["network", "program", "model", "firmware"] as const;
export type HoldReason = (typeof holdReasons)[number];

/** How a phone asks. Null: the request does not say. */
export type Appearance = {
  /** As `homeNetwork` gives it. */
  readonly network: string;
  /** Which program asks: a make's own, else the first word of its User-Agent, `none` when it names none. Null over TFTP and LDAP. */
  readonly program: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
};

/** How a phone has asked until now. Null: it has not said yet. */
export type Home = {
  /** Newest first, at most `mostNetworks`. */
  readonly networks: readonly string[];
  readonly program: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
};

/** Networks that are remembered of a phone: office, home, the line that takes over. */
export const mostNetworks = 8;

/** What explains another network, besides that the phone has been there before. */
export type Surroundings = {
  /** The address lies in a network that the organisation has declared: for all, or for the phone's own site. */
  readonly declared: "organisation" | "site" | null;
  /** Another phone of the organisation is at home there. */
  readonly colleagues: boolean;
};

/** What is strange about it; empty: nothing. `level` tells which explanations count. */
export function strangeness(home: Home, seen: Appearance, around: Surroundings, level: HoldLevel): readonly HoldReason[] {
  const strange: HoldReason[] = [];
  if (!networkFits(home, seen.network, around, level)) strange.push("network");
  if (home.program !== null && seen.program !== null && seen.program !== home.program) strange.push("program");
  if (home.model !== null && seen.model !== null && seen.model !== home.model) strange.push("model");
  if (home.firmware !== null && seen.firmware !== null && compareVersions(seen.firmware, home.firmware) < 0)
    strange.push("firmware");
  return strange;
}

function networkFits(home: Home, network: string, around: Surroundings, level: HoldLevel): boolean {
  if (home.networks.length === 0 || home.networks.includes(network) || around.declared === "site") return true;
  if (level === "strict") return false;
  if (around.declared !== null || around.colleagues) return true;
  const pool = poolOf(network);
  return pool !== null && home.networks.some((known) => poolOf(known) === pool);
}

/** The home with what has been seen and believed. The same object when nothing is new. */
export function learned(home: Home | null, seen: Appearance): Home {
  if (!home) return { networks: [seen.network], program: seen.program, model: seen.model, firmware: seen.firmware };
  const { networks, ...said } = home;
  const next = {
    program: seen.program ?? said.program,
    model: seen.model ?? said.model,
    firmware: seen.firmware ?? said.firmware,
  };
  const known = networks.includes(seen.network);
  if (known && next.program === said.program && next.model === said.model && next.firmware === said.firmware) return home;
  return { ...next, networks: known ? networks : [seen.network, ...networks].slice(0, mostNetworks) };
}

/** The network that an address counts to: /24 of IPv4, /56 of IPv6, and this machine whole. Text that is no address is its own. */
export function homeNetwork(address: string): string {
  const one = parseNetwork(address);
  if (!one) return address;
  if (one.family === 4 && one.base >> 24n === 127n) return "127.0.0.0/8";
  return networkAround(address);
}

/**
 * Where a line's changing addresses come from: the /16 or /32 around a public network. A provider gives a line another
 * address out of such a pool; private networks are somebody's own, and each is one place. Null: it is no public network.
 */
function poolOf(network: string): string | null {
  const one = parseNetwork(network);
  if (!one || isPrivate(network)) return null;
  const [address = ""] = network.split("/");
  return parseNetwork(`${address}/${one.family === 4 ? 16 : 32}`)?.cidr ?? null;
}

function isPrivate(network: string): boolean {
  return /^(?:10\.|127\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd]|fe[89ab]|::1)/i.test(
    network,
  );
}
