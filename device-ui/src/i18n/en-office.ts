import { announcementsEn } from "./areas/announcements.en.ts";
import { answerEn } from "./areas/answer.en.ts";
import { bulkEn } from "./areas/bulk.en.ts";
import { calendarEn } from "./areas/calendar.en.ts";
import { callsEn } from "./areas/calls.en.ts";
import { connectEn } from "./areas/connect.en.ts";
import { contactsEn } from "./areas/contacts.en.ts";
import { financeEn } from "./areas/finance.en.ts";
import { firmwareEn } from "./areas/firmware.en.ts";
import { fleetEn } from "./areas/fleet.en.ts";
import { intakeEn } from "./areas/intake.en.ts";
import { invoicesEn } from "./areas/invoices.en.ts";
import { jobsEn } from "./areas/jobs.en.ts";
import { keysEn } from "./areas/keys.en.ts";
import { logEn } from "./areas/log.en.ts";
import { logActionsEn } from "./areas/log-actions.en.ts";
import { logFieldsEn } from "./areas/log-fields.en.ts";
import { menusEn } from "./areas/menus.en.ts";
import { messagesEn } from "./areas/messages.en.ts";
import { operatorEn } from "./areas/operator.en.ts";
import { ordersEn } from "./areas/orders.en.ts";
import { organisationEn } from "./areas/organisation.en.ts";
import { phoneSettingsEn } from "./areas/phone-settings.en.ts";
import { phonesEn } from "./areas/phones.en.ts";
import { portingsEn } from "./areas/portings.en.ts";
import { redirectionEn } from "./areas/redirection.en.ts";
import { resyncEn } from "./areas/resync.en.ts";
import { retentionEn } from "./areas/retention.en.ts";
import { rolloutsEn } from "./areas/rollouts.en.ts";
import { subscriptionsEn } from "./areas/subscriptions.en.ts";
import { switchesEn } from "./areas/switches.en.ts";
import { usersEn } from "./areas/users.en.ts";
import { versionsEn } from "./areas/versions.en.ts";
import type { Message } from "./message.ts";
import type { svOffice } from "./sv-office.ts";

/** The same in English. */
export const enOffice: Readonly<Record<keyof typeof svOffice, Message>> = {
  ...usersEn,
  ...phonesEn,
  ...keysEn,
  ...jobsEn,
  ...intakeEn,
  ...operatorEn,
  ...organisationEn,
  ...ordersEn,
  ...logEn,
  ...logActionsEn,
  ...logFieldsEn,
  ...announcementsEn,
  ...answerEn,
  ...bulkEn,
  ...calendarEn,
  ...callsEn,
  ...contactsEn,
  ...menusEn,
  ...messagesEn,
  ...financeEn,
  ...firmwareEn,
  ...connectEn,
  ...redirectionEn,
  ...fleetEn,
  ...invoicesEn,
  ...subscriptionsEn,
  ...versionsEn,
  ...portingsEn,
  ...retentionEn,
  ...switchesEn,
  ...rolloutsEn,
  ...resyncEn,
  ...phoneSettingsEn,
};
