import { DomainError } from "../../domain/errors.ts";
import { parseNumber } from "../../domain/numbers.ts";
import type { Person } from "../people.ts";
import { numbersOf } from "../people-changes.ts";
import { CellError, type Cells } from "./sheet.ts";

/** People by what a file may call them. */
export type PersonIndex = Readonly<Record<"id" | "number" | "email" | "extension" | "nameless", ReadonlyMap<string, Person>>>;

export function personIndex(people: readonly Person[]): PersonIndex {
  const index = { id: new Map(), number: new Map(), email: new Map(), extension: new Map(), nameless: new Map() };
  const put = (map: Map<string, Person>, key: string | null, person: Person) => {
    if (key !== null && !map.has(key)) map.set(key, person);
  };
  for (const person of people) {
    put(index.id, person.id, person);
    for (const { e164 } of person.numbers) put(index.number, e164, person);
    put(index.email, person.email?.toLowerCase() ?? null, person);
    put(index.extension, person.extension, person);
    const known = person.email !== null || person.extension !== null || numbersOf(person).primary !== null;
    if (!known) put(index.nameless, person.name, person);
  }
  return index;
}

/**
 * Whom a row is about: the id, else the primary number or e-mail; without both the extension, and without that the name
 * of somebody who is known by nothing else. Null: nobody yet.
 *
 * @throws CellError `user_not_found`, `number_invalid`
 */
export function findPerson(index: PersonIndex, cells: Cells): Person | null {
  const [id, number, email] = [cells("id"), cells("primary_number"), cells("email")];
  if (id) return index.id.get(id) ?? missing();
  if (number && parseNumber(number) === null)
    throw new CellError("primary_number", new DomainError("number_invalid", { number: number.slice(0, 40) }));
  const byNumber = number ? index.number.get(parseNumber(number)?.canonical ?? "") : undefined;
  const found = byNumber ?? (email ? index.email.get(email.toLowerCase()) : undefined);
  // A short number alone may name somebody; beside a new number or address it belongs to a new person.
  if (found || number || email) return found ?? null;
  const extension = cells("extension");
  if (extension) return index.extension.get(extension) ?? null;
  return index.nameless.get(`${cells("first_name") ?? ""} ${cells("last_name") ?? ""}`) ?? null;
}

function missing(): never {
  throw new CellError("id", new DomainError("user_not_found"));
}
