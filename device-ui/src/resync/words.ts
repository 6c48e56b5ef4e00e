import type { TemplateResult } from "lit";
import { type StateTone, state } from "../components/states.ts";
import type { PhoneRowView } from "../data/phones.ts";
import type { AskedView, PhoneResyncView } from "../data/resync.ts";
import { spokenInstant } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";

/** A phone that has answered and does not come within so long has not understood. Milliseconds. */
const patience = 120_000;

const tones: Readonly<Record<NonNullable<AskedView["result"]>, StateTone>> = {
  accepted: "live",
  not_needed: "live",
  not_registered: "waiting",
  timeout: "waiting",
  unreachable: "stop",
  exchange_fault: "stop",
  refused: "stop",
  rejected: "stop",
  no_account: "stop",
  not_allowed: "stop",
};

/** How it stands with asking a phone, as one sentence with its tone. */
export function howItStands(
  view: PhoneResyncView,
  delivery: PhoneRowView["delivery"],
  now: Date,
): { tone: StateTone; text: string } {
  const { resync } = view;
  if (resync === null || (resync.state === "done" && resync.result === null)) return { tone: "off", text: t("resync.none") };
  if (resync.state === "sending") return { tone: "waiting", text: t("resync.sending") };
  const when = spoken(resync.resultAt, now);
  if (resync.state === "waiting") {
    const due = resync.dueAt === null || Date.parse(resync.dueAt) <= now.getTime() + 2000 ? null : spoken(resync.dueAt, now);
    if (resync.result !== null && resync.tries > 0) {
      const again = due === null ? t("resync.turn") : t("resync.again", { when: due });
      return { tone: tones[resync.result], text: `${t(`resync.why.${resync.result}`, { when })} ${again}` };
    }
    return { tone: "waiting", text: due === null ? t("resync.turn") : t("resync.later", { when: due }) };
  }
  if (resync.result === "accepted") return answered(resync, view.lastContactAt, delivery, now);
  const result = resync.result ?? "not_needed";
  return { tone: tones[result], text: t(`resync.why.${result}`, { when }) };
}

function answered(
  { resultAt }: AskedView,
  lastContactAt: string | null,
  delivery: PhoneRowView["delivery"],
  now: Date,
): { tone: StateTone; text: string } {
  const when = spoken(resultAt, now);
  const since = lastContactAt !== null && lastContactAt >= (resultAt ?? "");
  if (since)
    return delivery === "fetched"
      ? { tone: "live", text: t("resync.came", { when }) }
      : { tone: "waiting", text: t("resync.partly", { when }) };
  if (delivery === "fetched") return { tone: "live", text: t("resync.why.accepted", { when }) };
  const late = resultAt !== null && now.getTime() - Date.parse(resultAt) > patience;
  return { tone: "waiting", text: t(late ? "resync.silent" : "resync.answered", { when }) };
}

/** Who wanted it, while it waits. */
export function whoAsked({ reason, askedBy, askedAt }: AskedView, now: Date): string {
  const when = spoken(askedAt, now);
  return reason === "change" || askedBy === "" ? t("resync.changed", { when }) : t("resync.by", { who: askedBy, when });
}

const ways = ["sip-udp", "sip-tcp", "sip-tls", "https"] as const;

/** What was answered, word for word; empty: nothing. */
export function verbatim({ status, answer, via }: AskedView): string {
  const known = ways.find((way) => way === via);
  const words = [status === null ? "" : String(status), answer ?? ""].filter(Boolean).join(" ");
  return [words, known ? t(`resync.via.${known}`) : ""].filter(Boolean).join(" · ");
}

/** In a row of the list. */
export function resyncCell({ resync }: Pick<PhoneRowView, "resync">): TemplateResult | "" {
  if (resync === null) return "";
  const now = new Date();
  if (resync.state === "sending") return state("waiting", t("resync.row.sending"));
  if (resync.state === "waiting" && resync.result === null) {
    const soon = resync.dueAt === null || Date.parse(resync.dueAt) < now.getTime() + 60_000;
    return state("waiting", soon ? t("resync.row.waiting") : t("resync.row.later", { when: spoken(resync.dueAt, now) }));
  }
  return resync.result === null ? "" : state(tones[resync.result], t(`resync.result.${resync.result}`));
}

export function spoken(at: string | null, now: Date): string {
  return at === null ? "" : spokenInstant(new Date(at), now);
}
