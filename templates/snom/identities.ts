import type { Plan, PlanAccount, Registrar } from "../../domain/plan.ts";
import type { PhoneModel } from "../model.ts";
import { builtIn, ofIdentity, onOff, type Parameter } from "./parameter.ts";

/** Accounts of the plan as the phone's identities, and every identity it has besides switched off: a removed one stays otherwise. */
export function identities(plan: Plan, model: PhoneModel): readonly Parameter[] {
  const codecs = codecList(plan.settings.codecs.value);
  return Array.from({ length: model.accounts }, (_, at) => at + 1).flatMap((position) => {
    const account = plan.accounts.find((candidate) => candidate.position === position);
    if (!account) return unused(position);
    return [
      ...who(account),
      ...exchange(account),
      ...media(account),
      ofIdentity("codec_priority_list", position, codecs, plan.settings.codecs.origin),
    ];
  });
}

/** The password goes as well: a person who left the phone leaves no secret on it. */
function unused(position: number): readonly Parameter[] {
  return [ofIdentity("user_active", position, "off", builtIn), ofIdentity("user_pass", position, "", builtIn)];
}

function who(account: PlanAccount): readonly Parameter[] {
  const own = (name: string, value: string) => ofIdentity(name, account.position, value, account.origin);
  return [
    own("user_active", "on"),
    own("user_realname", account.displayName),
    own("user_idle_text", account.label),
    own("user_name", account.sipUser),
    own("user_pname", account.authUser),
    own("user_pass", account.password),
    own("user_mailbox", account.voicemailNumber ?? ""),
  ];
}

function exchange(account: PlanAccount): readonly Parameter[] {
  const own = (name: string, value: string) => ofIdentity(name, account.position, value, account.exchangeOrigin);
  return [
    own("user_host", hostAndPort(account)),
    own("user_outbound", outbound(account)),
    own("user_expiry", String(account.expires)),
  ];
}

/** With a proxy of its own the registrar's port has no other place than behind the host. */
function hostAndPort({ registrar, outboundProxy }: PlanAccount): string {
  return outboundProxy && registrar.port !== null ? `${bracketed(registrar.host)}:${registrar.port}` : bracketed(registrar.host);
}

/** Where requests are sent, then the exchange to turn to when it is silent; the transport has no setting but this. */
function outbound(account: PlanAccount): string {
  const first = account.outboundProxy ?? account.registrar;
  const hops = account.backupRegistrar ? [first, account.backupRegistrar] : [first];
  return hops.map((hop) => hopText(hop, account)).join(",");
}

/** With `dns` the phone looks up NAPTR and SRV records itself, which a port or a transport would prevent. */
function hopText(hop: Registrar, { transport }: PlanAccount): string {
  const host = bracketed(hop.host);
  if (transport === "dns") return hop.port === null ? host : `${host}:${hop.port}`;
  return `${host}:${hop.port ?? (transport === "tls" ? 5061 : 5060)};transport=${transport}`;
}

function bracketed(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

/**
 * All three SRTP settings are written, whatever the firmware's defaults are. `user_auth_tag` off means the 80-bit tag
 * that exchanges expect; with the other one, calls fall silent after hold.
 */
function media(account: PlanAccount): readonly Parameter[] {
  const own = (name: string, value: string) => ofIdentity(name, account.position, value, account.exchangeOrigin);
  const savp = { off: "off", optional: "optional", required: "mandatory" } as const;
  return [own("user_srtp", onOff(account.srtp !== "off")), own("user_savp", savp[account.srtp]), own("user_auth_tag", "off")];
}

const codecNames: ReadonlyMap<string, string> = new Map([
  ["g722", "g722"],
  ["pcma", "pcma"],
  ["pcmu", "pcmu"],
  ["g729", "g729"],
  ["gsm", "gsm"],
  ["g723", "g723"],
]);

/** Codecs that no Snom has are left out; `telephone-event` must stand in the list, or key tones are lost. */
function codecList(codecs: readonly string[]): string {
  const spoken = codecs.map((codec) => codecNames.get(codec.toLowerCase())).filter((codec) => codec !== undefined);
  return [...(spoken.length > 0 ? spoken : ["pcma"]), "telephone-event"].join(",");
}
