import type { Command } from "commander";
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
import { displayNumber } from "../../domain/numbers.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup, many, needed, text } from "../command.ts";
import { facts, table } from "../output.ts";
import { parseInput } from "../parse.ts";
import { organisationOption as organisation, resolveContact, resolveContactList, resolveOrganisation } from "../resolve.ts";

const fields = {
  firstName: text("--first-name <name>", "first name"),
  lastName: text("--last-name <name>", "last name"),
  company: text("--company <name>", "company"),
  title: text("--title <text>", "title"),
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
    run: async (_, { organisation: written, list, work, mobile, other, ...names }) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, written);
      const { id: listId } = await resolveContactList(db, organisationId, list);
      const numbers = numbersOf({ work, mobile, other });
      const input = parseInput(CreateContact, { organisationId, listId, ...names, numbers });
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
    summary: "Changes a contact. Numbers given replace all that it had.",
    examples: ['contact update "Grus & Sten AB" --work "031-390 06 11"'],
    options: { organisation, ...fields },
    run: async ({ contact: name }, { organisation: written, work, mobile, other, ...names }) => {
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
    summary: "Creates a contact list: a phonebook on every phone of the organisation.",
    examples: ['contact add-list "Leverantörer"'],
    options: { organisation },
    run: async ({ name }, options) => {
      const { db } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, options.organisation);
      const list = await createContactList(db, parseInput(CreateContactList, { organisationId, name }), app.actor, app.io.now());
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
      app.print(lists, () =>
        table(
          ["name", "id"],
          lists.map((one) => [one.name, one.id]),
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
      ["id", one.id],
    ]),
  );
}
