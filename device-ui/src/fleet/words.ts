import type { TemplateResult } from "lit";
import { reasonSentence } from "../../../domain/admission-reasons.ts";
import type { StandingState } from "../../../domain/standing.ts";
import { type StateTone, state } from "../components/states.ts";
import type { PhoneRowView } from "../data/phones.ts";
import { spokenInstant } from "../i18n/format.ts";
import { currentLanguage, t } from "../i18n/index.ts";

export type Standing = PhoneRowView["standing"];

export const toneOf: Readonly<Record<StandingState, StateTone>> = { current: "live", waiting: "waiting", stopped: "stop" };

/** Whether it has what it should have, and why not, in a row of a list. */
export function standingCell({ state: is, standing }: Pick<PhoneRowView, "state" | "standing">): TemplateResult {
  if (is === "retired") return state("off", t("phones.delivery.retired"));
  return state(toneOf[standing.state], t(`fleet.reason.${standing.reason}`));
}

/** What the reason is about, in this very phone; empty: there is nothing to add. */
export function aboutText({ reason, about }: Standing): string {
  const [first = "", second = ""] = about;
  switch (reason) {
    case "unproved":
      return reasonSentence(first, currentLanguage());
    case "render_failed":
      return t("fleet.about.file", { role: first, code: second });
    case "model_other":
      return t("fleet.about.model", { model: first });
    case "firmware_other":
    case "updating":
      return t("fleet.about.firmware", { wanted: first, runs: second });
    case "firmware_unsaid":
      return t("fleet.about.firmware_wanted", { wanted: first });
    case "overridden":
      return t("fleet.about.parameters", { names: about.join(", ") });
    default:
      return "";
  }
}

/** The same in a cell: names and versions without a sentence about them. */
export function aboutCell(standing: Standing): string {
  const { reason, about } = standing;
  if (reason === "overridden" || reason === "model_other" || reason === "firmware_unsaid") return about.join(", ");
  if (reason === "firmware_other" || reason === "updating") return about.toReversed().join(" → ");
  return aboutText(standing);
}

/** `sedan i går 16:20`; empty: it is not known since when. */
export function sinceText({ since, state: is }: Standing): string {
  return since === null || is === "current" ? "" : t("fleet.since", { when: spokenInstant(new Date(since), new Date()) });
}
