import type { Origin } from "../../domain/plan.ts";
import { inFlash } from "./settings.ts";
import type { Parameter } from "./xml.ts";

/**
 * Sends the phone to its own provisioning address from now on. `Static` makes it count also where DHCP names a server:
 * otherwise the phone would go on asking there, without its token. (Names: FusionPBX templates, administrator guide;
 * that `device.prov.serverName` takes a whole URL with a path is what deployed systems do, not verified on a phone.)
 */
export function serverParameters(url: string, origin: Origin): Parameter[] {
  const scheme = /^(https|http|tftp|ftps|ftp):/i.exec(url)?.[1] ?? "https";
  return [
    ...inFlash("device.prov.serverType", scheme.toUpperCase(), origin),
    ...inFlash("device.prov.serverName", url.replace(/\/+$/, ""), origin),
    ...inFlash("device.dhcp.bootSrvUseOpt", "Static", origin),
  ];
}
