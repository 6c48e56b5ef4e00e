import type { FeatureCode } from "../../domain/feature-groups.ts";

/**
 * The demo firm: invented people, numbers from the ranges that the Swedish authority keeps for fiction
 * (08-465 004 00…99, 031-390 06 00…99, 040-628 04 00…99, 0980-319 200…299, 070-174 06 05…99).
 */
export const firm = { name: "bjorko-bygg", title: "Björkö Bygg AB" };
export const zone = "Europe/Stockholm";
export const sites = ["Kontoret", "Verkstaden", "Hamnbygget"] as const;
/** Of mail addresses. */
export const mailDomain = "bjorkobygg.example";

/** What somebody works with: found by search in the telephone book. */
const trades = {
  kontor: ["kontor", "reception"],
  ledning: ["ledning", "platschef"],
  ekonomi: ["ekonomi", "löner", "fakturor"],
  projekt: ["projekt", "kalkyl"],
  snickare: ["snickare", "trä"],
  betong: ["betong", "armering"],
  verkstad: ["verkstad", "maskiner"],
  el: ["el", "service"],
} as const;
type Trade = keyof typeof trades;

/** What people have beside a name: the exchange's groups, a mobile of another operator, a picture, a user name. */
type More = {
  readonly features?: readonly FeatureCode[];
  readonly external?: true;
  readonly picture?: true;
  readonly username?: string;
  readonly administrator?: true;
  readonly language?: string;
  /** Nobody has given them a password yet. */
  readonly new?: true;
  /** The last name before it was changed. */
  readonly once?: string;
};
export type DemoPerson = {
  readonly first: string;
  readonly last: string;
  /** Its last two digits end the primary number 08-465 004 xx. */
  readonly extension: string;
  readonly mobile: string | null;
  readonly searchWords: readonly string[];
  readonly more: More;
};

const closed: readonly FeatureCode[] = ["ex_hanvisning_mobil", "ex_vidarekoppling_mobil"];
const hours: readonly FeatureCode[] = ["ex_arbetstid"];

/** In the order of their extensions, 401 first; the mobile number ends with the digits that are given. */
const rows: readonly (readonly [string, string, Trade, string | null, More?])[] = [
  ["Åsa", "Björkegren", "kontor", "05", { administrator: true, username: "asa.bjorkegren", picture: true, features: closed }],
  ["Bo", "Sandvall", "ledning", "06", { picture: true, features: [...closed, ...hours] }],
  ["Cecilia", "Näsström", "ekonomi", null, { picture: true }],
  ["David", "Öberg Lind", "projekt", "07", { picture: true, features: hours }],
  ["Elin", "Källhage", "projekt", null, { picture: true, once: "Sundmo" }],
  ["Farid", "Stenhammar", "verkstad", "08", { picture: true, features: ["ex_telefonist"] }],
  ["Greta", "Åmossa", "kontor", null],
  ["Henrik", "Tallbacken", "projekt", "09", { features: closed }],
  ["Ida", "Grönvret", "verkstad", null, { picture: true }],
  ["Jonas", "Ekeskär", "ledning", "10", { features: [...closed, "ex_samtal_vantar_mobil"] }],
  ["Karin", "Hällmark", "kontor", null],
  ["Lars-Åke", "Mörtsjö", "snickare", "12", { external: true, picture: true }],
  ["Maja", "Fågelvik", "snickare", "11"],
  ["Nils", "Årevik", "betong", "13", { external: true }],
  ["Oskar", "Lindtorp", "snickare", "14"],
  ["Pernilla", "Häggsjö", "ekonomi", "15", { picture: true, features: ["ex_ej_meddelande"] }],
  ["Rasmus", "Vretblom", "betong", "16"],
  ["Sara", "Kvarnmo", "ledning", "17", { picture: true, features: closed }],
  ["Tobias", "Ängsvik", "snickare", "18"],
  ["Ulla", "Rönnmark", "kontor", null],
  ["Viktor", "Stenåker", "verkstad", "19"],
  ["Wilma", "Dalkarl", "el", "20", { picture: true }],
  ["Yasmin", "Törnholt", "projekt", "21", { features: hours }],
  ["Zeb", "Myrlöv", "projekt", "22", { language: "en" }],
  ["Örjan", "Hedfors", "el", "23"],
  ["Amina", "Skogvret", "ekonomi", null, { picture: true }],
  ["Björn", "Tallvik", "betong", "24", { external: true }],
  ["Carola", "Ljungås", "snickare", "25"],
  ["Dino", "Granmo", "snickare", "26", { new: true }],
  ["Emma", "Flodhed", "el", "27"],
  ["Fredrik", "Åstrand Ek", "betong", "28"],
  ["Gunilla", "Berghage", "ekonomi", null],
  ["Hassan", "Lövkvarn", "verkstad", "29", { picture: true }],
  ["Ines", "Marksjö", "projekt", "30", { new: true }],
  ["Johan", "Grusås", "betong", "31"],
  ["Kerstin", "Ödekulla", "kontor", null],
  ["Linus", "Brovall", "snickare", "32"],
  ["Mira", "Solhult", "projekt", "33"],
  ["Niklas", "Furulid", "el", "34", { external: true }],
  ["Olivia", "Kärrbo", "snickare", "35", { new: true }],
];

export const people: readonly DemoPerson[] = rows.map(([first, last, trade, mobile, more = {}], at) => ({
  ...{ first, last, more, searchWords: trades[trade], extension: String(401 + at) },
  mobile: mobile === null ? null : `070-174 06 ${mobile}`,
}));

export type DemoGroup = {
  readonly name: string;
  readonly number: string | null;
  readonly extension: string;
  /** Extensions in the order in which the group calls; `-` before it: logged out, `!`: only an administrator changes it, `m`: the mobile rings. */
  readonly members: readonly string[];
};

/** The first one's number is the firm's main number. */
export const groups: readonly DemoGroup[] = [
  { name: "Växeln", number: "08-465 004 00", extension: "400", members: ["!401", "407", "411", "-420", "-436"] },
  { name: "Kundtjänst", number: "08-465 004 90", extension: "490", members: ["407", "411", "-402", "404", "423"] },
  { name: "Verkstaden", number: "08-465 004 91", extension: "491", members: ["406", "409", "m421", "m-433"] },
  { name: "Jouren", number: "08-465 004 92", extension: "492", members: ["m402", "m-422", "m-425", "m430"] },
];

/** The provider, whose staff look after the firm and two small ones. */
export const provider = {
  ...{ name: "kabelnord", title: "Kabelnord Drift AB" },
  staff: { first: "Olof", last: "Tjärnvik", number: "031-390 06 01", username: "olof.tjarnvik" },
};
export const others = [
  {
    ...{ name: "vattervik-el", title: "Vättervik El AB" },
    people: [
      ["Agneta", "Sjölid", "040-628 04 01", "201"],
      ["Pontus", "Holmkvarn", "040-628 04 02", "202"],
      ["Rut", "Ålgård", "040-628 04 03", "203"],
    ],
    phone: { model: "Yealink T43U", label: "Disken", extension: "201" },
  },
  {
    ...{ name: "sorby-ror", title: "Sörby Rör & Värme AB" },
    people: [
      ["Stig", "Backlöv", "040-628 04 11", "301"],
      ["Tove", "Hultmark", "040-628 04 12", "302"],
    ],
    phone: { model: "Snom D713", label: "Kontoret", extension: "301" },
  },
] as const;
