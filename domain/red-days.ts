import type { Words } from "./calendar-words.ts";
import { addDays, weekday } from "./local-time.ts";

/**
 * Days off in Sweden, by rule: the public holidays of the act 1989:253 (with 2004:1320: Whit Monday out and 6 June in from
 * 2005), and the eves that practice treats alike. Every Sunday is a holiday by the same act, without a name here. A holiday
 * on a weekend is not moved.
 */
export const redDayKeys = [
  "nyarsdagen",
  "trettondedag_jul",
  "langfredagen",
  "paskdagen",
  "annandag_pask",
  "forsta_maj",
  "kristi_himmelsfardsdag",
  "pingstdagen",
  "nationaldagen",
  "midsommardagen",
  "alla_helgons_dag",
  "juldagen",
  "annandag_jul",
] as const;
export const eveKeys = ["paskafton", "pingstafton", "midsommarafton", "julafton", "nyarsafton"] as const;
/** Half working days at some employers; never days off by themselves. */
export const halfDayKeys = [
  "trettondagsafton",
  "skartorsdagen",
  "valborgsmassoafton",
  "dagen_fore_kristi_himmelsfardsdag",
  "dagen_fore_nationaldagen",
  "allhelgonaafton",
] as const;

export type RedDayKey = (typeof redDayKeys)[number];
export type EveKey = (typeof eveKeys)[number];
export type HalfDayKey = (typeof halfDayKeys)[number];
export type DayKey = RedDayKey | EveKey | HalfDayKey;
/** A named day; `date` as `2026-12-25`. */
export type NamedDay<K extends DayKey = DayKey> = { readonly key: K; readonly date: string };

/** Easter Day of the Gregorian calendar (the anonymous computus, as in Meeus, Astronomical Algorithms, chapter 8). */
export function easterDay(year: number): string {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const moonShift = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonShift + 15) % 30;
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  return addDays(`${year}-03-22`, epact + toSunday - 7 * late);
}

/** That weekday (1 = Monday) on or next after a date. */
function onOrAfter(date: string, wanted: number): string {
  return addDays(date, (wanted - weekday(date) + 7) % 7);
}

const friday = 5;
const saturday = 6;

type Year = { readonly year: number; readonly easter: string };

const dateOf: Readonly<Record<DayKey, (year: Year) => string>> = {
  nyarsdagen: ({ year }) => `${year}-01-01`,
  trettondagsafton: ({ year }) => `${year}-01-05`,
  trettondedag_jul: ({ year }) => `${year}-01-06`,
  skartorsdagen: ({ easter }) => addDays(easter, -3),
  langfredagen: ({ easter }) => addDays(easter, -2),
  paskafton: ({ easter }) => addDays(easter, -1),
  paskdagen: ({ easter }) => easter,
  annandag_pask: ({ easter }) => addDays(easter, 1),
  valborgsmassoafton: ({ year }) => `${year}-04-30`,
  forsta_maj: ({ year }) => `${year}-05-01`,
  dagen_fore_kristi_himmelsfardsdag: ({ easter }) => addDays(easter, 38),
  kristi_himmelsfardsdag: ({ easter }) => addDays(easter, 39),
  pingstafton: ({ easter }) => addDays(easter, 48),
  pingstdagen: ({ easter }) => addDays(easter, 49),
  dagen_fore_nationaldagen: ({ year }) => `${year}-06-05`,
  nationaldagen: ({ year }) => `${year}-06-06`,
  midsommarafton: ({ year }) => onOrAfter(`${year}-06-19`, friday),
  midsommardagen: ({ year }) => onOrAfter(`${year}-06-20`, saturday),
  allhelgonaafton: ({ year }) => onOrAfter(`${year}-10-30`, friday),
  alla_helgons_dag: ({ year }) => onOrAfter(`${year}-10-31`, saturday),
  julafton: ({ year }) => `${year}-12-24`,
  juldagen: ({ year }) => `${year}-12-25`,
  annandag_jul: ({ year }) => `${year}-12-26`,
  nyarsafton: ({ year }) => `${year}-12-31`,
};

function daysOf<K extends DayKey>(keys: readonly K[], year: number): NamedDay<K>[] {
  const easter = easterDay(year);
  return keys
    .map((key) => ({ key, date: dateOf[key]({ year, easter }) }))
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}

/** The 13 public holidays of a year from 2005 on, in the order of their dates. */
export function redDays(year: number): NamedDay<RedDayKey>[] {
  return daysOf(redDayKeys, year);
}

export function eves(year: number): NamedDay<EveKey>[] {
  return daysOf(eveKeys, year);
}

export function halfDays(year: number): NamedDay<HalfDayKey>[] {
  return daysOf(halfDayKeys, year);
}

type DaysOff = { readonly red: ReadonlyMap<string, RedDayKey>; readonly eves: ReadonlyMap<string, EveKey> };
const years = new Map<number, DaysOff>();

function daysOff(date: string): DaysOff {
  const year = Number(date.slice(0, 4));
  let known = years.get(year);
  if (!known) {
    // Two holidays may fall on one date (1 May and Ascension Day, 2008): the first name counts.
    const red = new Map(
      redDays(year)
        .map(({ key, date }) => [date, key] as const)
        .reverse(),
    );
    known = { red, eves: new Map(eves(year).map(({ key, date }) => [date, key] as const)) };
    years.set(year, known);
  }
  return known;
}

/** The public holiday on that date, by name; null on every other day, also on a plain Sunday. */
export function redDayOn(date: string): RedDayKey | null {
  return daysOff(date).red.get(date) ?? null;
}

export function eveOn(date: string): EveKey | null {
  return daysOff(date).eves.get(date) ?? null;
}

const namedDays = new Map<number, ReadonlyMap<string, readonly DayKey[]>>();

/** Every name of that date: holidays, eves and half days; two may fall on one date. */
export function namesOn(date: string): readonly DayKey[] {
  const year = Number(date.slice(0, 4));
  let known = namedDays.get(year);
  if (!known) {
    const all = [...redDays(year), ...eves(year), ...halfDays(year)];
    known = new Map(all.map((day) => [day.date, all.filter(({ date }) => date === day.date).map(({ key }) => key)]));
    namedDays.set(year, known);
  }
  return known.get(date) ?? [];
}

/** Holiday by law: a named one, or a Sunday. */
export function isRedDay(date: string): boolean {
  return weekday(date) === 7 || redDayOn(date) !== null;
}

/** Monday to Friday, no public holiday and no eve. */
export function isWorkingDay(date: string): boolean {
  return weekday(date) <= friday && redDayOn(date) === null && eveOn(date) === null;
}

/** Klämdag: a working day alone between a public holiday and a weekend. */
export function isBridgeDay(date: string): boolean {
  if (!isWorkingDay(date)) return false;
  const [before, after] = [addDays(date, -1), addDays(date, 1)];
  return (weekday(date) === 1 && redDayOn(after) !== null) || (weekday(date) === friday && redDayOn(before) !== null);
}

export function bridgeDays(year: number): string[] {
  const nearby = new Set(redDays(year).flatMap(({ date }) => [addDays(date, -1), addDays(date, 1)]));
  return [...nearby].filter((date) => Number(date.slice(0, 4)) === year && isBridgeDay(date));
}

/** The first working day later than that date. */
export function nextWorkingDay(date: string): string {
  let next = addDays(date, 1);
  while (!isWorkingDay(next)) next = addDays(next, 1);
  return next;
}

export const dayNames: Readonly<Record<DayKey, Words>> = {
  nyarsdagen: { sv: "nyårsdagen", en: "New Year's Day" },
  trettondagsafton: { sv: "trettondagsafton", en: "Twelfth Night" },
  trettondedag_jul: { sv: "trettondedag jul", en: "Epiphany" },
  skartorsdagen: { sv: "skärtorsdagen", en: "Maundy Thursday" },
  langfredagen: { sv: "långfredagen", en: "Good Friday" },
  paskafton: { sv: "påskafton", en: "Holy Saturday" },
  paskdagen: { sv: "påskdagen", en: "Easter Day" },
  annandag_pask: { sv: "annandag påsk", en: "Easter Monday" },
  valborgsmassoafton: { sv: "valborgsmässoafton", en: "Walpurgis Night" },
  forsta_maj: { sv: "första maj", en: "May Day" },
  dagen_fore_kristi_himmelsfardsdag: { sv: "dagen före Kristi himmelsfärdsdag", en: "the day before Ascension Day" },
  kristi_himmelsfardsdag: { sv: "Kristi himmelsfärdsdag", en: "Ascension Day" },
  pingstafton: { sv: "pingstafton", en: "Whitsun Eve" },
  pingstdagen: { sv: "pingstdagen", en: "Whit Sunday" },
  dagen_fore_nationaldagen: { sv: "dagen före nationaldagen", en: "the day before the National Day" },
  nationaldagen: { sv: "nationaldagen", en: "the National Day" },
  midsommarafton: { sv: "midsommarafton", en: "Midsummer's Eve" },
  midsommardagen: { sv: "midsommardagen", en: "Midsummer's Day" },
  allhelgonaafton: { sv: "allhelgonaafton", en: "All Saints' Eve" },
  alla_helgons_dag: { sv: "alla helgons dag", en: "All Saints' Day" },
  julafton: { sv: "julafton", en: "Christmas Eve" },
  juldagen: { sv: "juldagen", en: "Christmas Day" },
  annandag_jul: { sv: "annandag jul", en: "Boxing Day" },
  nyarsafton: { sv: "nyårsafton", en: "New Year's Eve" },
};
