import { z } from "zod";
import { DomainError, type ErrorCode, errorStatus } from "../../domain/errors.ts";
import type { FeatureScheme } from "../../domain/feature-groups.ts";
import type { NumberField } from "../../domain/number-tables.ts";
import { displayNumber, parseNumber } from "../../domain/numbers.ts";
import type { Problem } from "../../domain/problem.ts";
import {
  fixedOperators,
  mexNumber,
  searchWordsProblem,
  secondaryProblem,
  tidySearchWords,
  tidyUsername,
  usernameProblem,
  withMobile,
} from "../../domain/user-rules.ts";
import { numberFor } from "../number-owners.ts";
import { LanguageTag } from "../organisations.ts";
import { SipUser } from "../sip-accounts.ts";
import type { MobileProfile } from "../user-number-rows.ts";
import { Extension, PersonName } from "../users.ts";
import { joinList, splitList } from "./lists.ts";
import { readFeatures, readRights, showFeatures, showRights } from "./person-groups.ts";
import type { PersonState } from "./person-state.ts";
import { CellError, type Cells, column, type Sheet } from "./sheet.ts";

/** What a cell is read with beside the person. */
export type PersonRules = {
  readonly scheme: FeatureScheme;
  /** The wrong thing about a date to be deactivated on, or null. */
  readonly dateProblem: (date: string) => Problem | null;
};

export type PersonColumn = Sheet["columns"][number] & {
  readonly show: (state: PersonState) => string;
  /** @throws CellError, DomainError: an error of this column's cell */
  readonly read: (state: PersonState, cell: string | null, rules: PersonRules, cells: Cells) => PersonState;
};

type Of = Pick<PersonColumn, "show" | "read">;
const named = (name: string, aliases: readonly string[], of: Of): PersonColumn => ({ ...column(name, false, ...aliases), ...of });
const needed = (name: string, aliases: readonly string[], of: Of): PersonColumn => ({ ...column(name, true, ...aliases), ...of });

/** Every column of a file of people, in the order in which they are written. An empty cell clears, an absent column leaves. */
export const personColumns: readonly PersonColumn[] = [
  needed("first_name", ["förnamn"], {
    show: (state) => state.firstName,
    read: (state, cell) => ({ ...state, firstName: fits("first_name", PersonName, cell ?? "") }),
  }),
  needed("last_name", ["efternamn"], {
    show: (state) => state.lastName,
    read: (state, cell) => ({ ...state, lastName: fits("last_name", PersonName, cell ?? "") }),
  }),
  named("email", ["e-post", "e-mail", "mejl", "e-postadress"], {
    show: (state) => state.email ?? "",
    read: (state, cell) => ({ ...state, email: cell && fits("email", z.email().max(200), cell) }),
  }),
  named("extension", ["anknytning", "kortnummer"], {
    show: (state) => state.extension ?? "",
    read: (state, cell) => ({ ...state, extension: cell && fits("extension", Extension, cell) }),
  }),
  named("primary_number", ["primärnummer", "nummer", "number"], {
    show: (state) => written(state.primary),
    read: (state, cell) => ({ ...state, primary: e164("primaryNumber", cell) }),
  }),
  named("mobile_number", ["mobilnummer", "mobil", "mobile"], {
    show: (state) => written(state.mobile?.e164 ?? null),
    read: (state, _cell, _rules, cells) => readMobile(state, cells),
  }),
  named("mobile_profile", ["mobilprofil"], {
    show: (state) => state.mobile?.profile ?? "",
    read: (state, _cell, _rules, cells) => readMobile(state, cells),
  }),
  named("secondary_number", ["sekundärnummer"], {
    show: (state) => written(state.secondary),
    read: readSecondary,
  }),
  named("username", ["användarnamn"], {
    show: (state) => state.username ?? "",
    read: readUsername,
  }),
  named("language", ["språk"], {
    show: (state) => state.language ?? "",
    read: (state, cell) => ({ ...state, language: cell && fits("language", LanguageTag, cell) }),
  }),
  named("fixed_operator", ["fast operatör", "fastoperatör"], {
    show: (state) => state.fixedOperator,
    read: (state, cell) => ({
      ...state,
      fixedOperator: fits("fixed_operator", z.enum(fixedOperators), cell?.toLowerCase() ?? "own"),
    }),
  }),
  named("search_words", ["sökord"], {
    show: (state) => joinList(state.searchWords),
    read: (state, cell) => {
      const words = splitList(cell ?? "");
      refuse(searchWordsProblem(words));
      return { ...state, searchWords: tidySearchWords(words) };
    },
  }),
  named("feature_groups", ["funktionsgrupper", "grupper"], {
    show: (state) => showFeatures(state.features),
    read: (state, cell, { scheme }) => ({ ...state, features: readFeatures(scheme, state.features, cell) }),
  }),
  named("rights", ["behörighet", "behörigheter"], {
    show: (state) => showRights(state.rights),
    read: (state, cell) => ({ ...state, rights: readRights(state.rights, cell) }),
  }),
  named("deactivate_on", ["avslutas", "deaktivering"], {
    show: (state) => state.deactivateOn ?? "",
    read: (state, cell, { dateProblem }) => {
      if (cell !== null && cell !== state.deactivateOn) refuse(dateProblem(cell));
      return { ...state, deactivateOn: cell };
    },
  }),
  named("sip_user", ["sip-användare", "sip-konto"], {
    show: (state) => state.sipUser ?? "",
    read: (state, cell) => (cell ? { ...state, sipUser: fits("sip_user", SipUser, cell) } : state),
  }),
  named("id", [], { show: () => "", read: (state) => state }),
];

/** Numbers as they are dialled here, without the no-break spaces of print. */
function written(number: string | null): string {
  return number === null ? "" : displayNumber(number).replace(/[\u00a0\u202f]/g, " ");
}

function e164(field: NumberField, cell: string | null): string | null {
  return cell === null ? null : numberFor(field, cell);
}

const profiles: Readonly<Record<string, MobileProfile>> = { mex: "mex", external: "external", "ej mex": "external" };

/** Number and profile belong together; each may be in the file without the other. */
function readMobile(state: PersonState, cells: Cells): PersonState {
  const [number, profile] = [cells("mobile_number"), cells("mobile_profile")];
  const wanted = number === undefined ? (state.mobile?.e164 ?? null) : number;
  if (wanted === null) return { ...state, ...withMobile(state, null) };
  const same = state.mobile !== null && parseNumber(wanted)?.canonical === state.mobile.e164;
  const said = profile ? profiles[profile.toLowerCase().replace(/[\s_-]+/g, " ")] : same ? state.mobile?.profile : undefined;
  if (said === undefined) throw wrong("mobile_profile", "must be mex or external", profile ?? "");
  const mobile = within("mobile_number", () => numberFor(said === "external" ? "externalMobile" : "mobile", wanted));
  return { ...state, ...withMobile(state, { e164: mobile, profile: said }) };
}

/** A Mex mobile is the secondary number too: an empty cell beside it says nothing else. */
function readSecondary(state: PersonState, cell: string | null): PersonState {
  const mex = mexNumber(state);
  if (cell === null) return { ...state, secondary: mex };
  const secondary = numberFor("mobile", cell);
  refuse(secondaryProblem(state, secondary));
  return { ...state, secondary };
}

/** A user name that is the own primary number is none of its own. */
function readUsername(state: PersonState, cell: string | null): PersonState {
  const username = tidyUsername(cell ?? "");
  const isPrimary = state.primary !== null && parseNumber(username)?.canonical === state.primary;
  if (username === "" || isPrimary) return { ...state, username: null };
  refuse(usernameProblem(username, state.primary));
  return { ...state, username };
}

function refuse(problem: Problem | null): void {
  if (problem) throw new DomainError(problem.code, problem.detail ?? {});
}

function within<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof DomainError ? new CellError(name, error) : error;
  }
}

export function wrong(field: string, reason: string, value: string): CellError {
  return new CellError(
    field,
    new DomainError("input_invalid", { field, problem: value === "" ? "empty" : "invalid", reason, value: value.slice(0, 60) }),
  );
}

/** @throws CellError of the code that the schema gives as its message, else `input_invalid` */
function fits<T>(name: string, schema: z.ZodType<T>, value: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues[0]?.message ?? "";
  if (isErrorCode(reason)) throw new CellError(name, new DomainError(reason, { field: name }));
  throw wrong(name, value === "" ? "must not be empty" : reason, value);
}

function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorStatus, text);
}
