import { parseNetwork } from "../domain/networks.ts";
import type { OutboundReach } from "../domain/outbound.ts";
import type { Settings } from "./settings.ts";

/** What calls may reach that go to addresses which people enter. */
export function outboundReach({ outboundPrivate, outboundDeny }: Settings): OutboundReach {
  const denied = outboundDeny.flatMap(({ address, bits }) => parseNetwork(`${address}/${bits}`) ?? []);
  return { privateToo: outboundPrivate, denied };
}
