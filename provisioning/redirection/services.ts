import type { RedirectionKind } from "../../domain/redirection.ts";
import type { Service, ServiceParts } from "./contract.ts";
import { polyZtp } from "./poly-ztp.ts";
import { snomSraps } from "./snom-sraps.ts";
import { snomXmlRpc } from "./snom-xml-rpc.ts";
import { escapeXml } from "./xml-rpc.ts";
import { yealinkRps } from "./yealink-rps.ts";
import { yealinkYmcs } from "./yealink-ymcs.ts";

const makers: Readonly<Record<RedirectionKind, (parts: ServiceParts) => Service>> = {
  yealink_rps: yealinkRps,
  yealink_ymcs: yealinkYmcs,
  snom_sraps: snomSraps,
  snom_xmlrpc: snomXmlRpc,
  poly_ztp: polyZtp,
};

/** The service that an account is at. */
export function serviceOf(parts: ServiceParts): Service {
  return makers[parts.account.kind](parts);
}

/** Everything of an account that must not be seen when the service sends it back. */
export function secretsOf({ userName, secret }: { readonly userName: string; readonly secret: string }): string[] {
  const pair = Buffer.from(`${userName}:${secret}`, "utf8").toString("base64");
  return [secret, encodeURIComponent(secret), escapeXml(secret), JSON.stringify(secret).slice(1, -1), pair];
}
