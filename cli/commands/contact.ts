import type { Command } from "commander";
import { countsOfLists } from "../../db/contact-lists.ts";
import { changeMembers } from "../../db/contact-member-changes.ts";
import { membersOf } from "../../db/contact-members.ts";
import {
  type Contact,
  CreateContact,
  CreateContactList,
  createContact,
  createContactList,
  deleteContact,
  deleteContactList,
  listContactLists,
  listContacts,
  UpdateContact,
  updateContact,
} from "../../db/contacts.ts";
import { listUsers } from "../../db/users.ts";
import { displayNumber } from "../../domain/numbers.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup, flag, many, needed, text } from "../command.ts";
import { facts, table } from "../output.ts";
import { parseInput } from "../parse.ts";
import {
  organisationOption as organisation,
  resolveContact,
  resolveContactList,
  resolveOrganisation,
  resolveUser,
} from "../resolve.ts";

const fields = {
  firstName: text("--first-name <name>", "first name"),
  lastName: text("--last-name <name>", "last name"),
  company: text("--company <name>", "company"),
  title: text("--title <text>", "title"),
  email: text("--email <address>", "e-mail address"),
  note: text("--note <text>", "note that every member of the list reads"),
  tag: many("--tag <word>", "tag; may be repeated"),
  work: many("--work <number>", "number at work; may be repeated"),
  mobile: many("--mobile <number>", "mobile number; may be repeated"),
  other: many("--other <number>", "another number; may be repeated"),
};

export function register(program: Command, app: App): void {
  const group = addGroup(program, "contact", "Contacts outside the organisation, in lists that phones show as phonebooks.", [
    "contact lists",
  ]);
  registerLists(group, app);
  addCommand(group, {
    usage: "add",
    summary: "Creates a contact. It needs a name or a company, and a number.",
    examples: ['contact add --list "Leverantörer" --company "Grus & Sten AB" --work "031-390 06 10"'],
    options: { organisation, list: needed("--list <name>", "contact list"), ...fields },
    run: async (_, { organisation: written, list, work, mobile, other, tag: tags, ...names }) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, written);
      const { id: listId } = await resolveContactList(db, organisationId, list);
      const numbers = numbersOf({ work, mobile, other });
      const input = parseInput(CreateContact, { organisationId, listId, ...names, tags, numbers });
      print(app, await createContact(db, input, app.actor, app.io.now()));
    },
  });
  addCommand(group, {
    usage: "list <list>",
    summary: "Lists the contacts of one list.",
    examples: ['contact list "Leverantörer"'],
    options: { organisation },
    run: async ({ list }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const contacts = await listContacts(db, {
        organisationId,
        listId: (await resolveContactList(db, organisationId, list)).id,
      });
      app.print(contacts, () =>
        table(
          ["name", "company", "numbers", "id"],
          contacts.map((one) => [one.name, one.company, numbersText(one), one.id]),
        ),
      );
    },
  });
  addCommand(group, {
    usage: "update <contact>",
    summary: "Changes a contact. Numbers given replace all that it had, and so do tags.",
    examples: ['contact update "Grus & Sten AB" --work "031-390 06 11"'],
    options: { organisation, ...fields },
    run: async ({ contact: name }, { organisation: written, work, mobile, other, tag: tags, ...names }) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, written);
      const { id, version, numbers: had, ...rest } = await resolveContact(db, organisationId, name);
      const given = numbersOf({ work, mobile, other });
      const input = parseInput(UpdateContact, {
        organisationId,
        id,
        version,
        firstName: names.firstName ?? rest.firstName,
        lastName: names.lastName ?? rest.lastName,
        company: names.company ?? rest.company,
        title: names.title ?? rest.title,
        email: names.email,
        note: names.note,
        ...(tags.length > 0 ? { tags } : {}),
        numbers: given.length > 0 ? given : had,
      });
      print(app, await updateContact(db, input, app.actor, app.io.now()));
    },
  });
  addCommand(group, {
    usage: "delete <contact>",
    summary: "Deletes a contact. Keys that follow it are kept, and reported as misfits.",
    examples: ['contact delete "Grus & Sten AB"'],
    options: { organisation },
    run: async ({ contact: name }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const contact = await resolveContact(db, organisationId, name);
      await deleteContact(db, { organisationId, id: contact.id }, app.actor, app.io.now());
      app.print({ deleted: contact.id }, () => `${contact.name} is deleted\n`);
    },
  });
}

function registerLists(group: Command, app: App): void {
  addCommand(group, {
    usage: "add-list <name>",
    summary: "Creates a contact list: a phonebook for everybody of the organisation, or for those who are put into it.",
    examples: ['contact add-list "Leverantörer"', 'contact add-list "Jour" --for-some'],
    options: { organisation, forSome: flag("--for-some", "nobody sees it until they are put into it (contact members)") },
    run: async ({ name }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const input = parseInput(CreateContactList, { organisationId, name, forEveryone: !options.forSome });
      const list = await createContactList(db, input, app.actor, app.io.now());
      app.print(list, () =>
        facts([
          ["name", list.name],
          ["id", list.id],
        ]),
      );
    },
  });
  addCommand(group, {
    usage: "lists",
    summary: "Lists the contact lists.",
    examples: ["contact lists"],
    options: { organisation },
    run: async (_, options) => {
      const { db } = await app.store();
      const lists = await listContactLists(db, (await resolveOrganisation(db, options.organisation)).id);
      const counts = await countsOfLists(
        db,
        lists.map(({ id }) => id),
      );
      const shown = lists.map((one) => ({ ...one, contacts: 0, members: 0, ...counts.get(one.id) }));
      app.print(shown, () =>
        table(
          ["name", "for", "contacts", "members", "id"],
          shown.map((one) => [one.name, one.forEveryone ? "everyone" : "some", `${one.contacts}`, `${one.members}`, one.id]),
        ),
      );
    },
  });
  addCommand(group, {
    usage: "members <list>",
    summary: "Shows who sees a contact list, and puts people into it or takes them out.",
    examples: ["contact members Jour", 'contact members Jour --in 405 --out "08-465 004 02"'],
    options: {
      organisation,
      in: many("--in <user>", "who is to see it; may be repeated"),
      out: many("--out <user>", "who is to see it no more; may be repeated"),
    },
    run: async ({ list }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const { id: listId } = await resolveContactList(db, organisationId, list);
      const ids = async (written: readonly string[]) => {
        const found: string[] = [];
        for (const one of written) found.push((await resolveUser(db, organisationId, one)).id);
        return found;
      };
      const change = { in: await ids(options.in), out: await ids(options.out) };
      await changeMembers(db, { organisationId, listId, ...change }, app.actor, app.io.now());
      const members = new Set((await membersOf(db, [listId])).get(listId) ?? []);
      const everybody = await listUsers(db, { organisationId, active: true, limit: Number.MAX_SAFE_INTEGER });
      const shown = everybody.filter(({ id }) => members.has(id)).map(({ id, name }) => ({ id, name }));
      app.print(shown, () =>
        table(
          ["name", "id"],
          shown.map((one) => [one.name, one.id]),
        ),
      );
    },
  });
  addCommand(group, {
    usage: "delete-list <list>",
    summary: "Deletes a contact list with its contacts.",
    examples: ['contact delete-list "Leverantörer"'],
    options: { organisation },
    run: async ({ list }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const { id, name } = await resolveContactList(db, organisationId, list);
      await deleteContactList(db, { organisationId, id }, app.actor, app.io.now());
      app.print({ deleted: id }, () => `${name} is deleted\n`);
    },
  });
}

function numbersOf(given: {
  readonly work: readonly string[];
  readonly mobile: readonly string[];
  readonly other: readonly string[];
}) {
  return (["work", "mobile", "other"] as const).flatMap((kind) => given[kind].map((number) => ({ kind, number })));
}

function numbersText(contact: Contact): string {
  return contact.numbers.map((one) => `${displayNumber(one.number)} (${one.kind})`).join(", ");
}

function print(app: App, one: Contact): void {
  app.print(one, () =>
    facts([
      ["name", one.name],
      ["company", one.company],
      ["title", one.title],
      ["numbers", numbersText(one)],
      ["e-mail", one.email],
      ["tags", one.tags.join(", ")],
      ["note", one.note],
      ["id", one.id],
    ]),
  );
}
