import type { KeyKind } from "../../domain/phone-key.ts";
import { people, type sites } from "./firm.ts";

/** The desk phones of the demo firm, and the layouts that they share. */
export type DemoKey = {
  /** Place on the phone or module: `0/1`. */
  readonly place: string;
  readonly kind: KeyKind;
  /** Extension. */
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
    // Called so at first; the demo's history renames it.
    name: "Verkstan",
    keys: [
      line,
      { place: "0/2", kind: "speedDial", group: "Kundtjänst" },
      { place: "0/3", kind: "blf", user: "406" },
      { place: "0/4", kind: "speedDial", contact: "Skåneplåt AB" },
    ],
  },
  {
    name: "Byggboden",
    keys: [
      line,
      { place: "0/2", kind: "blf", user: "402" },
      { place: "0/3", kind: "speedDial", group: "Jouren", label: "Jour" },
      { place: "0/4", kind: "speedDial", contact: "Petra Lindängen", label: "Kranbilen" },
    ],
  },
];

export type DemoPhone = {
  readonly model: string;
  readonly label: string;
  /** Extension of the user, whose account it has; null: nobody's own, as in a meeting room. */
  readonly user: string | null;
  readonly account: string;
  readonly site: (typeof sites)[number];
  readonly layout: string;
  readonly modules?: readonly string[];
  readonly keys?: readonly DemoKey[];
  /** How it comes to its files: with its own address, or out of its box through the first-contact window. */
  readonly boots: "token" | "window" | "tftp";
  /** `unplugged`: boots once and is then away from the network. `boxed`: nobody has unpacked it; it comes when its window is opened. */
  readonly stays?: "unplugged" | "boxed";
  readonly language?: string;
  /** The broken one whose place it took. */
  readonly instead?: string;
};

const everybody = people.map(({ extension }, index): DemoKey => ({ place: `1/${index + 1}`, kind: "blf", user: extension }));

type Said = Omit<DemoPhone, "account"> & { readonly account?: string };

const said: readonly Said[] = [
  {
    model: "Yealink T54W",
    label: "Receptionen",
    user: "401",
    site: "Kontoret",
    layout: "Receptionen",
    modules: ["EXP50"],
    keys: [...everybody, { place: "0/10", kind: "speedDial", contact: "Låsjouren" }],
    boots: "token",
  },
  { model: "Yealink T58W", label: "Receptionen, plats 2", user: "411", site: "Kontoret", layout: "Receptionen", boots: "token" },
  {
    model: "Yealink T46U",
    label: "Ekonomi",
    user: "403",
    site: "Kontoret",
    layout: "Kontoret",
    keys: [
      { place: "0/7", kind: "speedDial", contact: "Birgitta Holmvret", label: "Revisorn" },
      { place: "0/8", kind: "blf", user: "416" },
      { place: "0/9", kind: "blf", user: "426" },
    ],
    boots: "token",
  },
  { model: "Yealink T33G", label: "Lagret", user: "409", site: "Verkstaden", layout: "Verkstan", boots: "tftp" },
  {
    model: "Snom D785",
    label: "Projektledning",
    user: "404",
    site: "Kontoret",
    layout: "Kontoret",
    modules: ["D7"],
    keys: everybody.slice(0, 12),
    boots: "token",
  },
  { model: "Snom D735", label: "Inköp", user: "405", site: "Kontoret", layout: "Kontoret", boots: "window" },
  { model: "Snom D717", label: "Verkstadsgolvet", user: "406", site: "Verkstaden", layout: "Verkstan", boots: "token" },
  {
    model: "Polycom VVX 450",
    label: "Kundtjänst",
    user: "407",
    site: "Kontoret",
    layout: "Receptionen",
    keys: [{ place: "0/10", kind: "speedDial", contact: "Olle Furuby" }],
    boots: "token",
  },
  {
    model: "Poly Edge E350",
    label: "Kalkyl",
    user: "408",
    site: "Kontoret",
    layout: "Kontoret",
    language: "en",
    boots: "token",
    instead: "Polycom VVX 410",
  },
  {
    model: "Snom D865",
    label: "Platschefen",
    user: "402",
    site: "Kontoret",
    layout: "Kontoret",
    keys: [
      { place: "0/7", kind: "blf", user: "410" },
      { place: "0/8", kind: "blf", user: "418" },
      { place: "0/9", kind: "speedDial", contact: "Gunnar Strandlycka" },
    ],
    boots: "token",
  },
  { model: "Polycom VVX 350", label: "Löner", user: "416", site: "Kontoret", layout: "Kontoret", boots: "token" },
  {
    model: "Yealink T73U",
    label: "Mötesrum Ankaret",
    user: null,
    account: "420",
    site: "Kontoret",
    layout: "Kontoret",
    boots: "token",
  },
  {
    model: "Poly Edge E220",
    label: "Hamnbygget, bod 1",
    user: "418",
    site: "Hamnbygget",
    layout: "Byggboden",
    boots: "token",
    stays: "unplugged",
  },
  {
    model: "Snom D713",
    label: "Hamnbygget, bod 2",
    user: "419",
    site: "Hamnbygget",
    layout: "Byggboden",
    boots: "token",
    stays: "unplugged",
  },
  { model: "Yealink T43U", label: "Garaget", user: "421", site: "Verkstaden", layout: "Verkstan", boots: "token" },
  {
    model: "Polycom VVX 250",
    label: "Ny plats, kalkyl",
    user: "423",
    site: "Kontoret",
    layout: "Kontoret",
    boots: "window",
    stays: "boxed",
  },
];

export const phones: readonly DemoPhone[] = said.map((phone) => ({ ...phone, account: phone.account ?? phone.user ?? "" }));

/**
 * Nobody's: they ask, are noted, and get nothing until somebody claims them. The first one has the address that the firm hands
 * out with new phones, so that its administrator sees it; the other one only the operator.
 */
export const strangers = [
  { model: "Yealink T31P", knowsFirm: true },
  { model: "Snom D140", knowsFirm: false },
] as const;

/** Changed when everything has booted: what is unplugged waits for it. */
export const afterwards: { readonly layout: string; readonly keys: readonly DemoKey[] } = {
  layout: "Byggboden",
  keys: [{ place: "0/4", kind: "speedDial", number: "0980-319 260", label: "Skyddsombud" }],
};
