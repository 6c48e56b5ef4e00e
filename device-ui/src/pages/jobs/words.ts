import type { TemplateResult } from "lit";
import { isAskedSetting, settingForms } from "../../../../domain/setting-forms.ts";
import { state } from "../../components/states.ts";
import type { JobChange, JobItemView, JobView } from "../../data/jobs.ts";
import { t } from "../../i18n/index.ts";
import { settingName, valueText } from "../phone-settings/words.ts";

/** A setting in people's words; one that is asked for nowhere is called as in the catalogue. */
function settingText({ name, value }: Extract<JobChange, { what: "setting" }>): string {
  if (!isAskedSetting(name)) return t("jobs.did.setting", { setting: name, value: JSON.stringify(value) });
  const said = value === null ? t("jobs.did.gone") : valueText({ name, form: settingForms[name] }, value);
  return t("jobs.did.setting", { setting: settingName({ name }), value: said });
}

/** What a job does, in a line. */
export function jobText({ kind, change, name }: Pick<JobView, "kind" | "change" | "name">): string {
  if (change === null) return kind === "intake" ? t("jobs.did.intake", { name: name ?? "" }) : t("jobs.job");
  return changeText(change, name ?? t("jobs.did.gone"));
}

function changeText(change: JobChange, name: string): string {
  switch (change.what) {
    case "layout":
      return change.layoutId === null ? t("jobs.did.no_layout") : t("jobs.did.layout", { name });
    case "site":
      return change.siteId === null ? t("jobs.did.no_site") : t("jobs.did.site", { name });
    case "organisation":
      return t("jobs.did.organisation", { name });
    case "key":
      return t("jobs.did.key", { place: placeText(change.key.place), what: keyText(change.key, name) });
    case "clearKey":
      return t("jobs.did.clearKey", { place: placeText(change.place) });
    case "setting":
      return settingText(change);
    case "parameter":
      return t("jobs.did.setting", { setting: change.name, value: change.value ?? t("jobs.did.gone") });
    case "resync":
      return t("jobs.did.resync");
    case "retire":
      return t("jobs.did.retire");
  }
}

type Key = Extract<JobChange, { what: "key" }>["key"];

function keyText({ kind, target, label }: Key, name: string): string {
  const whom = target === null ? "" : target.kind === "number" ? target.number : name;
  return [t(`kind.${kind}`), label ?? whom].filter(Boolean).join(" ");
}

function placeText({ module, index }: { readonly module: number; readonly index: number }): string {
  return module === 0 ? String(index) : `${module}/${index}`;
}

export function jobState(job: Pick<JobView, "state" | "refused">): TemplateResult {
  const tone = job.state === "cancelled" ? "stop" : job.state === "running" || job.refused > 0 ? "waiting" : "live";
  return state(tone, t(`jobs.state.${job.state}`));
}

export function itemState({ outcome }: JobItemView, job: Pick<JobView, "state">): TemplateResult {
  if (outcome === null) return state("off", t(job.state === "running" ? "jobs.outcome.waiting" : "jobs.outcome.left"));
  return state(outcome === "changed" ? "live" : outcome === "refused" ? "stop" : "off", t(`jobs.outcome.${outcome}`));
}
