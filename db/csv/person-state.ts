import type { Right } from "../../domain/rights.ts";
import type { FixedOperator, UserNumbers } from "../../domain/user-rules.ts";
import type { AuditValue } from "../audit.ts";
import type { Person } from "../people.ts";
import { numbersOf } from "../people-changes.ts";

/** Everything of a person that a file can say, in one flat value: as it is, or as it shall be. */
export type PersonState = UserNumbers & {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly extension: string | null;
  readonly username: string | null;
  readonly language: string | null;
  readonly fixedOperator: FixedOperator;
  readonly searchWords: readonly string[];
  readonly features: readonly string[];
  readonly rights: readonly Right[];
  readonly deactivateOn: string | null;
  /** The first account by name. A file can add one, and changes none. */
  readonly sipUser: string | null;
};

export function stateOf(person: Person, sipUser: string | null): PersonState {
  const { firstName, lastName, email, extension, username, language, fixedOperator } = person;
  const { searchWords, features, rights, deactivateOn } = person;
  const details = { firstName, lastName, email, extension, username, language, fixedOperator };
  return { ...details, searchWords, features, rights, deactivateOn, ...numbersOf(person), sipUser };
}

/** Somebody who is not there yet. */
export function newcomer(features: readonly string[]): PersonState {
  return {
    ...{ firstName: "", lastName: "", email: null, extension: null, username: null, language: null },
    ...{ primary: null, secondary: null, mobile: null, sipUser: null, deactivateOn: null },
    ...{ fixedOperator: "own", searchWords: [], features, rights: ["user"] },
  };
}

/** What the change log says of a person, category by category, without what has a change of its own. */
export function auditFieldsOf(state: PersonState): Record<"details" | "role" | "numbers" | "extra" | "advanced", Fields> {
  const { firstName, lastName, email, username, language, extension, primary, secondary, mobile } = state;
  return {
    details: { firstName, lastName, email, username, language },
    role: { fixedOperator: state.fixedOperator },
    numbers: {
      extension,
      primaryNumber: primary,
      secondaryNumber: secondary,
      mobileNumber: mobile?.e164 ?? null,
      mobileProfile: mobile?.profile ?? null,
    },
    extra: { searchWords: state.searchWords },
    advanced: { features: state.features, rights: state.rights },
  };
}
type Fields = Record<string, AuditValue>;
