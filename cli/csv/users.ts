import {
  CellError,
  type Cells,
  column,
  inColumn,
  mustHave,
  type Outcome,
  type Sheet,
  type SheetContext,
} from "../../db/csv/sheet.ts";
import { createSipAccount, findSipAccount, listSipAccounts, SipUser } from "../../db/sip-accounts.ts";
import type { Db } from "../../db/types.ts";
import { setUserNumber } from "../../db/user-numbers.ts";
import { CreateUser, createUser, findUser, listUsers, type User, updateUser } from "../../db/users.ts";
import { DomainError } from "../../domain/errors.ts";
import { displayNumber, parseNumber } from "../../domain/numbers.ts";
import { parseInput } from "../parse.ts";
import { everyUser } from "../resolve.ts";
import { plainSpaces } from "../target-names.ts";

/**
 * Users. A row whose primary number or e-mail somebody has (without both: extension) changes that user; so does one with
 * none of the three, by a name that one such user has. Any other creates one.
 */
export const users: Sheet = {
  columns: [
    column("first_name", true, "förnamn"),
    column("last_name", true, "efternamn"),
    column("email", false, "e-post", "e-mail", "mejl"),
    column("extension", false, "anknytning", "kortnummer"),
    column("primary_number", false, "primärnummer", "nummer", "number"),
    column("mobile_number", false, "mobilnummer", "mobil", "mobile"),
    column("mobile_profile", false, "mobilprofil"),
    column("sip_user", false, "sip-användare", "sip-konto"),
  ],
  importRow: async (context, cells) => {
    const had = await findExisting(context, cells);
    const { user, outcome } = had
      ? await change(context, had, cells)
      : { user: await create(context, cells), outcome: "created" as const };
    const mobile = await setMobile(context, user, cells);
    const account = await addAccount(context, user, cells);
    return outcome === "unchanged" && (mobile || account) ? "updated" : outcome;
  },
  exportRows: async (db, organisationId) => {
    const accounts = await listSipAccounts(db, { organisationId });
    const all = await everyUser(db, organisationId);
    return all.map((user) => {
      const mobile = user.numbers.find((one) => one.kind === "mobile");
      const sipUser = accounts.find((one) => one.userId === user.id)?.sipUser ?? "";
      const primary = written(user, "primary");
      return [
        user.firstName,
        user.lastName,
        user.email ?? "",
        user.extension ?? "",
        primary,
        written(user, "mobile"),
        mobile?.mobileProfile ?? "",
        sipUser,
      ];
    });
  },
};

function written(user: User, kind: "primary" | "mobile"): string {
  const number = user.numbers.find((one) => one.kind === kind);
  return number ? plainSpaces(displayNumber(number.e164)) : "";
}

async function findExisting({ db, organisationId }: SheetContext, cells: Cells): Promise<User | null> {
  const number = cells("primary_number");
  const email = cells("email");
  const extension = cells("extension");
  if (number) await inColumn("primary_number", () => checkNumber(number));
  const byNumber = number ? await findUser(db, { organisationId, number }) : null;
  const found = byNumber ?? (email ? await findUser(db, { organisationId, email }) : null);
  // A short number alone may name somebody; beside a new number or address it belongs to a new user.
  if (found !== null || number || email) return found;
  return extension ? findUser(db, { organisationId, number: extension }) : findNameless(db, organisationId, cells);
}

/** The user who is known by this very name and by nothing else. */
async function findNameless(db: Db, organisationId: string, cells: Cells): Promise<User | null> {
  const [first = "", last = ""] = [cells("first_name"), cells("last_name")].map((name) => name ?? "");
  if (first === "" || last === "") return null;
  const called = await listUsers(db, { organisationId, search: first.length > last.length ? first : last });
  const known = (user: User) => user.email !== null || user.extension !== null || written(user, "primary") !== "";
  return called.find((user) => user.firstName === first && user.lastName === last && !known(user)) ?? null;
}

function checkNumber(number: string): void {
  if (parseNumber(number) === null) throw new DomainError("number_invalid", { number });
}

async function create({ db, organisationId, actor, now }: SheetContext, cells: Cells): Promise<User> {
  const row = {
    organisationId,
    firstName: mustHave(cells, "first_name"),
    lastName: mustHave(cells, "last_name"),
    email: cells("email"),
    extension: cells("extension"),
    primaryNumber: cells("primary_number"),
  };
  return named(cells, () => createUser(db, parseInput(CreateUser, row), actor, now));
}

async function change(context: SheetContext, had: User, cells: Cells): Promise<{ user: User; outcome: Outcome }> {
  const { db, organisationId, actor, now } = context;
  const wanted = {
    firstName: mustHave(cells, "first_name"),
    lastName: mustHave(cells, "last_name"),
    email: cells("email") === undefined ? had.email : (cells("email") ?? null),
    extension: cells("extension") === undefined ? had.extension : (cells("extension") ?? null),
  };
  const number = cells("primary_number");
  const sameNumber = !number || parseNumber(number)?.canonical === had.numbers.find((one) => one.kind === "primary")?.e164;
  const same = (["firstName", "lastName", "email", "extension"] as const).every((key) => wanted[key] === had[key]);
  if (!sameNumber)
    await inColumn("primary_number", () =>
      setUserNumber(db, { organisationId, userId: had.id, kind: "primary", number, mobileProfile: null }, actor, now),
    );
  if (same) return { user: had, outcome: sameNumber ? "unchanged" : "updated" };
  const checked = await named(cells, () => parseInput(CreateUser.omit({ primaryNumber: true }), { organisationId, ...wanted }));
  return { user: await named(cells, () => updateUser(db, { id: had.id, ...checked }, actor, now)), outcome: "updated" };
}

/** A taken or wrong number can be the extension's or the primary number's; the error says which. */
async function named<T>(cells: Cells, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const fields: Record<string, string> = { firstName: "first_name", lastName: "last_name", primaryNumber: "primary_number" };
    const field = typeof error.detail.field === "string" ? error.detail.field : null;
    if (field !== null) throw new CellError(fields[field] ?? field, error);
    const isExtension = error.code === "number_taken" && error.detail.number === cells("extension");
    throw error.code.startsWith("number_") ? new CellError(isExtension ? "extension" : "primary_number", error) : error;
  }
}

async function setMobile({ db, organisationId, actor, now }: SheetContext, user: User, cells: Cells): Promise<boolean> {
  const number = cells("mobile_number");
  const profile = cells("mobile_profile") || null;
  if (!number) return false;
  const mobileProfile = await inColumn("mobile_profile", () => {
    if (profile === null || profile === "mex" || profile === "external") return profile;
    throw new DomainError("input_invalid", { field: "mobile_profile", reason: "must be mex or external", value: profile });
  });
  const had = user.numbers.find((one) => one.kind === "mobile");
  if (had && had.e164 === parseNumber(number)?.canonical && had.mobileProfile === mobileProfile) return false;
  await inColumn("mobile_number", () =>
    setUserNumber(db, { organisationId, userId: user.id, kind: "mobile", number, mobileProfile }, actor, now),
  );
  return true;
}

/** The account is made, with a generated secret, when the organisation has none of that name. */
async function addAccount({ db, keyring, organisationId, actor, now }: SheetContext, user: User, cells: Cells): Promise<boolean> {
  const written = cells("sip_user");
  if (!written) return false;
  return inColumn("sip_user", async () => {
    const sipUser = parseInput(SipUser, written);
    const had = await findSipAccount(db, { organisationId, sipUser });
    if (had && had.userId !== user.id) throw new DomainError("sip_account_taken", { sipUser });
    if (had) return false;
    const input = { organisationId, userId: user.id, label: null, sipUser, authUser: null, secret: null, registrar: null };
    await createSipAccount(db, keyring, input, actor, now);
    return true;
  });
}
