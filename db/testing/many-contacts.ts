import { randomUUID } from "node:crypto";
import { contactListColumns } from "../list-columns.ts";
import type { Db } from "../types.ts";
import { testActor, testNow } from "./builders.ts";

const first = ["Åsa", "Örjan", "Ylva", "Bo", "Émile", "Östen", "Ärla", "Carin", "Zäta", "David"];
const last = ["Öberg", "Åkesson", "Ek", "Zetterlund", "von Trä", "Ängström", "Björk", "Üxküll", "Noon", "Persson-Lod"];

/** So many contacts of invented names with one number or two, put into a list at once; the n-th is found under +46701740605 when n is 0. */
export async function manyContacts(db: Db, list: { organisationId: string; id: string }, count: number): Promise<void> {
  const at = testNow.toISOString();
  for (let from = 0; from < count; from += 50) {
    const some = Array.from({ length: Math.min(50, count - from) }, (_, n) => aContactRow(list, from + n, at));
    await db("contact").insert(some.map(({ row }) => row));
    await db("contact_number").insert(some.flatMap(({ numbers }) => numbers));
  }
}

function aContactRow(list: { organisationId: string; id: string }, n: number, at: string) {
  const names = {
    firstName: first[n % first.length] ?? "",
    lastName: `${last[Math.floor(n / 10) % last.length]} ${n}`,
    company: n % 3 === 0 ? "Trä & <Sten> AB" : "",
    title: "",
  };
  const id = randomUUID();
  const row = {
    ...{ id, organisation_id: list.organisationId, list_id: list.id, version: 1 },
    ...{ created_at: at, updated_at: at, updated_by: testActor.name },
    ...{ first_name: names.firstName, last_name: names.lastName, company: names.company, title: names.title },
    ...contactListColumns({ ...names, email: "", tags: [] }),
  };
  const number = (position: number, kind: string, digits: string) => ({ contact_id: id, position, kind, number: digits });
  const mobile = `+46701740${String(605 + (n % 95)).padStart(3, "0")}`;
  const numbers = [
    number(1, "work", `+4631${String(3_900_600 + (n % 100))}`),
    ...(n % 2 === 0 ? [number(2, "mobile", mobile)] : []),
  ];
  return { row, numbers };
}
