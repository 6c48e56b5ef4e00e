import type { Plan, PlanAccount, Registrar, Srtp, Transport } from "../../domain/plan.ts";
import type { PhoneModel } from "../model.ts";
import { type Parameter, parametersOf, type Section, type Value } from "./parameter.ts";

const transports: Readonly<Record<Transport, number>> = { udp: 0, tcp: 1, tls: 2, dns: 3 };
/** Port 0 with transport 3: NAPTR and SRV records say. */
const defaultPorts: Readonly<Record<Transport, number>> = { udp: 5060, tcp: 5060, tls: 5061, dns: 0 };
/** As V8x counts; comments of V7x templates have 1 and 2 the other way round. */
const srtpModes: Readonly<Record<Srtp, number>> = { off: 0, optional: 1, required: 2 };
const codecs = ["g722", "pcma", "pcmu", "opus", "g729", "ilbc"] as const;

/** Every account position of the model: those planned are set in full, the others switched off and emptied. */
export function accountsSection(plan: Plan, model: PhoneModel): Section {
  const planned = new Map(plan.accounts.map((account) => [account.position, account]));
  const positions = Array.from({ length: model.accounts }, (_, at) => at + 1);
  return {
    title: "Accounts",
    parameters: positions.flatMap((position) => {
      const account = planned.get(position);
      return account ? usedAccount(plan, account) : unusedAccount(position);
    }),
  };
}

function usedAccount(plan: Plan, account: PlanAccount): Parameter[] {
  const { position: x, transport } = account;
  const backup = account.backupRegistrar;
  return [
    ...parametersOf(account.origin, [
      [`account.${x}.enable`, true],
      [`account.${x}.label`, account.label],
      [`account.${x}.display_name`, account.displayName],
      [`account.${x}.user_name`, account.sipUser],
      [`account.${x}.auth_name`, account.authUser],
      [`account.${x}.password`, account.password],
    ]),
    ...parametersOf(account.exchangeOrigin, [
      ...server(x, 1, account.registrar, transport, account.expires),
      ...server(x, 2, backup, transport, account.expires),
      ...outboundProxy(x, account.outboundProxy, transport),
      [`account.${x}.srtp_encryption`, srtpModes[account.srtp]],
      [`account.${x}.subscribe_mwi`, account.voicemailNumber !== null],
      [`account.${x}.display_mwi.enable`, account.voicemailNumber !== null],
      [`voice_mail.number.${x}`, account.voicemailNumber],
    ]),
    ...parametersOf(plan.settings.pickupCode.origin, [[`account.${x}.direct_pickup_code`, plan.settings.pickupCode.value]]),
    ...codecParameters(x, plan.settings.codecs),
  ];
}

function server(x: number, y: number, registrar: Registrar | null, transport: Transport, expires: number): [string, Value][] {
  return [
    [`account.${x}.sip_server.${y}.address`, registrar?.host ?? null],
    [`account.${x}.sip_server.${y}.port`, registrar ? (registrar.port ?? defaultPorts[transport]) : null],
    [`account.${x}.sip_server.${y}.transport_type`, registrar ? transports[transport] : null],
    [`account.${x}.sip_server.${y}.expires`, registrar ? expires : null],
  ];
}

function outboundProxy(x: number, proxy: Registrar | null, transport: Transport): [string, Value][] {
  return [
    [`account.${x}.outbound_proxy_enable`, proxy !== null],
    [`account.${x}.outbound_proxy.1.address`, proxy?.host ?? null],
    [`account.${x}.outbound_proxy.1.port`, proxy ? (proxy.port ?? defaultPorts[transport]) : null],
  ];
}

function codecParameters(x: number, wanted: Plan["settings"]["codecs"]): Parameter[] {
  const order = wanted.value.map((name) => name.toLowerCase());
  return codecs.flatMap((codec) => {
    const at = order.indexOf(codec);
    return parametersOf(wanted.origin, [
      [`account.${x}.codec.${codec}.enable`, at >= 0],
      ...(at < 0 ? [] : [[`account.${x}.codec.${codec}.priority`, at + 1] as const]),
    ]);
  });
}

const unused = new Map<number, readonly Parameter[]>();

/** What identified the account before goes too: a phone keeps what no file mentions. Always the same, so made once. */
function unusedAccount(x: number): readonly Parameter[] {
  const made =
    unused.get(x) ??
    parametersOf(null, [
      [`account.${x}.enable`, false],
      [`account.${x}.label`, null],
      [`account.${x}.display_name`, null],
      [`account.${x}.user_name`, null],
      [`account.${x}.auth_name`, null],
      [`account.${x}.password`, null],
      [`account.${x}.sip_server.1.address`, null],
      [`voice_mail.number.${x}`, null],
    ]);
  unused.set(x, made);
  return made;
}
