import { html, nothing, type TemplateResult } from "lit";
import { writeMac } from "../../../../domain/mac.ts";
import { badge, type StateTone, state } from "../../components/states.ts";
import type { FindingView, PortView, SeatView, SwitchRowView } from "../../data/switches.ts";
import { spokenInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";

/** `14:03`, `i går 16:20`. */
export function whenOf(at: string): string {
  return spokenInstant(new Date(at), new Date());
}

type SwitchState = Pick<SwitchRowView, "state" | "okAt">;

function stateWords({ state: is, okAt }: SwitchState): readonly [StateTone, string] {
  if (is === "failing") return ["stop", t("switches.state.failing")];
  return okAt === null ? ["off", t("switches.state.never")] : ["live", t("switches.state.ok", { when: whenOf(okAt) })];
}

/** Whether it answers, in a list and beside a heading. */
export function switchState(one: SwitchState): TemplateResult {
  return state(...stateWords(one));
}
export function switchBadge(one: SwitchState): TemplateResult {
  return badge(...stateWords(one));
}

type Brief = FindingView["phone"];

/** Whose phone it is: the person, else its label, else its address. */
export function whoseText(phone: Brief, mac: string): string {
  return phone?.user?.name || phone?.label || writeMac(mac);
}

/** What an occupied or empty port is, in one word: also how it looks. */
export const portLooks = ["phone", "stranger", "missing", "fault", "uplink", "link", "off", "free"] as const;
export type PortLook = (typeof portLooks)[number];

export function portLook({ phones, uplink, enabled, link, poe, others }: PortView): PortLook {
  const here = phones.filter(({ goneAt }) => goneAt === null);
  if (here.length > 0) return here.some(({ phone }) => phone !== null) ? "phone" : "stranger";
  if (uplink !== null) return "uplink";
  if (poe === "fault" || poe === "denied") return "fault";
  if (phones.some(({ phone }) => phone !== null)) return "missing";
  if (!enabled) return "off";
  return link || others > 0 ? "link" : "free";
}

/** Who is there, else who was there last. */
export function seatShown({ phones }: Pick<PortView, "phones">): SeatView | null {
  return phones.find(({ goneAt }) => goneAt === null) ?? phones.find(({ phone }) => phone !== null) ?? null;
}

export function seatText({ phone, mac }: SeatView): string {
  return phone ? whoseText(phone, mac) : `${t("switches.port.stranger")} ${writeMac(mac)}`;
}

/** What a port is called by who hears it. */
export function portLabel(port: PortView): string {
  const look = portLook(port);
  const seat = seatShown(port);
  const who = seat ? seatText(seat) : "";
  const { name } = port;
  if (look === "phone" || look === "missing") return t(`switches.port.label.${look}`, { port: name, who });
  return t(`switches.port.label.${look}`, { port: name });
}

export function linkText({ enabled, link, speed }: PortView): string {
  if (!enabled) return t("switches.port.link.off");
  if (!link) return t("switches.port.link.down");
  return speed === null ? t("switches.port.link.up_plain") : t("switches.port.link.up", { speed: speedText(speed) });
}

/** `100 Mbit/s`, `10 Gbit/s`. */
function speedText(megabits: number): string {
  return megabits >= 1000 && megabits % 500 === 0 ? `${megabits / 1000} Gbit/s` : `${megabits} Mbit/s`;
}

export function vlanText({ vlan, voiceVlan }: Pick<PortView, "vlan" | "voiceVlan">, own: number | null = null): string {
  if (own !== null) return String(own);
  if (vlan === null) return "–";
  return voiceVlan === null || voiceVlan === vlan
    ? String(vlan)
    : t("switches.port.vlan.voice", { vlan: String(vlan), voice: String(voiceVlan) });
}

export function powerText({ poe, watts, wattsFrom }: Pick<PortView, "poe" | "watts" | "wattsFrom">): string {
  if (poe === null) return t("switches.poe.none");
  const said = t(`switches.poe.${poe}`);
  return watts === null || wattsFrom === null ? said : `${said}, ${t(`switches.watts.${wattsFrom}`, { watts })}`;
}

export function uplinkText({ uplink, addresses }: PortView): string {
  return uplink === null
    ? ""
    : uplink === "many"
      ? t("switches.uplink.many", { count: addresses })
      : t(`switches.uplink.${uplink}`);
}

/** What is noticed. @param withSwitch false: it stands beside the switch itself */
export function findingText({ kind, phone, mac, newMac, portName, switch: at, from }: FindingView, withSwitch = true): string {
  const port = withSwitch ? `${at.name} ${portName}` : portName;
  const who = whoseText(phone, mac);
  if (kind === "phone_moved") return t("switches.finding.phone_moved", { who, port, from: from ?? "" });
  if (kind === "new_phone") return t("switches.finding.new_phone", { who, port, mac: newMac === null ? "" : writeMac(newMac) });
  return t(`switches.finding.${kind}`, { who, port });
}

/** What can be done about it; nothing where it is plain. */
export function findingAdvice({ kind }: FindingView): string {
  return kind === "phone_moved" || kind === "new_phone" ? "" : t(`switches.finding.do.${kind}`);
}

/** Of each kind whether it needs a person. */
export function findingTone({ kind }: FindingView): StateTone {
  return kind === "phone_moved" ? "off" : kind === "new_phone" ? "waiting" : "stop";
}

/** How taking the power away went; nothing when it has not been asked for lately. */
export function cycleText({ cycle }: PortView): TemplateResult | typeof nothing {
  if (cycle === null) return nothing;
  const { state: is, fault, askedBy, askedAt, endedAt } = cycle;
  const when = whenOf(endedAt ?? askedAt);
  const said =
    is === "waiting" || is === "off"
      ? t(`switches.cycle.state.${is}`)
      : is === "done"
        ? t("switches.cycle.state.done", { who: askedBy, when })
        : t(`switches.cycle.state.${is}`, { when, why: whyNot(fault) });
  const tone = is === "done" ? "live" : is === "waiting" || is === "off" ? "waiting" : "stop";
  return html`<p class="notice ${tone}" role="status">${said}</p>`;
}

const refusals = ["uplink", "others", "no_power", "not_writable", "phone_elsewhere", "port_gone"] as const;
const faults = ["timeout", "unreachable", "credential", "address_refused", "unreadable"] as const;

/** Why the power was not, or may not be, taken away. */
export function whyNot(code: string | null): string {
  const refusal = refusals.find((one) => one === code);
  if (refusal) return t(`switches.refusal.${refusal}`);
  const fault = faults.find((one) => one === code);
  return fault ? t(`switches.fault.${fault}`) : "";
}

/** How many ports give power, and how much of it is known. */
export function switchPower({ powered, watts }: Pick<SwitchRowView, "powered" | "watts">): string {
  if (powered === 0) return "–";
  return watts > 0 ? t("switches.power", { count: powered, watts }) : t("switches.power.unmeasured", { count: powered });
}
