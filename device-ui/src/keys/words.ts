import { asksThisServer } from "../../../domain/key-rules.ts";
import type { KeyTarget } from "../../../domain/phone-key.ts";
import type { KeyView, MisfitReason, Subject } from "../data/keys.ts";
import { formatInstant } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { type KeyData, placeOf } from "./draft.ts";
import { displayed, type KeyProblem } from "./shown.ts";

/** `Knapp 7, sida 1`, `Modul 1, knapp 12, sida 1` @param at `0/7` */
export function placeName(subject: Subject, at: string): string {
  const { module, index } = placeOf(at);
  const spot = subject.shape?.keys.find((one) => one.module === module && one.index === index);
  const pages = subject.shape?.keys.filter((one) => one.module === module && one.page > 1).length ?? 0;
  if (module > 0)
    return spot ? t("keys.place.module_page", { module, index, page: spot.page }) : t("keys.place.module", { module, index });
  return spot && pages > 0 ? t("keys.place.page", { index, page: spot.page }) : t("keys.place", { index });
}

/** What pressing it does, in one sentence. */
export function effectOf(data: KeyData): string {
  const { kind, value, account } = data;
  const target = targetName(data);
  if (kind === "line") return t("keys.says.line", { account });
  if (kind === "url" || kind === "dtmf") return t(`keys.says.${kind}`, { value: value ?? "…" });
  if (kind === "speedDial" || kind === "blf" || kind === "groupLogin") return t(`keys.says.${kind}`, { target: target ?? "…" });
  if (target !== null && (kind === "voicemail" || kind === "pickup" || kind === "transfer" || kind === "forward")) {
    return t(`keys.says.${kind}_of`, { target });
  }
  return t(`keys.says.${kind}`);
}

/** What a key that asks this server does; null: it does not ask. */
export function actsText(subject: Subject, data: KeyData): string | null {
  if (!asksThisServer(data, subject.codes)) return null;
  return t(data.kind === "diversion" ? "keys.acts.diversion" : "keys.acts.groupLogin");
}

/** Why such a key does nothing for whoever presses it on this phone; null: it does, or a layout cannot tell. */
export function actsWarning({ presser, codes }: Subject, data: KeyData): string | null {
  if (presser === "unknown" || !asksThisServer(data, codes)) return null;
  if (presser === null) return t("keys.acts.nobody");
  if (data.kind !== "groupLogin" || data.target === null || data.target.kind !== "group") return null;
  if (presser.groups.includes(data.target.id)) return null;
  return t("keys.acts.no_member", { who: presser.name, group: data.targetName ?? t("keys.target.gone") });
}

/** Whom it calls, as one reads it; null: nobody. */
export function targetName({ target, targetName: name }: KeyData): string | null {
  if (target === null) return null;
  return target.kind === "number" ? displayed(target.number) : (name ?? t("keys.target.gone"));
}

/** `Eva Lund: ringer Eva Lund …`, or "tom": for a choice between two. */
export function keyInWords(data: KeyData | null, label: string): string {
  if (data === null || data.kind === "blank") return t("phone.empty");
  const locked = data.locked ? ` ${t("keys.locked_short")}` : "";
  return `${label ? `${label}: ` : ""}${effectOf(data)}${locked}`;
}

/** Why the model cannot have the key. */
export function misfitText(reason: MisfitReason, subject: Subject, data: KeyData | null): string {
  const model = subject.shape?.name ?? subject.name;
  if (reason === "no_such_key" || reason === "kind_not_supported" || reason === "no_browser")
    return t(`keys.misfit.${reason}`, { model });
  if (reason === "account_missing") return t("keys.misfit.account_missing", { account: data?.account ?? 1 });
  if (reason === "target_has_no_number") return t("keys.misfit.target_has_no_number", { target: data?.targetName ?? "" });
  return t(`keys.misfit.${reason}`);
}

export function problemText(problem: KeyProblem, kind: KeyData["kind"]): string {
  if (problem === "value_refused" || problem === "value_missing")
    return t(kind === "url" ? "keys.problem.url" : kind === "dtmf" ? "keys.problem.dtmf" : "keys.problem.code");
  return t(`keys.problem.${problem}`);
}

/** Who put it there and when. */
export function originText({ origin, from }: KeyView): string {
  const name = origin.name || "–";
  const where =
    from === "layout" ? t("keys.from.layout", { name }) : from === "klyka" ? t("keys.from.klyka") : t("keys.from.phone");
  return origin.by && origin.at
    ? `${where} ${t("keys.from.by", { who: origin.by, when: formatInstant(new Date(origin.at)) })}`
    : where;
}

export function targetKindWord(kind: KeyTarget["kind"]): string {
  return t(`keys.target.${kind}`);
}

export function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
