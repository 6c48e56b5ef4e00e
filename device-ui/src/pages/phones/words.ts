import type { TemplateResult } from "lit";
import { writeMac } from "../../../../domain/mac.ts";
import { state } from "../../components/states.ts";
import type { AlarmView, PhoneRowView, PhoneView } from "../../data/phones.ts";
import { spokenInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";

type AgentView = NonNullable<PhoneView["agent"]>;

/** What a phone is called: its label, else its address. */
export function phoneName({ label, mac }: Pick<PhoneRowView, "label" | "mac">): string {
  return label || writeMac(mac);
}

/** How far the phone is trusted. */
export function stateCell({ state: is }: Pick<PhoneRowView, "state">): TemplateResult {
  return state(is === "bound" ? "live" : is === "claimed" ? "waiting" : "off", t(`phones.state.${is}`));
}

/** `14:03`, `i går 16:20`; a dash when never. */
export function whenText(at: string | null): string {
  return at === null ? t("phones.never") : spokenInstant(new Date(at), new Date());
}

/** What the phone's own SNMP agent says, or why it says nothing, and when it did last. */
export function agentText({ fault, startedAt, answeredAt }: AgentView): string {
  const up = startedAt === null ? t("phones.agent.answers") : t("phones.agent.up", { since: whenText(startedAt) });
  if (fault === null) return up;
  const silent = t(`phones.agent.fault.${fault}`);
  return answeredAt === null ? silent : `${silent} ${t("phones.agent.before", { when: whenText(answeredAt) })}`;
}

/** What happened, and what to do about it. */
export function alarmText({ kind, address, mac, count }: AlarmView): string {
  const of = { address: address ?? "–", mac: mac === null ? "–" : writeMac(mac) };
  const text = t(`phones.alarm.${kind}`, of);
  return count > 1 ? `${text} ${t("phones.alarm.times", { count })}` : text;
}

/** What a select offers: none first. */
export function choicesOf(rows: readonly { readonly id: string; readonly name: string }[], none: string) {
  return [{ value: "", label: none }, ...rows.map(({ id, name }) => ({ value: id, label: name }))];
}
