import type { TemplateResult } from "lit";
import { writeMac } from "../../../../domain/mac.ts";
import { state } from "../../components/states.ts";
import type { AlarmView, PhoneRowView } from "../../data/phones.ts";
import { spokenInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";

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
