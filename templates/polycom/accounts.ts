import type { Plan, PlanAccount, Srtp, Transport } from "../../domain/plan.ts";
import type { PhoneModel } from "../model.ts";
import type { Parameter } from "./xml.ts";

/** Registrations, their servers, their mailboxes. */
export function accountParameters(plan: Plan, model: PhoneModel): Parameter[] {
  const agree = new Set(plan.accounts.map(({ srtp }) => srtp)).size < 2;
  return plan.accounts.flatMap((account) => [
    ...identity(account, lineKeysOf(plan, account.position)),
    ...servers(account, model),
    ...(agree ? [] : srtp(account)),
    ...mailbox(account),
  ]);
}

/** How many keys the registration takes; at least the one it takes by itself. */
function lineKeysOf(plan: Plan, position: number): number {
  return Math.max(1, plan.keys.filter((key) => key.kind === "line" && key.account === position).length);
}

function identity(account: PlanAccount, lineKeys: number): Parameter[] {
  const { origin } = account;
  const reg = (name: string, value: string): Parameter => ({ name: `reg.${account.position}.${name}`, value, origin });
  return [
    reg("address", account.sipUser),
    reg("auth.userId", account.authUser),
    reg("auth.password", account.password),
    reg("displayName", account.displayName),
    reg("label", account.label),
    reg("type", "private"),
    reg("lineKeys", String(lineKeys)),
  ];
}

function servers(account: PlanAccount, model: PhoneModel): Parameter[] {
  const origin = account.exchangeOrigin;
  const reg = (name: string, value: string | number): Parameter => ({
    name: `reg.${account.position}.${name}`,
    value: String(value),
    origin,
  });
  const transport = transportWord(account.transport, model);
  const registrars = [account.registrar, account.backupRegistrar].filter((registrar) => registrar !== null);
  return [
    ...registrars.flatMap(({ host, port }, at) => [
      reg(`server.${at + 1}.address`, host),
      ...(port === null ? [] : [reg(`server.${at + 1}.port`, port)]),
      reg(`server.${at + 1}.transport`, transport),
      reg(`server.${at + 1}.expires`, account.expires),
      reg(`server.${at + 1}.register`, 1),
    ]),
    ...(account.outboundProxy === null
      ? []
      : [
          reg("outboundProxy.address", account.outboundProxy.host),
          ...(account.outboundProxy.port === null ? [] : [reg("outboundProxy.port", account.outboundProxy.port)]),
          reg("outboundProxy.transport", transport),
        ]),
  ];
}

/** Spelt as this model's software wants it: `UDPOnly` from 4.0 on, `UDPonly` before. */
function transportWord(transport: Transport, model: PhoneModel): string {
  const words: Record<Transport, unknown> = {
    udp: model.dialect.transportUdp,
    tcp: model.dialect.transportTcp,
    tls: model.dialect.transportTls,
    dns: model.dialect.transportDns,
  };
  return String(words[transport]);
}

const srtpFlags: Record<Srtp, readonly [enable: string, offer: string, require: string]> = {
  off: ["0", "0", "0"],
  optional: ["1", "1", "0"],
  required: ["1", "1", "1"],
};

function srtp(account: PlanAccount): Parameter[] {
  const [enable, offer, require] = srtpFlags[account.srtp];
  const origin = account.exchangeOrigin;
  return [
    { name: `reg.${account.position}.srtp.enable`, value: enable, origin },
    { name: `reg.${account.position}.srtp.offer`, value: offer, origin },
    { name: `reg.${account.position}.srtp.require`, value: require, origin },
  ];
}

function mailbox(account: PlanAccount): Parameter[] {
  const mwi = (name: string, value: string): Parameter => ({
    name: `msg.mwi.${account.position}.${name}`,
    value,
    origin: account.exchangeOrigin,
  });
  if (account.voicemailNumber === null) return [mwi("callBackMode", "disabled")];
  return [mwi("subscribe", account.sipUser), mwi("callBackMode", "contact"), mwi("callBack", account.voicemailNumber)];
}

/**
 * SRTP for the phone as a whole. The per-registration names are not verified, the global ones are: they say what every
 * account can live with, and when all accounts agree they stand alone.
 */
export function srtpParameters(accounts: readonly PlanAccount[]): Parameter[] {
  const first = accounts[0];
  if (!first) return [];
  const wanted: Srtp = accounts.every(({ srtp }) => srtp === first.srtp) ? first.srtp : "optional";
  const [enable, offer, require] = srtpFlags[wanted];
  const origin = first.exchangeOrigin;
  return [
    { name: "sec.srtp.enable", value: enable, origin },
    { name: "sec.srtp.offer", value: offer, origin },
    { name: "sec.srtp.require", value: require, origin },
  ];
}
