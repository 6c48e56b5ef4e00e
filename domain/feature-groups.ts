import type { Words } from "./calendar-words.ts";
import { DomainError } from "./errors.ts";

/**
 * Functions of the exchange that a membership switches on. An organisation has one of two schemes: `ex`, independent
 * switches, or `legacy`, the voicemail (RBL) groups of which a user has exactly one of each half of a pair.
 * Names are data, spelt as the exchange spells them, and never translated.
 */
export const featureSchemes = ["ex", "legacy"] as const;
export type FeatureScheme = (typeof featureSchemes)[number];

type Group = { readonly scheme: FeatureScheme; readonly name: string; readonly effect: Words };

export const featureGroups = {
  ex_arbetstid: {
    scheme: "ex",
    name: "EX-Arbetstid",
    effect: { sv: "Kan visa mobilnumret utanför arbetstid", en: "Can show the mobile number outside working hours" },
  },
  ex_ej_meddelande: {
    scheme: "ex",
    name: "EX-Ej lämna meddelande i röstbrevlåda",
    effect: { sv: "Den som ringer kan inte lämna meddelande", en: "Callers cannot leave a message" },
  },
  ex_hanvisning_mobil: {
    scheme: "ex",
    name: "EX-Hänvisning påverkar även mobilnummer",
    effect: { sv: "Även mobilen är stängd vid hänvisning", en: "The mobile is closed too when away" },
  },
  ex_samtal_vantar_fast: {
    scheme: "ex",
    name: "EX-Samtal väntar på fastnätsnummer",
    effect: {
      sv: "Samtal väntar på det fasta numret; slås på även i telefonen",
      en: "Call waiting on the fixed number; also to be switched on in the phone",
    },
  },
  ex_samtal_vantar_mobil: {
    scheme: "ex",
    name: "EX-Samtal väntar på mobilnummer",
    effect: {
      sv: "Samtal väntar på mobilen; slås på även i telefonen",
      en: "Call waiting on the mobile; also to be switched on in the phone",
    },
  },
  ex_telefonist: {
    scheme: "ex",
    name: "EX-Val för telefonist i röstbrevlåda",
    effect: {
      sv: "Den som ringer kan välja telefonist i röstbrevlådan",
      en: "Callers can choose the operator inside the voicemail",
    },
  },
  ex_vidarekoppling_mobil: {
    scheme: "ex",
    name: "EX-Vidarekoppling påverkar även mobilnummer",
    effect: { sv: "Vidarekoppling gäller även mobilen", en: "Forwarding takes the mobile too" },
  },
  hanvisning_med_rbl: {
    scheme: "legacy",
    name: ".Hänvisning med RBL",
    effect: { sv: "Röstbrevlåda vid hänvisning", en: "Voicemail when away" },
  },
  hanvisning_utan_rbl: {
    scheme: "legacy",
    name: ".Hänvisning utan RBL",
    effect: { sv: "Ingen röstbrevlåda vid hänvisning", en: "No voicemail when away" },
  },
  med_rbl: { scheme: "legacy", name: ".Med RBL", effect: { sv: "Röstbrevlåda", en: "Voicemail" } },
  utan_rbl: { scheme: "legacy", name: ".Utan RBL", effect: { sv: "Ingen röstbrevlåda", en: "No voicemail" } },
  samtal_vantar_med_rbl: {
    scheme: "legacy",
    name: ".Samtalväntar med RBL",
    effect: { sv: "Samtal väntar, med röstbrevlåda", en: "Call waiting, with voicemail" },
  },
} as const satisfies Record<string, Group>;
export type FeatureCode = keyof typeof featureGroups;

export function isFeatureCode(code: string): code is FeatureCode {
  return Object.hasOwn(featureGroups, code);
}

/** Every code, in the order of the catalogue. */
export const featureCodes: readonly FeatureCode[] = Object.keys(featureGroups).filter(isFeatureCode);

/** The groups that an organisation with that scheme offers, in the order of the catalogue. */
export function groupsOfScheme(scheme: FeatureScheme): FeatureCode[] {
  return featureCodes.filter((code) => featureGroups[code].scheme === scheme);
}

/** What the memberships do for a user. */
export type Features = {
  readonly mobileShownOutsideHours: boolean;
  readonly diversionClosesMobile: boolean;
  readonly forwardingTakesMobile: boolean;
  readonly voicemail: boolean;
  readonly voicemailWhenDiverted: boolean;
  readonly operatorInVoicemail: boolean;
  readonly callWaitingFixed: boolean;
  readonly callWaitingMobile: boolean;
};

/**
 * Rule H8 and the table of effects. Codes of the other scheme and unknown ones have no effect. In the legacy scheme a
 * half that is missing or there twice means: no voicemail.
 */
export function featuresOf(scheme: FeatureScheme, memberships: readonly string[]): Features {
  const member = new Set(memberships);
  const ex = (code: FeatureCode) => scheme === "ex" && member.has(code);
  const legacy = (code: FeatureCode) => scheme === "legacy" && member.has(code);
  const messages = scheme === "ex" && !ex("ex_ej_meddelande");
  const legacyVoicemail = (legacy("med_rbl") || legacy("samtal_vantar_med_rbl")) && !legacy("utan_rbl");
  return {
    mobileShownOutsideHours: ex("ex_arbetstid"),
    diversionClosesMobile: ex("ex_hanvisning_mobil"),
    forwardingTakesMobile: ex("ex_vidarekoppling_mobil"),
    voicemail: messages || legacyVoicemail,
    voicemailWhenDiverted: messages || (legacy("hanvisning_med_rbl") && !legacy("hanvisning_utan_rbl")),
    operatorInVoicemail: ex("ex_telefonist"),
    callWaitingFixed: ex("ex_samtal_vantar_fast") || legacy("samtal_vantar_med_rbl"),
    callWaitingMobile: ex("ex_samtal_vantar_mobil"),
  };
}

/** What people want in the legacy scheme, each a pair of memberships. */
export const voicemailWishes = {
  standard: ["hanvisning_med_rbl", "med_rbl"],
  noVoicemail: ["hanvisning_utan_rbl", "utan_rbl"],
  callWaiting: ["hanvisning_med_rbl", "samtal_vantar_med_rbl"],
} as const satisfies Record<string, readonly [FeatureCode, FeatureCode]>;
export type VoicemailWish = keyof typeof voicemailWishes;

export const wishWords: Readonly<Record<VoicemailWish | "custom", Words>> = {
  standard: { sv: "Med röstbrevlåda", en: "With voicemail" },
  noVoicemail: { sv: "Utan röstbrevlåda", en: "Without voicemail" },
  callWaiting: { sv: "Samtal väntar, med röstbrevlåda", en: "Call waiting, with voicemail" },
  custom: { sv: "Anpassad", en: "Custom" },
};

const isLegacy = (code: string) => isFeatureCode(code) && featureGroups[code].scheme === "legacy";

/** Which wish the memberships fulfil; any other combination is `custom` and stays as it is until somebody chooses. */
export function voicemailWish(memberships: readonly string[]): VoicemailWish | "custom" {
  const halves = new Set(memberships.filter(isLegacy));
  const fits = (pair: readonly string[]) => halves.size === 2 && pair.every((code) => halves.has(code));
  if (fits(voicemailWishes.standard)) return "standard";
  if (fits(voicemailWishes.noVoicemail)) return "noVoicemail";
  return fits(voicemailWishes.callWaiting) ? "callWaiting" : "custom";
}

/** Writes the pair as a whole; every membership that is no half of a pair stays, also an unknown one. */
export function withVoicemailWish(memberships: readonly string[], wish: VoicemailWish): string[] {
  return [...memberships.filter((code) => !isLegacy(code)), ...voicemailWishes[wish]];
}

/**
 * Switches one group on or off; the others stay, also unknown ones.
 *
 * @throws DomainError `feature_group_refused` for a group that is not of this scheme, `feature_group_half` for one half of a
 * legacy pair
 */
export function withFeature(scheme: FeatureScheme, memberships: readonly string[], code: string, on: boolean): string[] {
  if (!isFeatureCode(code) || featureGroups[code].scheme !== scheme)
    throw new DomainError("feature_group_refused", { group: code });
  if (scheme === "legacy") throw new DomainError("feature_group_half", { group: featureGroups[code].name });
  const others = memberships.filter((member) => member !== code);
  return on ? [...others, code] : others;
}

/** What a new user begins with: the standard pair, or every switch off. */
export function newUserFeatures(scheme: FeatureScheme): string[] {
  return scheme === "legacy" ? [...voicemailWishes.standard] : [];
}

/** Memberships of the other scheme: left where they are, without effect, and worth a look. */
export function strayFeatures(scheme: FeatureScheme, memberships: readonly string[]): FeatureCode[] {
  return memberships.filter(isFeatureCode).filter((code) => featureGroups[code].scheme !== scheme);
}
