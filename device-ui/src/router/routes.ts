import { loadOfficeSentences, type PlainKey } from "../i18n/index.ts";
import type { RouteName } from "./paths.ts";

/**
 * Whom a page is for: `anyone`, also without being signed in; `user`, the person's own things; `administrator` of the
 * organisation that the session is in; `operator`, the provider's staff. Whoever may not see it is told so.
 */
export type Who = "anyone" | "user" | "administrator" | "operator";

/** A page: its element, its title, whom it is for, and how it is fetched when it is first wanted. */
export type Route = {
  readonly tag: string;
  readonly title: PlainKey;
  readonly who: Who;
  /** Without the frame: before somebody is signed in. */
  readonly bare?: true;
  /** Its sentences are those of the office (`i18n/sv-office.ts`), though it is a user's page. */
  readonly office?: true;
  readonly load: () => Promise<unknown>;
};

/** The page's code, and with it the sentences that are not there from the start. */
export async function loadPage(route: Route): Promise<void> {
  const office = route.office || route.who === "administrator" || route.who === "operator";
  await Promise.all([route.load(), office ? loadOfficeSentences() : null]);
}

const appearance: Route = {
  tag: "appearance-page",
  title: "page.appearance",
  who: "anyone",
  load: () => import("../pages/appearance-page.ts"),
};

/** Every address has a page: one without does not compile. */
export const routes: Readonly<Record<RouteName, Route>> = {
  home: { tag: "today-page", title: "section.today", who: "user", load: () => import("../pages/me/today-page.ts") },
  diversion: { tag: "diversion-page", title: "away.diversion", who: "user", load: () => import("../pages/me/diversion-page.ts") },
  forwarding: {
    ...{ tag: "forwarding-page", title: "away.forwarding", who: "user" },
    load: () => import("../pages/me/forwarding-page.ts"),
  },
  shownNumber: {
    ...{ tag: "shown-number-page", title: "away.shown", who: "user" },
    load: () => import("../pages/me/shown-number-page.ts"),
  },
  colleagues: {
    ...{ tag: "colleagues-page", title: "colleagues.page", who: "user" },
    load: () => import("../pages/colleagues/colleagues-page.ts"),
  },
  appearance,
  signIn: {
    tag: "sign-in-page",
    title: "frame.sign_in",
    who: "anyone",
    bare: true,
    load: () => import("../frame/sign-in-page.ts"),
  },
  forgotPassword: {
    ...{ tag: "forgot-password-page", title: "frame.forgot", who: "anyone", bare: true },
    load: () => import("../pages/forgot-password-page.ts"),
  },
  newPassword: {
    ...{ tag: "new-password-page", title: "frame.new_password", who: "anyone", bare: true },
    load: () => import("../pages/new-password-page.ts"),
  },
  install: {
    ...{ tag: "install-page", title: "messages.install.page", who: "anyone", bare: true, office: true },
    load: () => import("../pages/install-page.ts"),
  },
  audit: {
    ...{ tag: "audit-page", title: "log.title", who: "administrator" },
    load: () => import("../pages/audit/audit-page.ts"),
  },
  announcements: {
    ...{ tag: "announcements-page", title: "announcements.title", who: "administrator" },
    load: () => import("../pages/announcements/announcements-page.ts"),
  },
  calls: {
    ...{ tag: "calls-page", title: "calls.page", who: "administrator" },
    load: () => import("../pages/calls/calls-page.ts"),
  },
  myGroups: {
    ...{ tag: "my-groups-page", title: "groups.page", who: "user" },
    load: () => import("../pages/groups/my-groups-page.ts"),
  },
  account: {
    ...{ tag: "account-page", title: "account.page", who: "user", office: true },
    load: () => import("../pages/account/account-page.ts"),
  },
  myCalls: {
    ...{ tag: "my-calls-page", title: "invoices.mine", who: "user", office: true },
    load: () => import("../pages/my-calls/my-calls-page.ts"),
  },
  mySubscription: {
    ...{ tag: "my-subscription-page", title: "subscriptions.mine", who: "user", office: true },
    load: () => import("../pages/my-subscription/my-subscription-page.ts"),
  },
  myPhone: {
    tag: "my-phone-page",
    title: "account.phone",
    who: "user",
    office: true,
    load: () => import("../pages/my-phone/my-phone-page.ts"),
  },
  layout: {
    ...{ tag: "layout-page", title: "keys.page.layout", who: "administrator" },
    load: () => import("../pages/phone/layout-page.ts"),
  },
  phone: {
    ...{ tag: "phone-page", title: "keys.page.phone", who: "administrator" },
    load: () => import("../pages/phone/phone-page.ts"),
  },
  phones: {
    ...{ tag: "phones-page", title: "section.phones", who: "administrator" },
    load: () => import("../pages/phones/phones-page.ts"),
  },
  fleet: {
    ...{ tag: "fleet-page", title: "fleet.title", who: "administrator" },
    load: () => import("../pages/fleet/fleet-page.ts"),
  },
  newPhones: {
    ...{ tag: "new-phones-page", title: "phones.new", who: "administrator" },
    load: () => import("../pages/phones/new-phones-page.ts"),
  },
  phonesConnect: {
    ...{ tag: "connect-page", title: "connect.title", who: "administrator" },
    load: () => import("../pages/phones/connect-page.ts"),
  },
  phonesImport: {
    ...{ tag: "phones-import-page", title: "phones.import.title", who: "administrator" },
    load: () => import("../pages/phones/phones-import-page.ts"),
  },
  intake: {
    ...{ tag: "intake-page", title: "intake.title", who: "administrator" },
    load: () => import("../pages/intake/intake-page.ts"),
  },
  jobs: {
    ...{ tag: "jobs-page", title: "jobs.title", who: "administrator" },
    load: () => import("../pages/jobs/jobs-page.ts"),
  },
  job: {
    ...{ tag: "job-page", title: "jobs.job", who: "administrator" },
    load: () => import("../pages/jobs/job-page.ts"),
  },
  phoneSwap: {
    ...{ tag: "swap-page", title: "phones.swap", who: "administrator" },
    load: () => import("../pages/phones/swap-page.ts"),
  },
  layouts: {
    ...{ tag: "layouts-page", title: "phones.layouts", who: "administrator" },
    load: () => import("../pages/phones/layouts-page.ts"),
  },
  phoneSettings: {
    ...{ tag: "phone-settings-page", title: "phone_settings.page", who: "administrator" },
    load: () => import("../pages/phone-settings/phone-settings-page.ts"),
  },
  sites: {
    ...{ tag: "sites-page", title: "phones.sites", who: "administrator" },
    load: () => import("../pages/phones/sites-page.ts"),
  },
  rollouts: {
    ...{ tag: "rollouts-page", title: "frame.section.rollouts", who: "administrator" },
    load: () => import("../pages/rollouts/rollouts-page.ts"),
  },
  newRollout: {
    ...{ tag: "new-rollout-page", title: "frame.section.rollouts", who: "administrator" },
    load: () => import("../pages/rollouts/new-rollout-page.ts"),
  },
  rollout: {
    ...{ tag: "rollout-page", title: "frame.section.rollouts", who: "administrator" },
    load: () => import("../pages/rollouts/rollout-page.ts"),
  },
  firmware: {
    ...{ tag: "firmware-page", title: "firmware.title", who: "administrator" },
    load: () => import("../pages/firmware/firmware-page.ts"),
  },
  switches: {
    ...{ tag: "switches-page", title: "switches.title", who: "administrator" },
    load: () => import("../pages/switches/switches-page.ts"),
  },
  switch: {
    ...{ tag: "switch-page", title: "switches.one", who: "administrator" },
    load: () => import("../pages/switches/switch-page.ts"),
  },
  invoices: {
    ...{ tag: "invoices-page", title: "section.invoices", who: "administrator" },
    load: () => import("../pages/invoices/invoices-page.ts"),
  },
  invoice: {
    ...{ tag: "invoice-page", title: "invoices.invoice", who: "administrator" },
    load: () => import("../pages/invoices/invoice-page.ts"),
  },
  portings: {
    ...{ tag: "portings-page", title: "portings.title", who: "administrator" },
    load: () => import("../pages/portings/portings-page.ts"),
  },
  newPorting: {
    ...{ tag: "new-porting-page", title: "portings.new", who: "administrator" },
    load: () => import("../pages/portings/new-porting-page.ts"),
  },
  porting: {
    ...{ tag: "porting-page", title: "portings.one", who: "administrator" },
    load: () => import("../pages/portings/porting-page.ts"),
  },
  organisation: {
    ...{ tag: "organisation-page", title: "organisation.page", who: "administrator" },
    load: () => import("../pages/organisation/organisation-page.ts"),
  },
  responseGroups: {
    ...{ tag: "response-groups-page", title: "answer.title", who: "administrator" },
    load: () => import("../pages/response-groups/response-groups-page.ts"),
  },
  responseGroup: {
    ...{ tag: "response-group-page", title: "answer.group", who: "administrator" },
    load: () => import("../pages/response-groups/response-group-page.ts"),
  },
  groupCalendar: {
    ...{ tag: "group-calendar-page", title: "calendar.title", who: "administrator" },
    load: () => import("../pages/calendar/group-calendar-page.ts"),
  },
  menuCalendar: {
    ...{ tag: "menu-calendar-page", title: "calendar.title", who: "administrator" },
    load: () => import("../pages/calendar/menu-calendar-page.ts"),
  },
  menus: { tag: "menus-page", title: "section.menus", who: "administrator", load: () => import("../pages/menus/menus-page.ts") },
  newMenu: { tag: "menu-page", title: "section.menus", who: "administrator", load: () => import("../pages/menus/menu-page.ts") },
  menu: { tag: "menu-page", title: "section.menus", who: "administrator", load: () => import("../pages/menus/menu-page.ts") },
  operator: {
    ...{ tag: "organisations-page", title: "operator.organisations", who: "operator" },
    load: () => import("../pages/operator/organisations-page.ts"),
  },
  operatorPhones: {
    ...{ tag: "operator-phones-page", title: "operator.phones", who: "operator" },
    load: () => import("../pages/operator/operator-phones-page.ts"),
  },
  operatorFleet: {
    ...{ tag: "operator-fleet-page", title: "fleet.title", who: "operator" },
    load: () => import("../pages/operator/operator-fleet-page.ts"),
  },
  operatorFirmware: {
    ...{ tag: "operator-firmware-page", title: "firmware.title", who: "operator" },
    load: () => import("../pages/firmware/operator-firmware-page.ts"),
  },
  operatorRollouts: {
    ...{ tag: "operator-rollouts-page", title: "frame.section.rollouts", who: "operator" },
    load: () => import("../pages/operator/operator-rollouts-page.ts"),
  },
  operatorNewRollout: {
    ...{ tag: "operator-new-rollout-page", title: "frame.section.rollouts", who: "operator" },
    load: () => import("../pages/operator/operator-new-rollout-page.ts"),
  },
  operatorRollout: {
    ...{ tag: "operator-rollout-page", title: "frame.section.rollouts", who: "operator" },
    load: () => import("../pages/operator/operator-rollout-page.ts"),
  },
  operatorOrders: {
    ...{ tag: "operator-orders-page", title: "orders.title", who: "operator" },
    load: () => import("../pages/operator/operator-orders-page.ts"),
  },
  operatorSimCards: {
    ...{ tag: "sim-stock-page", title: "orders.stock", who: "operator" },
    load: () => import("../pages/operator/sim-stock-page.ts"),
  },
  operatorSimCardsImport: {
    ...{ tag: "stock-import-page", title: "orders.stock.import.title", who: "operator" },
    load: () => import("../pages/operator/stock-import-pages.ts"),
  },
  operatorUsageImport: {
    ...{ tag: "usage-import-page", title: "orders.usage.title", who: "operator" },
    load: () => import("../pages/operator/stock-import-pages.ts"),
  },
  operatorFound: {
    ...{ tag: "operator-found-page", title: "operator.found", who: "operator" },
    load: () => import("../pages/operator/operator-found-page.ts"),
  },
  operatorRedirection: {
    ...{ tag: "redirection-page", title: "redirection.title", who: "operator" },
    load: () => import("../pages/operator/redirection-page.ts"),
  },
  operatorPrices: {
    ...{ tag: "prices-page", title: "subscriptions.prices", who: "operator" },
    load: () => import("../pages/operator/prices-page.ts"),
  },
  operatorRetention: {
    ...{ tag: "retention-page", title: "retention.title", who: "operator" },
    load: () => import("../pages/operator/retention-page.ts"),
  },
  operatorHealth: {
    ...{ tag: "health-page", title: "operator.health", who: "operator" },
    load: () => import("../pages/operator/health-page.ts"),
  },
  operatorOutbox: {
    ...{ tag: "outbox-page", title: "messages.outbox", who: "operator" },
    load: () => import("../pages/operator/outbox-page.ts"),
  },
  operatorFinance: {
    ...{ tag: "finance-files-page", title: "finance.title", who: "operator" },
    load: () => import("../pages/finance/files-page.ts"),
  },
  operatorPayments: {
    ...{ tag: "payments-page", title: "finance.payments", who: "operator" },
    load: () => import("../pages/finance/payments-page.ts"),
  },
  operatorCustomers: {
    ...{ tag: "customers-page", title: "finance.customers", who: "operator" },
    load: () => import("../pages/finance/customers-page.ts"),
  },
  subscriptions: {
    ...{ tag: "subscriptions-page", title: "subscriptions.title", who: "administrator" },
    load: () => import("../pages/subscriptions/subscriptions-page.ts"),
  },
  myContacts: {
    ...{ tag: "my-contacts-page", title: "section.contacts", who: "user", office: true },
    load: () => import("../pages/contacts/my-contacts-page.ts"),
  },
  contactLists: {
    ...{ tag: "contact-lists-page", title: "section.contacts", who: "administrator" },
    load: () => import("../pages/contacts/contact-lists-page.ts"),
  },
  contactList: {
    ...{ tag: "contact-list-page", title: "section.contacts", who: "administrator" },
    load: () => import("../pages/contacts/contact-list-page.ts"),
  },
  contactsImport: {
    ...{ tag: "contacts-import-page", title: "contacts.import.title", who: "administrator" },
    load: () => import("../pages/contacts/contacts-import-page.ts"),
  },
  users: {
    ...{ tag: "users-page", title: "users.title", who: "administrator" },
    load: () => import("../pages/users/users-page.ts"),
  },
  newUser: {
    ...{ tag: "new-user-page", title: "users.new", who: "administrator" },
    load: () => import("../pages/users/new-user-page.ts"),
  },
  usersImport: {
    ...{ tag: "users-import-page", title: "users.import.title", who: "administrator" },
    load: () => import("../pages/users/users-import-page.ts"),
  },
};
