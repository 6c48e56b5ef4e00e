import fc from "fast-check";
import { expect, test } from "vitest";
import { fill, matchPath, pathTo, patterns, search } from "./paths.ts";
import { routes } from "./routes.ts";

test("Every address of the app", () => {
  expect(Object.fromEntries(Object.entries(patterns).map(([name, pattern]) => [name, fill(pattern, {})]))).toMatchInlineSnapshot(`
    {
      "account": "/account",
      "announcements": "/announcements",
      "appearance": "/appearance",
      "audit": "/audit",
      "calls": "/calls",
      "colleagues": "/colleagues",
      "contactList": "/contacts/",
      "contactLists": "/contacts",
      "contactsImport": "/contacts//import",
      "diversion": "/diversion",
      "firmware": "/firmware",
      "fleet": "/fleet",
      "forgotPassword": "/forgot-password",
      "forwarding": "/forwarding",
      "groupCalendar": "/groups//calendar",
      "home": "/",
      "install": "/install",
      "intake": "/phones/import/files",
      "invoice": "/invoices/",
      "invoices": "/invoices",
      "job": "/jobs/",
      "jobs": "/jobs",
      "layout": "/layouts/",
      "layouts": "/layouts",
      "menu": "/menus/",
      "menuCalendar": "/menus//calendar",
      "menus": "/menus",
      "myCalls": "/my-calls",
      "myContacts": "/my-contacts",
      "myGroups": "/my-groups",
      "myPhone": "/my-phones/",
      "mySubscription": "/my-subscription",
      "newMenu": "/menus/new",
      "newPassword": "/new-password",
      "newPhones": "/phones/new",
      "newPorting": "/portings/new",
      "newRollout": "/rollouts/new",
      "newUser": "/users/new",
      "operator": "/operator",
      "operatorCustomers": "/operator/finance/customers",
      "operatorFinance": "/operator/finance",
      "operatorFirmware": "/operator/firmware",
      "operatorFleet": "/operator/fleet",
      "operatorFound": "/operator/new-phones",
      "operatorHealth": "/operator/health",
      "operatorNewRollout": "/operator/rollouts/new",
      "operatorOrders": "/operator/orders",
      "operatorOutbox": "/operator/outbox",
      "operatorPayments": "/operator/finance/payments",
      "operatorPhones": "/operator/phones",
      "operatorPrices": "/operator/prices",
      "operatorRedirection": "/operator/redirection",
      "operatorRetention": "/operator/retention",
      "operatorRollout": "/operator/rollouts/",
      "operatorRollouts": "/operator/rollouts",
      "operatorSimCards": "/operator/sim-cards",
      "operatorSimCardsImport": "/operator/sim-cards/import",
      "operatorUsageImport": "/operator/sim-cards/usage",
      "organisation": "/organisation",
      "phone": "/phones/",
      "phoneSettings": "/phone-settings",
      "phoneSwap": "/phones//swap",
      "phones": "/phones",
      "phonesConnect": "/phones/connect",
      "phonesImport": "/phones/import",
      "porting": "/portings/",
      "portings": "/portings",
      "responseGroup": "/groups/",
      "responseGroups": "/groups",
      "rollout": "/rollouts/",
      "rollouts": "/rollouts",
      "shownNumber": "/shown-number",
      "signIn": "/sign-in",
      "sites": "/sites",
      "subscriptions": "/subscriptions",
      "switch": "/switches/",
      "switches": "/switches",
      "users": "/users",
      "usersImport": "/users/import",
    }
  `);
  expect(pathTo("appearance", { open: "x", q: "" })).toBe("/appearance?open=x");
});

test("Every address has a page and a title", () => {
  expect(Object.keys(routes)).toEqual(Object.keys(patterns));
});

test("A path with any values in it is matched to the same values", () => {
  const table = { list: "/phones", phone: "/phones/:id", key: "/phones/:id/keys/:key" };
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }), fc.string({ minLength: 1 }), (id, key) => {
      expect(matchPath(table, fill(table.key, { id, key }))).toEqual({ name: "key", params: { id, key } });
    }),
    { seed: 3 },
  );
});

test.each([
  ["/phones", "list"],
  ["/phones/", "list"],
  ["/phones/7", "phone"],
  ["/phones/new", "fresh"],
  ["/phones/7/x", null],
  ["/phones/%E0%A4%A", null],
  ["/Phones", null],
])("%s leads to %s", (path, name) => {
  expect(matchPath({ list: "/phones", phone: "/phones/:id", fresh: "/phones/new" }, path)?.name ?? null).toBe(name);
});

test("What is empty does not stand in the address", () => {
  expect(search({ a: "", b: null, c: undefined, d: 0, e: "å &" })).toBe("?d=0&e=%C3%A5+%26");
  expect(search({})).toBe("");
});
