import fc from "fast-check";
import { expect, it } from "vitest";
import { createContactList, deleteContactList, listContactLists, updateContactList } from "../../db/contact-lists.ts";
import { deleteContact, listContacts } from "../../db/contacts.ts";
import { importSheet } from "../../db/csv/import.ts";
import { readCsv } from "../../db/csv/read-csv.ts";
import { writeCsv } from "../../db/csv/write-csv.ts";
import { openInstallation } from "../../db/installation.ts";
import { createLayout, listLayouts, renameLayout } from "../../db/layouts.ts";
import { updateOrganisation } from "../../db/organisations.ts";
import { setLayoutKeys, setPhoneKeys } from "../../db/phone-keys.ts";
import { listPhones, type Phone, retirePhone, setPhoneAccounts, updatePhone } from "../../db/phones.ts";
import { createResponseGroup, listResponseGroups, updateResponseGroup } from "../../db/response-groups.ts";
import type { Keyring } from "../../db/secrets.ts";
import { setRawParameter, setSetting } from "../../db/settings.ts";
import { createSipAccount, listSipAccounts, SipSecret, updateSipAccount } from "../../db/sip-accounts.ts";
import { listSites } from "../../db/sites.ts";
import { aContact, aPhone, testActor, testKeyring, testNow } from "../../db/testing/builders.ts";
import { testDatabases } from "../../db/testing/databases.ts";
import { rotatePhoneToken } from "../../db/tokens.ts";
import type { Db } from "../../db/types.ts";
import { createUser, deleteUser, listUsers, updateUser } from "../../db/users.ts";
import { DomainError } from "../../domain/errors.ts";
import { keyRules } from "../../domain/key-rules.ts";
import { oneLine } from "../../domain/one-line.ts";
import { type KeyTarget, keyKinds } from "../../domain/phone-key.ts";
import { allModels } from "../../templates/index.ts";
import { accountsSheet } from "./accounts-sheet.ts";
import { fleetIn, fleetOut, openFleet } from "./fleet-file.ts";
import { keysSheet } from "./keys-sheet.ts";
import { phonesSheet } from "./phones-sheet.ts";
import { settingsSheet } from "./settings-sheet.ts";
import { sheetOut } from "./sheet-out.ts";
import { aRichFirm, filesOf } from "./testing/rich-firm.ts";

const publicUrl = "https://telefoner.example.se";
const how = { delimiter: ";", publicUrl, passphrase: null } as const;

/** Texts that files of rows are known to spoil. */
const texts = [
  ...["Åsa", "=1+1", "+46 8", "-", "@home", "'quoted", '"', 'a"b', "a;b", "a,b", "a|b", "a\\b", "sealed x", '""', "  x  "],
  ...[
    "0046",
    "1e5",
    "2026-01-01",
    "sant",
    "👩‍🔧",
    "İstanbul",
    "ﬁ",
    "e\u0301",
    "<b>&amp;</b>",
    "%s",
    "null",
    "\t=x",
    "a\tb",
    "'=x",
    "''",
  ],
];
const text = fc
  .oneof(fc.constantFrom(...texts), fc.string({ minLength: 1, maxLength: 20 }))
  .map((said) => oneLine(said).trim() || "x");
/** Of labels of keys and raw parameters every blank counts. */
const bare = fc.oneof(text, fc.constantFrom(" x", "x ", "\u00a0x\u00a0", '"q"', '""', '\\""', '"', " ", "'"));
const nat = fc.nat(1000);
const edit = fc.record({ kind: fc.nat(30), a: nat, b: nat, c: nat, text, bare, other: text, yes: fc.boolean() });
type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never;

const pick = <T>(all: readonly T[], at: number): T | undefined => all[at % Math.max(1, all.length)];

class House {
  readonly #db: Db;
  readonly #organisationId: string;
  constructor(db: Db, organisationId: string) {
    this.#db = db;
    this.#organisationId = organisationId;
  }

  async #things() {
    const [db, organisationId] = [this.#db, this.#organisationId];
    const lists = await listContactLists(db, organisationId);
    const contacts = [];
    for (const { id } of lists) contacts.push(...(await listContacts(db, { organisationId, listId: id })));
    const phones: readonly Phone[] = (await listPhones(db, { organisationId, limit: 100 })).filter(
      ({ state }) => state !== "retired",
    );
    return {
      ...{ lists, contacts, phones },
      users: await listUsers(db, { organisationId }),
      groups: await listResponseGroups(db, organisationId),
      accounts: await listSipAccounts(db, { organisationId }),
      layouts: await listLayouts(db, organisationId),
      sites: await listSites(db, organisationId),
    };
  }

  /** One change as people make it; one that is refused is none. */
  async edit(said: Edit): Promise<void> {
    try {
      await this.#change(said);
    } catch (error) {
      if (error instanceof DomainError || (error instanceof Error && error.name === "ZodError")) return;
      throw error;
    }
  }

  async #change({ kind, a, b, c, text, bare, other, yes }: Edit): Promise<void> {
    const [db, organisationId, actor, now] = [this.#db, this.#organisationId, testActor, testNow];
    const { users, groups, contacts, accounts, layouts, lists, phones, sites } = await this.#things();
    const [user, phone, list, layout, account] = [
      pick(users, a),
      pick(phones, a),
      pick(lists, a),
      pick(layouts, a),
      pick(accounts, a),
    ];
    const target = (): KeyTarget | null => {
      const all: (KeyTarget | null)[] = [
        ...users.map(({ id }) => ({ kind: "user" as const, id })),
        ...groups.map(({ id }) => ({ kind: "group" as const, id })),
        ...contacts.map(({ id }) => ({ kind: "contact" as const, id })),
        { kind: "number", number: "+46313900611" },
        { kind: "number", number: "*43#" },
        { kind: "number", number: "00112" },
        null,
      ];
      return pick(all, b) ?? null;
    };
    const key = () => {
      const kindOf = pick(keyKinds, c) ?? "blank";
      const [codes, whom] = [["*21*", "#99", "1,2", "https://x.example/?a;b", list?.id ?? "", null], target()];
      const takes = whom !== null && keyRules[kindOf].targets.includes(whom.kind);
      const value = codes.find((one) => one !== null && keyRules[kindOf].value?.test(one)) ?? null;
      return {
        place: { module: c % 9 === 0 ? 1 : 0, index: 1 + (b % 30) },
        ...{ kind: kindOf, target: takes ? whom : null, account: 1 + (a % 3), label: yes ? bare : a % 5 === 0 ? "" : null },
        ...{ value: yes || keyRules[kindOf].valueNeeded ? value : null, locked: a % 7 === 0 },
      };
    };
    switch (kind) {
      case 0:
        return void (
          user && (await updateUser(db, { organisationId, id: user.id, firstName: text, lastName: other }, actor, now))
        );
      case 1:
        return void (user && (await deleteUser(db, { organisationId, id: user.id }, actor, now)));
      case 2:
      case 3: {
        const contact = pick(contacts, a);
        return void (contact && (await deleteContact(db, { organisationId, id: contact.id }, actor, now)));
      }
      case 4:
        return void (list && (await aContact(db, { organisationId, id: list.id }, { company: text, firstName: other })));
      case 5:
        return void (
          list && (await updateContactList(db, { organisationId, id: list.id, name: text, forEveryone: yes }, actor, now))
        );
      case 6:
        return void (await createContactList(db, { organisationId, name: text, forEveryone: yes }, actor, now));
      case 7:
        return void (list && (await deleteContactList(db, { organisationId, id: list.id }, actor, now)));
      case 8: {
        const input = { firstName: text, lastName: other, email: null, primaryNumber: null };
        const extension = yes ? String(500 + (a % 90)) : null;
        return void (await createUser(db, { organisationId, ...input, extension }, actor, now));
      }
      case 9: {
        const group = pick(groups, a);
        return void (group && (await updateResponseGroup(db, { organisationId, id: group.id, name: text }, actor, now)));
      }
      case 10:
        return void (await createResponseGroup(
          db,
          { organisationId, name: text, number: null, extension: yes ? String(300 + (a % 90)) : null },
          actor,
          now,
        ));
      case 11:
      case 12:
      case 13:
      case 14:
        return void (phone && (await setPhoneKeys(db, { organisationId, phoneId: phone.id, keys: [key()] }, actor, now)));
      case 15:
      case 16:
        return void (layout && (await setLayoutKeys(db, { organisationId, layoutId: layout.id, keys: [key()] }, actor, now)));
      case 17:
        return void (phone && (await updatePhone(db, { organisationId, id: phone.id, label: text }, actor, now)));
      case 18: {
        const say = {
          label: text,
          userId: pick(users, b)?.id ?? null,
          siteId: yes ? (pick(sites, b)?.id ?? null) : null,
          layoutId: pick(layouts, c)?.id ?? null,
        };
        return void (phone && (await updatePhone(db, { organisationId, id: phone.id, ...say }, actor, now)));
      }
      case 19: {
        const model = pick(allModels(), b);
        return void (
          model &&
          (await aPhone(db, organisationId, {
            vendor: model.vendor,
            model: model.model,
            label: text,
            userId: yes ? (user?.id ?? null) : null,
          }))
        );
      }
      case 20:
        return void (phone && a % 3 === 0 && (await retirePhone(db, { organisationId, id: phone.id }, actor, now)));
      case 21: {
        const some = accounts.slice(b % 3, (b % 3) + 1 + (c % 3)).map(({ id }, at) => (yes && at === 0 ? null : id));
        return void (phone && (await setPhoneAccounts(db, { organisationId, id: phone.id, accounts: some }, actor, now)));
      }
      case 22:
        return void (
          account &&
          (await updateSipAccount(
            db,
            testKeyring,
            { organisationId, id: account.id, label: yes ? text : null, secret: SipSecret.parse(`S3cr3t-${other}`) },
            actor,
            now,
          ))
        );
      case 23: {
        const input = { sipUser: `u.${a}_+-`, authUser: yes ? `a+${b}` : null, label: null, userId: user?.id ?? null };
        const registrar = yes ? { host: "[2001:db8::1]", port: 5080 } : null;
        return void (await createSipAccount(
          db,
          testKeyring,
          { organisationId, ...input, secret: "!#$%&*+,-./:;=?@", registrar },
          actor,
          now,
        ));
      }
      case 24:
        return void (layout && (await renameLayout(db, { organisationId, id: layout.id, name: text }, actor, now)));
      case 25:
        return void (await createLayout(db, { organisationId, name: text }, actor, now));
      case 26:
        return void (await updateOrganisation(
          db,
          {
            id: organisationId,
            title: text,
            language: yes ? "en" : "sv",
            timeZone: pick(["Europe/Helsinki", "UTC", "America/New_York"], b) ?? "UTC",
          },
          actor,
          now,
        ));
      case 27:
      case 28: {
        const values = [
          ["phone.clock24h", yes],
          ["phone.syslogServer", ""],
          ["exchange.parkCode", yes ? "" : "*70"],
          ["phone.emergencyNumbers", ["112", "90000"]],
          ["phonebook.commonPhones", pick(["none", "colleagues", "everyone", "all"], b)],
          ["exchange.registrar", { host: "sip2.example.se", port: null }],
          ["phone.language", yes ? "en" : "sv-SE"],
        ] as const;
        const [name, value] = pick(values, c) ?? values[0];
        const site = pick(sites, b);
        const places = [
          { layer: "organisation", organisationId } as const,
          ...(site ? [{ layer: "site", organisationId, siteId: site.id } as const] : []),
          ...(layout ? [{ layer: "layout", organisationId, layoutId: layout.id } as const] : []),
          ...(phone ? [{ layer: "model", organisationId, vendor: phone.vendor, model: phone.model } as const] : []),
          ...(phone ? [{ layer: "phone", organisationId, phoneId: phone.id } as const] : []),
        ];
        const at = pick(places, a);
        return void (at && (await setSetting(db, { at, name, value: JSON.parse(JSON.stringify(value)) }, actor, now)));
      }
      case 29: {
        if (!phone) return;
        const at = yes
          ? ({ layer: "organisation", organisationId } as const)
          : ({ layer: "phone", organisationId, phoneId: phone.id } as const);
        return setRawParameter(
          db,
          { at, vendor: phone.vendor, name: `custom.parameter.${a % 3}`, value: b % 4 === 0 ? "" : bare.replace(/\p{Cc}/gu, "") },
          actor,
          now,
        );
      }
      default:
        return void (phone && (await rotatePhoneToken(db, testKeyring, { organisationId, id: phone.id }, actor, now)));
    }
  }
}

const [sqlite] = testDatabases();
/** The four files of phones alone, for phones that are gone in a house that stays. */
async function bySheets(db: Db, keyring: Keyring, organisationId: string): Promise<void> {
  for (const table of ["rollout", "upload"]) await db(table).where("organisation_id", organisationId).delete();
  const before = await filesOf(db, organisationId, keyring);
  const sheets = [accountsSheet, phonesSheet, keysSheet, settingsSheet] as const;
  const files: string[] = [];
  for (const sheet of sheets) {
    const { header, rows } = await sheetOut(db, sheet, organisationId, keyring);
    files.push(writeCsv(header, rows, ","));
  }
  await db("setting").where("organisation_id", organisationId).delete();
  for (const table of ["layout_key", "phone_key", "phone_account", "phone", "sip_account"]) await db(table).delete();
  const context = { db, keyring, organisationId, actor: testActor, access: "all", now: testNow } as const;
  for (const [at, sheet] of sheets.entries()) {
    const report = await importSheet(sheet, readCsv(Buffer.from(files[at] ?? "")), context, false);
    expect(report.errors).toEqual([]);
  }
  expect(await filesOf(db, organisationId, keyring)).toEqual(before);
}

/** In full: `KLYKA_PROPERTY_RUNS=200`. */
const numRuns = Number(process.env.KLYKA_PROPERTY_RUNS ?? 2);

it("whatever has been changed in a house, its archive gives every phone the same bytes in an empty one", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 5, maxLength: 25 }), async (edits) => {
      if (!sqlite) throw new Error("no database");
      const [db, there] = [await sqlite.connect(), await sqlite.connect()];
      const keyring = await openInstallation(db, testKeyring, testNow);
      const organisationId = await aRichFirm(db);
      const house = new House(db, organisationId);
      for (const one of edits) await house.edit(one);
      const before = await filesOf(db, organisationId, keyring);
      const own = await openInstallation(there, testKeyring, testNow);
      const fleet = await openFleet(own, await fleetOut(db, keyring, organisationId, how), null);
      const context = { db: there, keyring: own, organisationId: null, actor: testActor, access: "all", now: testNow } as const;
      const report = await fleetIn(context, fleet, { dryRun: false, publicUrl });
      expect([report.errors, report.files.flatMap((one) => one.report.errors)]).toEqual([[], []]);
      expect(await filesOf(there, report.organisationId, own)).toEqual(before);
      expect(report.proven).toMatchObject({ same: report.proven?.phones, sameBooks: report.proven?.books });
      await bySheets(db, keyring, organisationId);
      await db.destroy();
      await there.destroy();
    }),
    { numRuns, interruptAfterTimeLimit: 240_000, endOnFailure: true },
  );
}, 300_000);
