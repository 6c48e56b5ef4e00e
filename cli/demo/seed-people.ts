import { createPerson } from "../../db/people-create.ts";
import { setPassword } from "../../db/sign-in.ts";
import { createSipAccount } from "../../db/sip-accounts.ts";
import { foldText } from "../../domain/search.ts";
import { type DemoPerson, mailDomain, people } from "./firm.ts";
import type { Seed } from "./seed.ts";

export type PeopleIds = {
  /** By extension. */
  readonly users: ReadonlyMap<string, string>;
  readonly accounts: ReadonlyMap<string, string>;
};

/** Everybody with numbers, rights, groups of the exchange, a SIP account and, but for the newest, a password. */
export async function seedPeople(seed: Seed, passwordHash: string): Promise<PeopleIds> {
  const users = new Map<string, string>();
  const accounts = new Map<string, string>();
  for (const [index, person] of people.entries()) {
    const now = seed.times.before(
      person.more.new ? 2 : 58,
      `${9 + Math.floor(index / 20)}:${10 + (index % 20)}`.padStart(5, "0"),
    );
    const userId = await seedPerson(seed, person, now);
    users.set(person.extension, userId);
    const { db, keyring, organisationId, actor } = seed;
    const account = { organisationId, userId, sipUser: person.extension, label: null, authUser: null };
    const sip = await createSipAccount(db, keyring, { ...account, secret: null, registrar: null }, actor, now);
    accounts.set(person.extension, sip.id);
    if (!person.more.new) await setPassword(db, { organisationId, userId, passwordHash, mustChange: false }, actor, now);
  }
  return { users, accounts };
}

async function seedPerson({ db, organisationId, actor }: Seed, person: DemoPerson, now: Date): Promise<string> {
  const { first: firstName, last, extension, mobile, searchWords, more } = person;
  const { features = [], username, language, external, administrator, once: lastName = last } = more;
  const input = {
    ...{ organisationId, firstName, lastName, extension, searchWords: [...searchWords] },
    email: `${[firstName, last].map((name) => foldText(name).replaceAll(" ", ".")).join(".")}@${mailDomain}`,
    primaryNumber: `08-465 004 ${extension.slice(1)}`,
    features: Object.fromEntries(features.map((code) => [code, true])),
    ...(mobile === null ? {} : { mobile: { number: mobile, profile: external ? ("external" as const) : ("mex" as const) } }),
    ...(username === undefined ? {} : { username }),
    ...(language === undefined ? {} : { language }),
    ...(administrator ? { rights: ["user" as const, "administrator" as const] } : {}),
  };
  return (await createPerson(db, input, "all", actor, now)).id;
}
