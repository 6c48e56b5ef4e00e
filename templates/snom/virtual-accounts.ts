import type { PhoneModel } from "../model.ts";
import type { VirtualAccount } from "../virtual/contract.ts";
import type { SettingStore } from "./virtual-store.ts";

/** The identities that are switched on. */
export function readAccounts(settings: SettingStore, model: PhoneModel): readonly VirtualAccount[] {
  const positions = Array.from({ length: model.accounts }, (_, at) => at + 1);
  return positions
    .filter((position) => settings.text("user_active", position) === "on")
    .map((position) => {
      const hops = settings.text("user_outbound", position).split(",");
      return {
        position,
        label: settings.text("user_idle_text", position),
        displayName: settings.text("user_realname", position),
        user: settings.text("user_name", position),
        authUser: settings.text("user_pname", position),
        password: settings.text("user_pass", position),
        server: hostOf(settings.text("user_host", position)),
        transport: /;transport=(\w+)/.exec(hops[0] ?? "")?.[1] ?? "dns",
        backup: hops[1] === undefined ? null : hostOf(hops[1]),
      };
    });
}

/** `[2001:db8::1]:5061;transport=tls` → `2001:db8::1`. */
function hostOf(hop: string): string {
  const [address = ""] = hop.split(";");
  return /^\[([^\]]*)\]/.exec(address)?.[1] ?? address.replace(/:\d+$/, "");
}
