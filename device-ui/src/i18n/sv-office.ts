import { announcementsSv } from "./areas/announcements.sv.ts";
import { answerSv } from "./areas/answer.sv.ts";
import { bulkSv } from "./areas/bulk.sv.ts";
import { calendarSv } from "./areas/calendar.sv.ts";
import { callsSv } from "./areas/calls.sv.ts";
import { connectSv } from "./areas/connect.sv.ts";
import { contactsSv } from "./areas/contacts.sv.ts";
import { financeSv } from "./areas/finance.sv.ts";
import { firmwareSv } from "./areas/firmware.sv.ts";
import { fleetSv } from "./areas/fleet.sv.ts";
import { intakeSv } from "./areas/intake.sv.ts";
import { invoicesSv } from "./areas/invoices.sv.ts";
import { jobsSv } from "./areas/jobs.sv.ts";
import { keysSv } from "./areas/keys.sv.ts";
import { logSv } from "./areas/log.sv.ts";
import { logActionsSv } from "./areas/log-actions.sv.ts";
import { logFieldsSv } from "./areas/log-fields.sv.ts";
import { menusSv } from "./areas/menus.sv.ts";
import { messagesSv } from "./areas/messages.sv.ts";
import { operatorSv } from "./areas/operator.sv.ts";
import { ordersSv } from "./areas/orders.sv.ts";
import { organisationSv } from "./areas/organisation.sv.ts";
import { phoneSettingsSv } from "./areas/phone-settings.sv.ts";
import { phonesSv } from "./areas/phones.sv.ts";
import { portingsSv } from "./areas/portings.sv.ts";
import { redirectionSv } from "./areas/redirection.sv.ts";
import { resyncSv } from "./areas/resync.sv.ts";
import { retentionSv } from "./areas/retention.sv.ts";
import { rolloutsSv } from "./areas/rollouts.sv.ts";
import { subscriptionsSv } from "./areas/subscriptions.sv.ts";
import { switchesSv } from "./areas/switches.sv.ts";
import { usersSv } from "./areas/users.sv.ts";
import { versionsSv } from "./areas/versions.sv.ts";

/** What only those who look after others read, in Swedish: loaded with the first page that needs it. */
export const svOffice = {
  ...usersSv,
  ...phonesSv,
  ...keysSv,
  ...jobsSv,
  ...intakeSv,
  ...operatorSv,
  ...organisationSv,
  ...ordersSv,
  ...logSv,
  ...logActionsSv,
  ...logFieldsSv,
  ...announcementsSv,
  ...answerSv,
  ...bulkSv,
  ...calendarSv,
  ...callsSv,
  ...contactsSv,
  ...menusSv,
  ...messagesSv,
  ...financeSv,
  ...firmwareSv,
  ...connectSv,
  ...redirectionSv,
  ...fleetSv,
  ...invoicesSv,
  ...subscriptionsSv,
  ...versionsSv,
  ...portingsSv,
  ...retentionSv,
  ...switchesSv,
  ...rolloutsSv,
  ...resyncSv,
  ...phoneSettingsSv,
} as const;
