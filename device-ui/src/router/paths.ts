/** Every address of the app, and the one way to write it. */
export const patterns = {
  home: "/",
  diversion: "/diversion",
  forwarding: "/forwarding",
  shownNumber: "/shown-number",
  colleagues: "/colleagues",
  appearance: "/appearance",
  // Before somebody is signed in.
  signIn: "/sign-in",
  forgotPassword: "/forgot-password",
  newPassword: "/new-password",
  install: "/install",
  audit: "/audit",
  announcements: "/announcements",
  calls: "/calls",
  myGroups: "/my-groups",
  account: "/account",
  myCalls: "/my-calls",
  mySubscription: "/my-subscription",
  myPhone: "/my-phones/:phone",
  layout: "/layouts/:layout",
  phone: "/phones/:phone",
  phones: "/phones",
  fleet: "/fleet",
  newPhones: "/phones/new",
  phonesConnect: "/phones/connect",
  phonesImport: "/phones/import",
  intake: "/phones/import/files",
  jobs: "/jobs",
  job: "/jobs/:job",
  phoneSwap: "/phones/:phone/swap",
  layouts: "/layouts",
  phoneSettings: "/phone-settings",
  sites: "/sites",
  rollouts: "/rollouts",
  newRollout: "/rollouts/new",
  rollout: "/rollouts/:rollout",
  firmware: "/firmware",
  switches: "/switches",
  switch: "/switches/:switch",
  invoices: "/invoices",
  invoice: "/invoices/:invoice",
  portings: "/portings",
  newPorting: "/portings/new",
  porting: "/portings/:porting",
  organisation: "/organisation",
  responseGroups: "/groups",
  responseGroup: "/groups/:group",
  groupCalendar: "/groups/:group/calendar",
  menuCalendar: "/menus/:menu/calendar",
  menus: "/menus",
  newMenu: "/menus/new",
  menu: "/menus/:menu",
  operator: "/operator",
  operatorPhones: "/operator/phones",
  operatorFleet: "/operator/fleet",
  operatorFirmware: "/operator/firmware",
  operatorRollouts: "/operator/rollouts",
  operatorNewRollout: "/operator/rollouts/new",
  operatorRollout: "/operator/rollouts/:rollout",
  operatorOrders: "/operator/orders",
  operatorSimCards: "/operator/sim-cards",
  operatorSimCardsImport: "/operator/sim-cards/import",
  operatorUsageImport: "/operator/sim-cards/usage",
  operatorFound: "/operator/new-phones",
  operatorRedirection: "/operator/redirection",
  operatorPrices: "/operator/prices",
  operatorRetention: "/operator/retention",
  operatorHealth: "/operator/health",
  operatorOutbox: "/operator/outbox",
  operatorFinance: "/operator/finance",
  operatorPayments: "/operator/finance/payments",
  operatorCustomers: "/operator/finance/customers",
  subscriptions: "/subscriptions",
  myContacts: "/my-contacts",
  contactLists: "/contacts",
  contactList: "/contacts/:list",
  contactsImport: "/contacts/:list/import",
  users: "/users",
  newUser: "/users/new",
  usersImport: "/users/import",
} as const;

export type RouteName = keyof typeof patterns;
type ParamsIn<P> = P extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamsIn<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? Name
    : never;
export type ParamsOf<N extends RouteName> = Readonly<Record<ParamsIn<(typeof patterns)[N]>, string>>;
export type Query = Readonly<Record<string, string | number | null | undefined>>;
type Args<N extends RouteName> = [ParamsIn<(typeof patterns)[N]>] extends [never]
  ? [query?: Query]
  : [params: ParamsOf<N>, query?: Query];

/** `pathTo("phone", { id }, { tab: "keys" })` → `/phones/0190…?tab=keys` */
export function pathTo<N extends RouteName>(name: N, ...args: Args<N>): string {
  const pattern: string = patterns[name];
  const [params, query] = pattern.includes(":") ? [args[0] ?? {}, args[1] ?? {}] : [{}, args[0] ?? {}];
  return fill(pattern, params as Readonly<Record<string, string>>) + search(query as Query);
}

/** The address of a page by a name that may not be one; null when there is no such page. */
export function addressOf(name: string, params: Readonly<Record<string, string>> = {}, query: Query = {}): string | null {
  const table: Readonly<Record<string, string>> = patterns;
  const pattern = Object.hasOwn(table, name) ? table[name] : undefined;
  return pattern === undefined ? null : fill(pattern, params) + search(query);
}

/** Fills `:name` with the value, encoded. */
export function fill(pattern: string, params: Readonly<Record<string, string>>): string {
  return pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
}

/** `?a=1&b=2`, empty values left out; nothing at all gives nothing. */
export function search(query: Query): string {
  const filled = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const params = new URLSearchParams(filled.map(([name, value]) => [name, String(value)]));
  return params.size > 0 ? `?${params}` : "";
}

export type Match<N extends string> = { readonly name: N; readonly params: Readonly<Record<string, string>> };

/** The pattern that a path fits, with its decoded parameters: `/phones/new` before `/phones/:phone`. A trailing slash does not matter. */
export function matchPath<N extends string>(table: Readonly<Record<N, string>>, path: string): Match<N> | null {
  let best: Match<N> | null = null;
  for (const name in table) {
    const params = paramsOf(table[name], path);
    if (params !== null && (best === null || sizeOf(params) < sizeOf(best.params))) best = { name, params };
  }
  return best;
}

function sizeOf(params: Readonly<Record<string, string>>): number {
  return Object.keys(params).length;
}

function paramsOf(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const wanted = pattern.split("/").filter(Boolean);
  const given = path.split("/").filter(Boolean);
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const value = decoded(given[at] ?? "");
    if (value === null) return null;
    if (part.startsWith(":")) params[part.slice(1)] = value;
    else if (part !== value) return null;
  }
  return params;
}

/** Null when the bytes are no UTF-8: such an address leads nowhere. */
function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
