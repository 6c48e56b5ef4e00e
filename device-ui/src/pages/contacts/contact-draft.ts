import { type ContactNumberKind, contactLimits, hasName, tidyTags } from "../../../../domain/contact.ts";
import { parseNumber } from "../../../../domain/numbers.ts";
import type { ContactInput, ContactRowView } from "../../data/contacts.ts";
import type { FieldError } from "../../data/problem.ts";

/** A contact while it is written: texts as they stand in the fields. */
export type ContactDraft = {
  readonly firstName: string;
  readonly lastName: string;
  readonly company: string;
  readonly title: string;
  readonly numbers: readonly { readonly kind: ContactNumberKind; readonly number: string }[];
  readonly email: string;
  /** With commas between. */
  readonly tags: string;
  readonly note: string;
  readonly listId: string;
};
export type DraftField = keyof ContactDraft;

/** A new contact of a list: one empty number to begin with. */
export function blankDraft(listId: string): ContactDraft {
  const texts = { firstName: "", lastName: "", company: "", title: "", email: "", tags: "", note: "" };
  return { ...texts, numbers: [{ kind: "work", number: "" }], listId };
}

export function draftOf({ numbers, tags, ...contact }: ContactRowView): ContactDraft {
  const { firstName, lastName, company, title, email, note, listId } = contact;
  return {
    ...{ firstName, lastName, company, title, email, note, listId },
    tags: tags.join(", "),
    // With plain blanks, as people type them.
    numbers: numbers.map(({ kind, display }) => ({ kind, number: display.replace(/\u00a0/g, " ") })),
  };
}

const tagsIn = (written: string): string[] => tidyTags(written.split(","));
const written = ({ numbers }: ContactDraft) => numbers.filter(({ number }) => number.trim() !== "");

/** The body of a request. */
export function inputOf(draft: ContactDraft): ContactInput {
  const { firstName, lastName, company, title, email, note, tags, listId } = draft;
  const numbers = written(draft).map(({ kind, number }) => ({ kind, number: number.trim() }));
  return { firstName, lastName, company, title, numbers, email: email.trim(), note, tags: tagsIn(tags), listId };
}

/** What is wrong before the server is asked. Fields are named as in the form: `numbers.0`. */
export function problemsOf(draft: ContactDraft): FieldError[] {
  const problem = (field: string, code: string, detail = {}): FieldError => ({ field, code, detail });
  const names = { firstName: draft.firstName.trim(), lastName: draft.lastName.trim(), company: draft.company.trim() };
  const tags = tagsIn(draft.tags);
  return [
    ...(hasName(names) ? [] : [problem("firstName", "contact_nameless")]),
    ...draft.numbers.flatMap(({ number }, at) =>
      number.trim() === "" || parseNumber(number) ? [] : [problem(`numbers.${at}`, "number_invalid", { number })],
    ),
    ...(written(draft).length === 0 ? [problem("numbers.0", "contact_numberless")] : []),
    ...(tags.length > contactLimits.tags ? [problem("tags", "contact_tags_many")] : []),
  ];
}

/** The fields that are other than before. */
export function changedIn(before: ContactDraft, now: ContactDraft): Partial<ContactDraft> {
  const names: readonly DraftField[] = [
    "firstName",
    "lastName",
    "company",
    "title",
    "numbers",
    "email",
    "tags",
    "note",
    "listId",
  ];
  const differ = (name: DraftField) => JSON.stringify(comparable(before, name)) !== JSON.stringify(comparable(now, name));
  return Object.fromEntries(names.filter(differ).map((name) => [name, now[name]]));
}

/** An empty number, and how a number or tags are written, change nothing. */
function comparable(draft: ContactDraft, name: DraftField): unknown {
  if (name === "tags") return tagsIn(draft.tags);
  if (name !== "numbers") return draft[name];
  return written(draft).map(({ kind, number }) => [kind, parseNumber(number)?.canonical ?? number.trim()]);
}
