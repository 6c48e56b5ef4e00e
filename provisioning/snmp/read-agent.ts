import type { AgentAnswer } from "../../db/phone-agents.ts";
import { agentOids, interfaceOids } from "./oids.ts";
import { SnmpClient, type SnmpPatience, type SnmpTarget } from "./session.ts";
import { macOf, numberOf, textOf } from "./values.ts";

const mostText = 255;

/**
 * What a phone's own agent says of itself: the system group, which every agent has (RFC 3418), and whose addresses its
 * interfaces have (IF-MIB, RFC 2863), where it tells.
 *
 * @param mac of the phone, 12 lower-case hex digits
 * @returns `another`: its interfaces have addresses, and none is the phone's
 * @throws SnmpFault
 */
export async function readAgent(
  target: SnmpTarget,
  mac: string,
  clock: () => Date,
  patience?: SnmpPatience,
): Promise<AgentAnswer | "another"> {
  const client = new SnmpClient(target, patience);
  try {
    const said = await client.get(agentOids);
    const at = clock().getTime();
    const { physical } = await client.columns({ physical: interfaceOids.physical });
    const macs = [...physical.values()].flatMap((value) => macOf(value) ?? []);
    if (macs.length > 0 && !macs.includes(mac)) return "another";
    // Hundredths of a second; it begins anew after 497 days.
    const up = numberOf(said.upTime);
    return {
      startedAt: up === null || up < 0 ? null : new Date(at - up * 10),
      description: textOf(said.description, mostText) || null,
      name: textOf(said.name, mostText) || null,
    };
  } finally {
    client.close();
  }
}
