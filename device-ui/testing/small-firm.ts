import { createContactList } from "../../db/contact-lists.ts";
import { createContact } from "../../db/contacts.ts";
import { recordFound } from "../../db/found-phones.ts";
import { createLayout } from "../../db/layouts.ts";
import { createOrganisation } from "../../db/organisations.ts";
import { hashPassword } from "../../db/password-hash.ts";
import { type CreatePerson, createPerson } from "../../db/people-create.ts";
import { KeyInput, setLayoutKeys, setPhoneKeys } from "../../db/phone-keys.ts";
import { AddPhone, addPhone } from "../../db/phones.ts";
import { createResponseGroup } from "../../db/response-groups.ts";
import type { Keyring } from "../../db/secrets.ts";
import { setSetting } from "../../db/settings.ts";
import { setPassword } from "../../db/sign-in.ts";
import { CreateSipAccount, createSipAccount } from "../../db/sip-accounts.ts";
import { createSite } from "../../db/sites.ts";
import type { Actor, Db } from "../../db/types.ts";
import type { Right } from "../../domain/rights.ts";

/** Everybody's password who has one. */
export const password = "tre glada bävrar i ån";

export type PersonKey = keyof typeof people;
export type PhoneKey = keyof typeof phones;

type Said = {
  readonly organisation: "firm" | "other" | "operator";
  readonly name: readonly [string, string];
  readonly rights: readonly Right[];
  /** `none`: nobody has set one; `given`: an own one must be chosen at the next sign-in. */
  readonly password: "own" | "given" | "none";
  readonly more: Partial<CreatePerson>;
};

/** Numbers are of the ranges that are reserved for fiction. */
const people = {
  /** Administrator; signs in with her number or as anna.ek. */
  anna: {
    organisation: "firm",
    name: ["Anna", "Ek"],
    rights: ["user", "administrator"],
    password: "own",
    more: {
      primaryNumber: "08-465 004 01",
      extension: "401",
      username: "anna.ek",
      email: "anna.ek@example.se",
      mobile: { number: "070-174 06 11", profile: "mex" },
    },
  },
  /** User, at the reception. */
  eva: {
    organisation: "firm",
    name: ["Eva", "Lund"],
    rights: ["user"],
    password: "own",
    more: {
      primaryNumber: "08-465 004 02",
      extension: "402",
      email: "eva.lund@example.se",
      mobile: { number: "070-174 06 12", profile: "external" },
    },
  },
  jonas: {
    organisation: "firm",
    name: ["Jonas", "Malm"],
    rights: ["user"],
    password: "own",
    more: { primaryNumber: "08-465 004 03", extension: "403", mobile: { number: "070-174 06 13", profile: "mex" } },
  },
  /** Has been given a password and must choose an own one. */
  sara: {
    organisation: "firm",
    name: ["Sara", "Öberg"],
    rights: ["user"],
    password: "given",
    more: { primaryNumber: "08-465 004 04", extension: "404" },
  },
  /** Has no password, and no number. */
  oskar: { organisation: "firm", name: ["Oskar", "Bäck"], rights: ["user"], password: "none", more: {} },
  /** Administrator of another organisation. */
  petra: {
    organisation: "other",
    name: ["Petra", "Åberg"],
    rights: ["user", "administrator"],
    password: "own",
    more: { primaryNumber: "040-628 04 01" },
  },
  /** Operator staff who look after every organisation. */
  olle: {
    organisation: "operator",
    name: ["Olle", "Palm"],
    rights: ["user", "operator"],
    password: "own",
    more: { primaryNumber: "031-390 06 01", username: "olle.palm", operates: "all" },
  },
} as const satisfies Readonly<Record<string, Said>>;

const phones = {
  /** With the layout, and keys of its own on top. */
  reception: { mac: "805ec0a10001", vendor: "yealink", model: "T54W", label: "Receptionen", user: "eva" },
  office: { mac: "000413a10002", vendor: "snom", model: "D785", label: "Anna", user: "anna" },
  workshop: { mac: "64167fa10003", vendor: "polycom", model: "VVX450", label: "Verkstaden", user: "jonas" },
} as const;

/** A phone that has asked and is nobody's. */
export const foundMac = "805ec0a100ff";

export type FirmIds = {
  readonly organisations: Readonly<Record<Said["organisation"], string>>;
  readonly people: Readonly<Record<PersonKey, string>>;
  readonly phones: Readonly<Record<PhoneKey, string>>;
  readonly groups: Readonly<Record<"switchboard" | "support", string>>;
  readonly site: string;
  readonly layout: string;
  readonly list: string;
  readonly contact: string;
};

export type Seed = { readonly db: Db; readonly keyring: Keyring; readonly now: Date };
const actor: Actor = { kind: "cli", id: null, name: "klyka", organisationId: null };
const hashing: { once: Promise<string> | null } = { once: null };

/** Björkö Bygg AB with five people, three phones, two groups; another firm with one person; the operator with one. */
export async function seedSmallFirm(seed: Seed): Promise<FirmIds> {
  const { db, now } = seed;
  const organisations = {
    firm: await organisation(seed, "bjorko-bygg", "Björkö Bygg AB"),
    other: await organisation(seed, "sjobo-plat", "Sjöbo Plåt AB"),
    operator: await organisation(seed, "kabelnord", "Kabelnord Drift AB"),
  };
  const { firm: organisationId } = organisations;
  const at = { layer: "organisation", organisationId } as const;
  await setSetting(db, { at, name: "exchange.registrar", value: { host: "sip.example.se", port: 5060 } }, actor, now);
  const group = async (name: string, number: string | null, extension: string) =>
    (await createResponseGroup(db, { organisationId, name, number, extension }, actor, now)).id;
  const groups = {
    switchboard: await group("Växeln", "08-465 004 00", "400"),
    support: await group("Support", null, "490"),
  };
  const made = await everybody(seed, organisations);
  const site = (await createSite(db, { organisationId, name: "Kontoret" }, actor, now)).id;
  const { list, contact } = await suppliers(seed, organisationId);
  const layout = (await createLayout(db, { organisationId, name: "Kontoret" }, actor, now)).id;
  const keys = [
    key(2, { kind: "blf", target: { kind: "user", id: made.anna } }),
    key(3, { kind: "blf", target: { kind: "group", id: groups.switchboard }, locked: true }),
  ];
  await setLayoutKeys(db, { organisationId, layoutId: layout, keys }, actor, now);
  const ids = { organisations, people: made, groups, site, layout, list, contact };
  return { ...ids, phones: await everyPhone(seed, ids) };
}

async function organisation({ db, now }: Seed, name: string, title: string): Promise<string> {
  return (await createOrganisation(db, { name, title, language: "sv", timeZone: "Europe/Stockholm" }, actor, now)).id;
}

async function everybody({ db, now }: Seed, organisations: FirmIds["organisations"]): Promise<FirmIds["people"]> {
  hashing.once ??= hashPassword(password);
  const passwordHash = await hashing.once;
  const made = new Map<string, string>();
  for (const [name, said] of Object.entries<Said>(people)) {
    const organisationId = organisations[said.organisation];
    const [firstName, lastName] = said.name;
    const input = { organisationId, firstName, lastName, rights: [...said.rights], ...said.more };
    const { id: userId } = await createPerson(db, input, "all", actor, now);
    made.set(name, userId);
    if (said.password === "none") continue;
    await setPassword(db, { organisationId, userId, passwordHash, mustChange: said.password === "given" }, actor, now);
  }
  return Object.fromEntries(made) as FirmIds["people"];
}

async function suppliers({ db, now }: Seed, organisationId: string): Promise<{ list: string; contact: string }> {
  const list = (await createContactList(db, { organisationId, name: "Leverantörer" }, actor, now)).id;
  const names = { firstName: "Gunnar", lastName: "Gran", company: "Granbergs Trä AB", title: "" };
  const numbers = [{ kind: "work" as const, number: "0980-319 201" }];
  const contact = (await createContact(db, { organisationId, listId: list, ...names, numbers }, actor, now)).id;
  return { list, contact };
}

async function everyPhone({ db, keyring, now }: Seed, ids: Omit<FirmIds, "phones">): Promise<FirmIds["phones"]> {
  const { firm: organisationId } = ids.organisations;
  const made = new Map<string, string>();
  for (const [name, { user, ...phone }] of Object.entries(phones)) {
    const userId = ids.people[user];
    const sip = CreateSipAccount.parse({ organisationId, sipUser: user, userId });
    const account = (await createSipAccount(db, keyring, sip, actor, now)).id;
    const input = { organisationId, ...phone, userId, siteId: ids.site, layoutId: ids.layout, accounts: [account] };
    made.set(name, (await addPhone(db, keyring, AddPhone.parse(input), actor, now)).id);
  }
  const phoneId = made.get("reception") ?? "";
  const keys = [
    key(4, { kind: "speedDial", target: { kind: "contact", id: ids.contact } }),
    key(5, { kind: "blf", target: { kind: "user", id: ids.people.jonas }, label: "Verkstan" }),
  ];
  await setPhoneKeys(db, { organisationId, phoneId, keys }, actor, now);
  const found = { vendor: "yealink", model: "T46U", firmware: "108.86.0.70", address: "192.0.2.7", userAgent: null } as const;
  await recordFound(db, [{ ...found, mac: foundMac, at: now.toISOString(), organisationId: null }]);
  return Object.fromEntries(made) as FirmIds["phones"];
}

function key(index: number, say: object): KeyInput {
  return KeyInput.parse({ place: { module: 0, index }, ...say });
}
