import type { ErrorCode, ErrorDetail } from "../../domain/errors.ts";
import { oneOf } from "../dialect/dialect.ts";
import { type Resting, restingAmong } from "../number-quarantine.ts";
import type { Person } from "../people.ts";
import type { SipAccount } from "../sip-accounts.ts";
import type { Db } from "../types.ts";
import type { RowError } from "./import.ts";
import type { PersonWrite } from "./person-plan.ts";
import { type PersonState, stateOf } from "./person-state.ts";

type House = {
  readonly db: Db;
  readonly organisationId: string;
  readonly people: readonly Person[];
  readonly accounts: readonly SipAccount[];
  readonly writes: readonly PersonWrite[];
  readonly now: Date;
};

/** What belongs to one alone: where it stands, what it is called, and what is wrong when two have it. */
type Owned = { readonly value: string; readonly column: string; readonly code: ErrorCode; readonly detail: ErrorDetail };

/**
 * What cannot be true of all rows and everybody else at once: numbers, extensions, user names and accounts that two would
 * have, and an organisation without an administrator.
 */
export async function clashes(house: House): Promise<RowError[]> {
  const taken = await takenElsewhere(house);
  const resting = await restingNumbers(house);
  const written = new Set(house.writes.map(({ person }) => person?.id));
  for (const person of house.people) {
    if (!written.has(person.id)) for (const { value } of ownedBy(stateOf(person, null))) taken.add(value);
  }
  const errors: RowError[] = [];
  for (const write of house.writes) {
    const own = ownedBy(write.after);
    for (const { value, column, code, detail } of own) {
      const rests = resting.get(value);
      if (rests && rests.userId !== write.person?.id)
        errors.push({
          line: write.line,
          field: column,
          code: "number_quarantined",
          detail: { number: rests.e164, until: rests.until },
        });
      else if (taken.has(value)) errors.push({ line: write.line, field: column, code, detail });
    }
    for (const { value } of own) taken.add(value);
  }
  return [...errors, ...accountClashes(house), ...administratorsLost(house)];
}

function ownedBy({ primary, secondary, mobile, extension, username }: PersonState): Owned[] {
  const number = (e164: string | null, column: string): Owned[] =>
    e164 === null ? [] : [{ value: `number ${e164}`, column, code: "number_taken", detail: { number: e164 } }];
  const mex = mobile?.profile === "mex" ? mobile.e164 : null;
  return [
    ...number(primary, "primary_number"),
    ...number(mex, "mobile_number"),
    ...number(secondary === mex ? null : secondary, "secondary_number"),
    ...(extension === null
      ? []
      : [{ value: `extension ${extension}`, column: "extension", code: "number_taken", detail: { number: extension } } as const]),
    ...(username === null
      ? []
      : [{ value: `username ${username}`, column: "username", code: "username_taken", detail: { username } } as const]),
  ];
}

/** Numbers that somebody else gave up before this file. Who gives one up in it, to somebody in it, does so on purpose. */
async function restingNumbers({ db, writes, now }: House): Promise<Map<string, Resting>> {
  const primaries = writes.flatMap(({ after }) => (after.primary === null ? [] : [after.primary]));
  const resting = await restingAmong(db, primaries, now);
  return new Map([...resting].map(([e164, one]) => [`number ${e164}`, one]));
}

/** Of what the rows want, that which groups and other organisations have. Four queries. */
async function takenElsewhere({ db, organisationId, writes }: House): Promise<Set<string>> {
  const wanted = (kind: string) =>
    writes.flatMap(({ after }) =>
      ownedBy(after).flatMap(({ value }) => (value.startsWith(`${kind} `) ? [value.slice(kind.length + 1)] : [])),
    );
  const numbers = wanted("number");
  const foreign: string[] = await db("user_number")
    .where(oneOf(db, "e164", numbers))
    .whereNot("organisation_id", organisationId)
    .where((own) => own.whereNull("mobile_profile").orWhere("mobile_profile", "mex"))
    .pluck("e164");
  const groups: string[] = await db("response_group")
    .where(oneOf(db, "e164", numbers))
    .pluck("e164");
  const short: string[] = await db("extension")
    .where("organisation_id", organisationId)
    .where(oneOf(db, "digits", wanted("extension")))
    .whereNull("user_id")
    .pluck("digits");
  const names: string[] = await db("users")
    .where(oneOf(db, "username", wanted("username")))
    .whereNot("organisation_id", organisationId)
    .pluck("username");
  const of = (kind: string, values: readonly string[]) => values.map((value) => `${kind} ${value}`);
  return new Set([...of("number", [...foreign, ...groups]), ...of("extension", short), ...of("username", names)]);
}

function accountClashes({ accounts, writes }: House): RowError[] {
  const owners = new Map<string, string | null>(accounts.map(({ sipUser, userId }) => [sipUser, userId]));
  return writes.flatMap(({ line, person, before, after }) => {
    const { sipUser } = after;
    if (sipUser === null || sipUser === before?.sipUser) return [];
    const free = !owners.has(sipUser) || (person !== null && owners.get(sipUser) === person.id);
    owners.set(sipUser, person?.id ?? null);
    return free ? [] : [{ line, field: "sip_user", code: "sip_account_taken", detail: { sipUser } } as const];
  });
}

function administratorsLost({ people, writes }: House): RowError[] {
  const after = new Map(writes.flatMap((write) => (write.person ? [[write.person.id, write.after] as const] : [])));
  const administers = ({ rights, deactivateOn }: Pick<PersonState, "rights" | "deactivateOn">) =>
    rights.includes("administrator") && deactivateOn === null;
  const active = people.filter((person) => person.deactivatedAt === null);
  const before = active.filter(administers);
  const newOnes = writes.some(({ person, after }) => person === null && administers(after));
  if (before.length === 0 || newOnes || active.some((person) => administers(after.get(person.id) ?? person))) return [];
  return writes.flatMap(({ line, person }) => {
    if (person === null || !before.includes(person)) return [];
    return [{ line, field: "rights", code: "last_administrator", detail: { id: person.id } } as const];
  });
}
