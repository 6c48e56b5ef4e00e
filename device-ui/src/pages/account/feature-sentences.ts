import { type FeatureScheme, featuresOf } from "../../../../domain/feature-groups.ts";
import type { PlainKey } from "../../i18n/index.ts";

type Mobile = "mex" | "external" | null;

/**
 * What the memberships of a person mean for their calls, in the order in which one thinks of them. The mobile is spoken of
 * only where there is one, and what the exchange cannot do with it is said too.
 *
 * @param mobile the profile of the person's mobile; null: there is none
 */
export function featureSentences(scheme: FeatureScheme, memberships: readonly string[], mobile: Mobile): readonly PlainKey[] {
  const has = featuresOf(scheme, memberships);
  const mex = mobile === "mex";
  const all: readonly (PlainKey | null)[] = [
    mex ? (has.diversionClosesMobile ? "account.means.away_closes_mobile" : "account.means.away_mobile_rings") : null,
    mex ? (has.forwardingTakesMobile ? "account.means.forward_mobile" : "account.means.forward_fixed") : null,
    mobile === "external" ? "account.means.external" : null,
    has.voicemail ? "account.means.voicemail" : "account.means.no_voicemail",
    // Beside the sentence before it only where it says something else.
    has.voicemail === has.voicemailWhenDiverted
      ? null
      : has.voicemailWhenDiverted
        ? "account.means.voicemail_away"
        : "account.means.no_voicemail_away",
    has.operatorInVoicemail && has.voicemail ? "account.means.operator" : null,
    has.callWaitingFixed ? "account.means.waiting_fixed" : null,
    mex && has.callWaitingMobile ? "account.means.waiting_mobile" : null,
    mex && has.mobileShownOutsideHours ? "account.means.outside_hours" : null,
  ];
  return all.filter((key) => key !== null);
}
