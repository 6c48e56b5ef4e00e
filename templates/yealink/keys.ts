import type { KeyKind, KeyPlace } from "../../domain/phone-key.ts";
import { formatPlace } from "../../domain/phone-key.ts";
import type { Plan, PlanKey } from "../../domain/plan.ts";
import type { PhoneModel } from "../model.ts";
import { type Parameter, parametersOf, type Section, type Value } from "./parameter.ts";

/** The vendor's type codes that are used here. */
const code = {
  none: 0,
  conference: 1,
  forward: 2,
  transfer: 3,
  dnd: 5,
  directedPickup: 9,
  park: 10,
  dtmf: 11,
  voicemail: 12,
  speedDial: 13,
  line: 15,
  blf: 16,
  url: 17,
  groupPickup: 23,
  xmlBrowser: 27,
  localDirectory: 43,
  remoteDirectory: 47,
} as const;

/** How a key is spelt: its type, what stands in `.value`, and what else its type needs. */
type Spelling = { readonly type: number; readonly value: string | null; readonly more?: readonly (readonly [string, Value])[] };

const spell: Readonly<Record<KeyKind, (key: PlanKey, plan: Plan) => Spelling>> = {
  line: () => ({ type: code.line, value: null }),
  speedDial: (key) => ({ type: code.speedDial, value: key.number }),
  blf: (key) => ({
    type: code.blf,
    value: key.number,
    // Newer firmware reads the first, V83 and older the second.
    more: [
      ["extension", key.pickupCode],
      ["pickup_value", key.pickupCode],
    ],
  }),
  groupLogin: dialOrOpen,
  diversion: dialOrOpen,
  voicemail: (key) => ({ type: code.voicemail, value: key.number }),
  park: (key, plan) => ({ type: code.park, value: key.number ?? key.value ?? plan.settings.parkCode.value }),
  pickup,
  transfer: (key) => ({ type: code.transfer, value: key.number }),
  conference: () => ({ type: code.conference, value: null }),
  dnd: () => ({ type: code.dnd, value: null }),
  forward: (key) => ({ type: code.forward, value: key.number }),
  directory: (key, plan) => directory(key, plan),
  url: (key) => ({ type: code.url, value: key.value }),
  dtmf: (key) => ({ type: code.dtmf, value: key.value }),
  blank: () => ({ type: code.none, value: null }),
};

/** A log-in or diversion asks this server by a page that the phone opens, or dials a feature code of the exchange. */
function dialOrOpen(key: PlanKey, plan: Plan): Spelling {
  if (key.page !== null) return { type: code.xmlBrowser, value: `${plan.provisioning.url}${key.page}.xml` };
  const value = key.number ?? key.value;
  return { type: /^https?:\/\//i.test(value ?? "") ? code.xmlBrowser : code.speedDial, value };
}

/** The feature code alone answers for the whole group; with a number behind it, that number's call. */
function pickup(key: PlanKey, plan: Plan): Spelling {
  const bare = key.value ?? plan.settings.pickupCode.value;
  const value = key.number ?? bare;
  return { type: value === bare ? code.groupPickup : code.directedPickup, value };
}

/** The book that the key names, else the first; without a book of ours, the phone's own. */
function directory(key: PlanKey, plan: Plan): Spelling {
  if (plan.directories.length === 0) return { type: code.localDirectory, value: null };
  const named = plan.directories.findIndex((book) => book.key === key.value);
  return { type: code.remoteDirectory, value: null, more: [["xml_phonebook", Math.max(0, named)]] };
}

/** The phone's line keys, then each attached module's: every settable key, the free ones cleared. */
export function keySections(plan: Plan, model: PhoneModel): Section[] {
  const planned = new Map(plan.keys.map((key) => [formatPlace(key.place), key]));
  const parameters = (prefix: string, place: KeyPlace) => keyParameters(prefix, planned.get(formatPlace(place)), plan);
  const phone = indexes(model.keys.total).flatMap((index) => parameters(`linekey.${index}`, { module: 0, index }));
  const modules = plan.modules.slice(0, model.maxModules).map((name, at): Section => {
    const facts = model.modules.find((candidate) => candidate.name === name);
    const module = at + 1;
    const settable = indexes(facts?.total ?? 0).filter((index) => !facts?.unusable.includes(index));
    return {
      title: `Keys of module ${module}`,
      parameters: settable.flatMap((index) => parameters(`expansion_module.${module}.key.${index}`, { module, index })),
    };
  });
  return [{ title: "Keys", parameters: phone }, ...modules].filter((section) => section.parameters.length > 0);
}

function indexes(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

/** A key's lines; `undefined`: nobody has programmed it. */
function keyParameters(prefix: string, key: PlanKey | undefined, plan: Plan): readonly Parameter[] {
  if (!key) return freeKey(prefix);
  const { type, value, more = [] } = spell[key.kind](key, plan);
  const blank = type === code.none;
  return parametersOf(key.origin, [
    [`${prefix}.type`, type],
    [`${prefix}.line`, blank ? null : key.account],
    [`${prefix}.value`, value],
    [`${prefix}.label`, blank ? null : key.label],
    ...more.map(([field, extra]) => [`${prefix}.${field}`, extra] as const),
  ]);
}

const free = new Map<string, readonly Parameter[]>();

/** A key that is left out keeps what it had: a free one is cleared in words. Always the same, so made once. */
function freeKey(prefix: string): readonly Parameter[] {
  const known = free.get(prefix);
  if (known) return known;
  const made = parametersOf(null, [
    [`${prefix}.type`, code.none],
    [`${prefix}.line`, null],
    [`${prefix}.value`, null],
    [`${prefix}.label`, null],
  ]);
  free.set(prefix, made);
  return made;
}
