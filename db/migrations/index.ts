import type { Knex } from "knex";
import * as house from "./0001-house.ts";
import * as people from "./0002-people.ts";
import * as absence from "./0003-absence.ts";
import * as members from "./0004-members.ts";
import * as pictures from "./0005-pictures.ts";
import * as audit from "./0006-audit.ts";
import * as mail from "./0007-mail.ts";
import * as search from "./0008-search.ts";
import * as peopleGaps from "./0009-people-gaps.ts";
import * as calls from "./0010-calls.ts";
import * as messages from "./0011-messages.ts";
import * as subscriptions from "./0012-subscriptions.ts";
import * as orders from "./0013-orders.ts";
import * as porting from "./0014-porting.ts";
import * as contacts from "./0015-contacts.ts";
import * as invoices from "./0016-invoices.ts";
import * as retention from "./0017-retention.ts";
import * as callSight from "./0018-call-sight.ts";
import * as numberHolders from "./0019-number-holders.ts";
import * as firmware from "./0020-firmware.ts";
import * as rollouts from "./0021-rollouts.ts";
import * as resync from "./0022-resync.ts";
import * as evidence from "./0023-evidence.ts";
import * as redirection from "./0024-redirection.ts";
import * as snmp from "./0025-snmp.ts";
import * as jobs from "./0026-jobs.ts";
import * as uploadFingerprint from "./0027-upload-fingerprint.ts";
import * as nodes from "./0028-nodes.ts";
import * as holds from "./0030-holds.ts";
import * as directoryKeys from "./0031-directory-keys.ts";
import * as journalHours from "./0033-journal-hours.ts";
import * as phoneSelections from "./0033-phone-selections.ts";
import * as phoneAgents from "./0034-phone-agents.ts";

type Step = { readonly name: string; readonly up: (knex: Knex) => Promise<void> };

/** All migrations in order. They only go forward: a mistake is repaired by the next one. */
export const migrations: readonly Step[] = [
  { name: "0001-house", up: house.up },
  { name: "0002-people", up: people.up },
  { name: "0003-absence", up: absence.up },
  { name: "0004-members", up: members.up },
  { name: "0005-pictures", up: pictures.up },
  { name: "0006-audit", up: audit.up },
  { name: "0007-mail", up: mail.up },
  { name: "0008-search", up: search.up },
  { name: "0009-people-gaps", up: peopleGaps.up },
  { name: "0010-calls", up: calls.up },
  { name: "0011-messages", up: messages.up },
  { name: "0012-subscriptions", up: subscriptions.up },
  { name: "0013-orders", up: orders.up },
  { name: "0014-porting", up: porting.up },
  { name: "0015-contacts", up: contacts.up },
  { name: "0016-invoices", up: invoices.up },
  { name: "0017-retention", up: retention.up },
  { name: "0018-call-sight", up: callSight.up },
  { name: "0019-number-holders", up: numberHolders.up },
  { name: "0020-firmware", up: firmware.up },
  { name: "0021-rollouts", up: rollouts.up },
  { name: "0022-resync", up: resync.up },
  { name: "0023-evidence", up: evidence.up },
  { name: "0024-redirection", up: redirection.up },
  { name: "0025-snmp", up: snmp.up },
  { name: "0026-jobs", up: jobs.up },
  { name: "0027-upload-fingerprint", up: uploadFingerprint.up },
  { name: "0028-nodes", up: nodes.up },
  { name: "0030-holds", up: holds.up },
  { name: "0031-directory-keys", up: directoryKeys.up },
  { name: "0033-journal-hours", up: journalHours.up },
  { name: "0033-phone-selections", up: phoneSelections.up },
  { name: "0034-phone-agents", up: phoneAgents.up },
];

async function down(): Promise<void> {
  throw new Error("Migrations only go forward: restore a backup instead.");
}

/** The first `count` of the list, for knex. */
export function migrationSourceTo(count: number): Knex.MigrationSource<Step> {
  return {
    getMigrations: async () => migrations.slice(0, count),
    getMigrationName: (step) => step.name,
    getMigration: async (step) => ({ up: step.up, down }),
  };
}

/** The whole list for knex, also for its command line (`knexfile.ts`). */
export const migrationSource = migrationSourceTo(migrations.length);
