import type { TemplateResult } from "lit";
import { state } from "../../components/states.ts";
import type { JobChange, JobItemView, JobView } from "../../data/jobs.ts";
import { isMessageKey, t } from "../../i18n/index.ts";

/** A setting by its name in people's words; those that operator staff alone says are called as in the catalogue. */
export function settingName(name: string): string {
  const key = `jobs.setting.${name}`;
  return isMessageKey(key) ? saidPlainly(key) : name;
}

/** One of a few values. */
export function choiceName(value: string): string {
  const key = `jobs.choice.${value}`;
  return isMessageKey(key) ? saidPlainly(key) : value;
}

/** Sentences of these two have no names in them. */
function saidPlainly(key: string): string {
  return t(key as "jobs.setting.yes");
}

function valueText(value: unknown): string {
  if (value === null) return t("jobs.did.gone");
  if (typeof value === "boolean") return t(value ? "jobs.setting.yes" : "jobs.setting.no");
  return typeof value === "string" ? choiceName(value) : JSON.stringify(value);
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
      return t("jobs.did.setting", { setting: settingName(change.name), value: valueText(change.value) });
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
