import type { MobileProfile } from "./diversion-effect.ts";
import type { Features } from "./feature-groups.ts";
import { type NumberKind, parseNumber } from "./numbers.ts";
import { isWorkingTime, type WorkingHours } from "./working-hours.ts";

/** Which number called parties see. Chosen from what the person has (C1), never free text. */
export type ShownNumber =
  | { readonly kind: "primary" | "mobile" | "main" | "hidden" }
  | { readonly kind: "group"; readonly id: string };

/** `primary`, `mobile`, `main`, `hidden`, `group:<id>`: as it is stored and sent. */
export function formatShownNumber(shown: ShownNumber): string {
  return shown.kind === "group" ? `group:${shown.id}` : shown.kind;
}

export function parseShownNumber(text: string): ShownNumber | null {
  if (text === "primary" || text === "mobile" || text === "main" || text === "hidden") return { kind: text };
  return text.startsWith("group:") && text.length > 6 ? { kind: "group", id: text.slice(6) } : null;
}

/** A number and whether it is the organisation's: one that is being ported out is, until it is gone. */
export type OwnedNumber = {
  readonly e164: string;
  readonly state: "free" | "assigned" | "portingIn" | "portingOut" | "quarantine";
};

export type ShownNumberFacts = {
  readonly primary: OwnedNumber | null;
  readonly mobile: { readonly number: OwnedNumber; readonly profile: MobileProfile } | null;
  /** Groups that the person is a member of. */
  readonly groups: readonly { readonly id: string; readonly number: OwnedNumber | null }[];
  readonly main: OwnedNumber | null;
};

/** Why a choice cannot be made, or no longer holds. `notMember` also stands for a group that is gone. */
export type ShownRefusal = "noNumber" | "notMex" | "notMember" | "notOwned" | "kind";

const showable: readonly NumberKind[] = ["geographic", "nationwide", "mobile", "freephone", "sharedCost"];

function refusalOf(number: OwnedNumber | null): ShownRefusal | null {
  if (number === null) return "noNumber";
  if (number.state !== "assigned" && number.state !== "portingOut") return "notOwned";
  const kind = parseNumber(number.e164)?.kind;
  return kind !== undefined && showable.includes(kind) ? null : "kind";
}

type Judged = { readonly number: string | null; readonly refused: ShownRefusal | null };

/** C1–C3 about one choice. */
function judge(shown: ShownNumber, facts: ShownNumberFacts): Judged {
  const of = (number: OwnedNumber | null): Judged => ({ number: number?.e164 ?? null, refused: refusalOf(number) });
  switch (shown.kind) {
    case "hidden":
      return { number: null, refused: null };
    case "primary":
      return of(facts.primary);
    case "main":
      return of(facts.main);
    case "mobile":
      // The exchange does not carry another operator's calls: it cannot choose what they show.
      return facts.mobile?.profile === "external"
        ? { number: facts.mobile.number.e164, refused: "notMex" }
        : of(facts.mobile?.number ?? null);
    case "group": {
      const group = facts.groups.find(({ id }) => id === shown.id);
      return group ? of(group.number) : { number: null, refused: "notMember" };
    }
  }
}

/** A choice with its number; refused ones are drawn with the reason. */
export type ShownCandidate = Judged & { readonly shown: ShownNumber };

/** Every choice that a person could think of, in the order of the page. */
export function shownCandidates(facts: ShownNumberFacts): ShownCandidate[] {
  const groups = facts.groups.map(({ id }): ShownNumber => ({ kind: "group", id }));
  const choices: ShownNumber[] = [{ kind: "primary" }, { kind: "mobile" }, ...groups, { kind: "main" }, { kind: "hidden" }];
  return choices.map((shown) => ({ shown, ...judge(shown, facts) }));
}

/** Null when the choice may be saved. */
export function shownRefusal(shown: ShownNumber, facts: ShownNumberFacts): ShownRefusal | null {
  return judge(shown, facts).refused;
}

/** What is really shown. `number` null: hidden. `fellBack`: the choice no longer holds, the primary number is shown, tell it. */
export type ShownNow = { readonly shown: ShownNumber; readonly number: string | null; readonly fellBack: ShownRefusal | null };

/** C2: a choice that was lost falls back to the primary number. */
export function resolveShown(shown: ShownNumber, facts: ShownNumberFacts): ShownNow {
  const { number, refused } = judge(shown, facts);
  if (refused === null) return { shown, number, fellBack: null };
  const primary = judge({ kind: "primary" }, facts);
  return { shown: { kind: "primary" }, number: primary.refused === null ? primary.number : null, fellBack: refused };
}

export type ShownSettings = {
  readonly shown: ShownNumber;
  /** Another choice for calls from the mobile; null: the same. */
  readonly fromMobile: ShownNumber | null;
  /** EX-Arbetstid: the mobile number outside working hours. */
  readonly mobileOutsideHours: boolean;
};

/**
 * What a call shows at an instant. C4: outside working hours the mobile number, when the feature group is there, the person
 * wants it and the mobile is Mex; without any of them as at other times.
 */
export function shownAt(
  settings: ShownSettings,
  facts: ShownNumberFacts,
  features: Pick<Features, "mobileShownOutsideHours">,
  hours: WorkingHours,
  call: { readonly at: Date; readonly fromMobile: boolean },
): ShownNow {
  const mobile: ShownNumber = { kind: "mobile" };
  const switches = settings.mobileOutsideHours && features.mobileShownOutsideHours && shownRefusal(mobile, facts) === null;
  if (switches && !isWorkingTime(call.at, hours)) return resolveShown(mobile, facts);
  return resolveShown(call.fromMobile && settings.fromMobile ? settings.fromMobile : settings.shown, facts);
}

/** C5: an emergency call shows a number at which the person can be called back, also when the choice is hidden. */
export function shownToEmergency(settings: ShownSettings, facts: ShownNumberFacts, fromMobile: boolean): string | null {
  const first: ShownNumber = { kind: fromMobile ? "mobile" : "primary" };
  const second: ShownNumber = { kind: fromMobile ? "primary" : "mobile" };
  const callable = [first, second, settings.shown].map((shown) => judge(shown, facts)).filter(({ refused }) => refused === null);
  return callable.find(({ number }) => number !== null)?.number ?? null;
}

/**
 * C6: calls that come in from abroad with a Swedish fixed number are stopped (PTS, since November 2024), which meets a
 * mobile of another operator that shows the fixed number: worth a warning.
 */
export function mayBeStoppedAbroad(now: ShownNow, facts: ShownNumberFacts): boolean {
  const kind = now.number === null ? null : parseNumber(now.number)?.kind;
  return facts.mobile?.profile === "external" && (kind === "geographic" || kind === "nationwide");
}
