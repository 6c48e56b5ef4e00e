import type { KnownHome } from "../db/phone-homes.ts";
import { type Appearance, type Home, homeNetwork } from "../domain/hold.ts";
import type { VendorId } from "../domain/plan.ts";
import { recogniseRequest } from "../templates/index.ts";

/** What a User-Agent says by itself, whatever is asked for. */
type Agent = { readonly vendor: VendorId | null; readonly model: string | null };

const unsaid: Agent = { vendor: null, model: null };
const mostRemembered = 8_000;
const agents = new Map<string, Agent>();
const networks = new Map<string, string>();

function agentOf(userAgent: string): Agent {
  const known = agents.get(userAgent);
  if (known) return known;
  const { vendor, model } = recogniseRequest({ method: "GET", path: "/", userAgent, certificateSubject: null });
  const agent = { vendor, model };
  if (agents.size >= mostRemembered) agents.clear();
  if (userAgent.length <= 300) agents.set(userAgent, agent);
  return agent;
}

/** The network that the address counts to; remembered for those who asked last. */
export function networkOf(address: string): string {
  const known = networks.get(address);
  if (known !== undefined) return known;
  const network = homeNetwork(address);
  if (networks.size >= mostRemembered) networks.clear();
  networks.set(address, network);
  return network;
}

/**
 * How somebody asks, but for the firmware: that the whole request says. A program that is no make's is named by its first word; over TFTP and LDAP none is heard of.
 *
 * @param named false: the protocol has no User-Agent
 */
export function appearanceOf(address: string, userAgent: string | null, named: boolean): Appearance {
  const network = networkOf(address);
  if (!named) return { network, program: null, model: null, firmware: null };
  const { vendor, model } = userAgent === null ? unsaid : agentOf(userAgent);
  const program = vendor ?? /^[A-Za-z0-9._-]{1,40}/.exec(userAgent ?? "")?.[0].toLowerCase() ?? "none";
  return { network, program: vendor === null ? `other:${program}` : program, model, firmware: null };
}

/** As much of an appearance as a phone is remembered by: a program of no make is no phone's. */
export function remembered(seen: Appearance): Appearance {
  return seen.program?.startsWith("other:") ? { ...seen, program: null } : seen;
}

/** What the database knows of how a phone asks; its last contact where nothing else is kept yet. */
export function homeOf(known: KnownHome | null): Home | null {
  if (known?.home) return known.home;
  if (!known?.contact) return null;
  const { address, userAgent, firmware } = known.contact;
  const { program, model } = remembered(appearanceOf(address, userAgent, userAgent !== null));
  return { networks: [networkOf(address)], program, model, firmware };
}
