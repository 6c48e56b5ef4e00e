import type { Words } from "./calendar-words.ts";

/**
 * Why somebody is away. `end` names the end that is proposed: an hour (rounded up to five minutes for lunch), the end of
 * the day's work, the start of the next day of work, midnight, or none: then it must be given. `private`: health or family,
 * seen by the person and administrators alone (rule H12; GDPR articles 5 and 9).
 */
export type DiversionReason = {
  readonly words: Words;
  readonly end: "lunch" | "hour" | "endOfWork" | "nextWorkday" | "midnight" | null;
  readonly openEnd: boolean;
  readonly private: boolean;
};

const reason = (sv: string, en: string, end: DiversionReason["end"], more: Partial<DiversionReason> = {}): DiversionReason => ({
  words: { sv, en },
  end,
  openEnd: false,
  private: false,
  ...more,
});

export const reasonCodes = [
  "lunch",
  "mote",
  "ute",
  "tjansteresa",
  "utbildning",
  "gatt",
  "semester",
  "ledig",
  "foraldraledig",
  "sjuk",
  "vab",
  "annat",
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

export const diversionReasons: Readonly<Record<ReasonCode, DiversionReason>> = {
  lunch: reason("Lunch", "Lunch", "lunch"),
  mote: reason("Möte", "Meeting", "hour"),
  ute: reason("Tillfälligt ute", "Out for a while", "hour"),
  tjansteresa: reason("Tjänsteresa", "Business trip", "endOfWork"),
  utbildning: reason("Utbildning", "Course", "endOfWork"),
  gatt: reason("Gått för dagen", "Gone for the day", "nextWorkday"),
  semester: reason("Semester", "Holiday", null),
  ledig: reason("Ledig", "Day off", "nextWorkday"),
  foraldraledig: reason("Föräldraledig", "Parental leave", null, { openEnd: true }),
  sjuk: reason("Sjuk", "Sick", "midnight", { openEnd: true, private: true }),
  vab: reason("VAB", "Caring for sick child", "midnight", { openEnd: true, private: true }),
  annat: reason("Åter/annat", "Back later", null),
};

export function isReasonCode(code: string): code is ReasonCode {
  return Object.hasOwn(diversionReasons, code);
}
