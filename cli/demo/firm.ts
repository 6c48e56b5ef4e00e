import type { KeyKind } from "../../domain/phone-key.ts";

/**
 * The demo firm: invented people, numbers from the ranges that the Swedish authority keeps for fiction
 * (08-465 004 00…99, 031-390 06 00…99, 040-628 04 00…99, 0980-319 200…299, 070-174 06 05…99).
 */

export const firm = { name: "bjorko-bygg", title: "Björkö Bygg AB" };
export const sites = ["Kontoret", "Verkstaden"] as const;

/** [first name, last name, extension, mobile]; the extension's last two digits end the primary number 08-465 004 xx. */
export const people: readonly (readonly [string, string, string, string?])[] = [
  ["Åsa", "Björkegren", "401", "070-174 06 05"],
  ["Bo", "Sandvall", "402", "070-174 06 06"],
  ["Cecilia", "Näsström", "403"],
  ["David", "Öberg Lind", "404", "070-174 06 07"],
  ["Elin", "Källhage", "405"],
  ["Farid", "Stenhammar", "406", "070-174 06 08"],
  ["Greta", "Åmossa", "407"],
  ["Henrik", "Tallbacken", "408", "070-174 06 09"],
  ["Ida", "Grönvret", "409"],
  ["Jonas", "Ekeskär", "410", "070-174 06 10"],
  ["Karin", "Hällmark", "411"],
  ["Lars-Åke", "Mörtsjö", "412"],
  ["Maja", "Fågelvik", "413", "070-174 06 11"],
  ["Nils", "Årevik", "414"],
];

export const groups = [
  { name: "Växeln", number: "08-465 004 00", extension: "400" },
  { name: "Kundtjänst", number: "08-465 004 90", extension: "490" },
] as const;

export const suppliers = {
  list: "Leverantörer",
  contacts: [
    { company: "Grus & Sten i Viken AB", firstName: "", lastName: "", work: "031-390 06 10" },
    { company: "Norrskogens Virke", firstName: "Olle", lastName: "Furuby", work: "0980-319 210" },
    { company: "Skåneplåt AB", firstName: "", lastName: "", work: "040-628 04 20" },
    { company: "Kranbilen Väst", firstName: "Petra", lastName: "Lindängen", work: "031-390 06 33" },
  ],
} as const;

export type DemoKey = {
  /** Place on the phone or module: `0/1`. */
  readonly place: string;
  readonly kind: KeyKind;
  readonly user?: string;
  readonly group?: string;
  readonly contact?: string;
  readonly number?: string;
  readonly label?: string;
  readonly value?: string;
  readonly locked?: boolean;
};

const line: DemoKey = { place: "0/1", kind: "line" };

export const layouts: readonly { readonly name: string; readonly keys: readonly DemoKey[] }[] = [
  {
    name: "Receptionen",
    keys: [
      line,
      { place: "0/2", kind: "groupLogin", group: "Växeln", locked: true },
      { place: "0/3", kind: "groupLogin", group: "Kundtjänst" },
      { place: "0/4", kind: "park", label: "Parkera" },
      { place: "0/5", kind: "diversion", label: "Hänvisa" },
      { place: "0/6", kind: "blf", user: "402" },
      { place: "0/7", kind: "blf", user: "403" },
      { place: "0/8", kind: "blf", user: "404" },
      { place: "0/9", kind: "speedDial", contact: "Grus & Sten i Viken AB" },
    ],
  },
  {
    name: "Kontoret",
    keys: [
      line,
      { place: "0/2", kind: "blf", user: "401" },
      { place: "0/3", kind: "speedDial", group: "Växeln" },
      { place: "0/4", kind: "voicemail", label: "Röstbrevlåda" },
      { place: "0/5", kind: "dnd", label: "Stör ej" },
      { place: "0/6", kind: "diversion", label: "Hänvisa" },
    ],
  },
  {
    name: "Verkstaden",
    keys: [
      line,
      { place: "0/2", kind: "speedDial", group: "Kundtjänst" },
      { place: "0/3", kind: "blf", user: "406" },
      { place: "0/4", kind: "speedDial", contact: "Skåneplåt AB" },
    ],
  },
];

export type DemoPhone = {
  readonly model: string;
  readonly label: string;
  /** Extension of the user, whose account it has. */
  readonly user: string;
  readonly site: (typeof sites)[number];
  readonly layout: string;
  readonly modules?: readonly string[];
  readonly keys?: readonly DemoKey[];
  /** How it comes to its files: with its own address, or out of its box through the first-contact window. */
  readonly boots: "token" | "window" | "tftp";
  readonly language?: string;
};

const everybody = people.map(([, , extension], index): DemoKey => ({ place: `1/${index + 1}`, kind: "blf", user: extension }));

export const phones: readonly DemoPhone[] = [
  {
    model: "Yealink T54W",
    label: "Receptionen",
    user: "401",
    site: "Kontoret",
    layout: "Receptionen",
    modules: ["EXP50"],
    keys: everybody,
    boots: "token",
  },
  {
    model: "Yealink T46U",
    label: "Ekonomi",
    user: "403",
    site: "Kontoret",
    layout: "Kontoret",
    keys: [{ place: "0/7", kind: "speedDial", number: "08-465 004 45", label: "Revisorn" }],
    boots: "token",
  },
  { model: "Yealink T33G", label: "Lagret", user: "409", site: "Verkstaden", layout: "Verkstaden", boots: "tftp" },
  {
    model: "Snom D785",
    label: "Projektledning",
    user: "404",
    site: "Kontoret",
    layout: "Kontoret",
    modules: ["D7"],
    keys: everybody.slice(0, 8),
    boots: "token",
  },
  { model: "Snom D735", label: "Inköp", user: "405", site: "Kontoret", layout: "Kontoret", boots: "window" },
  { model: "Snom D717", label: "Verkstadsgolvet", user: "406", site: "Verkstaden", layout: "Verkstaden", boots: "token" },
  {
    model: "Polycom VVX 450",
    label: "Kundtjänst",
    user: "407",
    site: "Kontoret",
    layout: "Receptionen",
    keys: [{ place: "0/10", kind: "speedDial", contact: "Olle Furuby" }],
    boots: "token",
  },
  { model: "Poly Edge E350", label: "Kalkyl", user: "408", site: "Kontoret", layout: "Kontoret", language: "en", boots: "token" },
];

/** Nobody's: it asks, is noted, and gets nothing. */
export const stranger = { model: "Yealink T31P" };
