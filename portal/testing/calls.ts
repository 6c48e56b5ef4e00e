import { z } from "zod";
import { priceList } from "../../db/testing/subscriptions.ts";
import { filledExample } from "../api/openapi.ts";
import type { Level, Route } from "../api/route.ts";
import type { Ids } from "./firm.ts";
import type { Answered, Visitor } from "./visitor.ts";

/** How any route of the table is called with its own example, and what each kind of visitor is told. */

export type IdOf = (kind: string) => string;
/** What stands where an example names a thing of that kind: the firm's own. */
export const own =
  (ids: Ids): IdOf =>
  (kind) =>
    z.string().parse(
      Object.entries({
        ...ids,
        ...priceList,
        role: "phone",
        vendor: "yealink",
        model: "T46U",
        version: "1",
        port: "1",
        job: "messages",
      }).find(([name]) => name === kind)?.[1],
    );

/** Calls the route with its example, ids filled in; throws nothing of its own. */
export function callRoute(
  visitor: Visitor,
  route: Route,
  idOf: IdOf,
  version = 1,
  body = filledExample(route.example, idOf),
): Promise<Answered> {
  return visitor.ask(route.method.toUpperCase(), pathFor(route, idOf), {
    ...(route.body === null ? {} : { body: body ?? {} }),
    ...(route.file === null ? {} : { body: exampleFile(route), headers: asBytes }),
    ...(route.versioned ? { version } : {}),
  });
}

/** The route's path with ids, and with its example where that is a query. */
export function pathFor(route: Route, idOf: IdOf): string {
  return `${route.path.replace(/:([a-zA-Z]+)/g, (_, kind: string) => idOf(kind))}${queryOf(route, idOf)}`;
}

/** The example of a GET is its query. */
function queryOf(route: Route, idOf: IdOf): string {
  if (route.method !== "get" || route.example === null) return "";
  return `?${new URLSearchParams(z.record(z.string(), z.string()).parse(filledExample(route.example, idOf)))}`;
}
export const asBytes = { "content-type": "application/octet-stream" };

/** Of a picture or sound the example is its bytes in base64, of any other file its text. */
function exampleFile(route: Route): Uint8Array {
  return Buffer.from(
    String(route.example),
    route.file?.types.some((type) => type.endsWith("/") && type !== "text/") ? "base64" : "utf8",
  );
}

export const levelCodes = ["session_expired", "password_change_needed", "right_missing"];
export type Kind = "stranger" | "newcomer" | "user" | "administrator" | "operator" | "chief";
/** What each kind of visitor is told (`chief`: an operator of every organisation, the own one too) by a route of that level; null: goes on to the route itself. */
export const expected: Readonly<Record<Level, Readonly<Record<Kind, string | null>>>> = {
  anyone: { stranger: null, newcomer: null, user: null, administrator: null, operator: null, chief: null },
  session: { stranger: "session_expired", newcomer: null, user: null, administrator: null, operator: null, chief: null },
  user: {
    stranger: "session_expired",
    newcomer: "password_change_needed",
    user: null,
    administrator: null,
    operator: "right_missing",
    chief: "right_missing",
  },
  administrator: {
    stranger: "session_expired",
    newcomer: "password_change_needed",
    user: "right_missing",
    administrator: null,
    operator: "right_missing",
    chief: null,
  },
  operator: {
    stranger: "session_expired",
    newcomer: "password_change_needed",
    user: "right_missing",
    administrator: "right_missing",
    operator: null,
    chief: null,
  },
};

/** Which things a route names by their ids, in the path or in the body. */
export function kindsIn(route: Route): (keyof Ids)[] {
  const text = `${route.path} ${JSON.stringify(route.example)}`;
  const kinds = [...text.matchAll(/(?::|\{)([a-zA-Z]+)/g)].map((match) => match[1] ?? "");
  const known: readonly string[] = [
    "organisation",
    "user",
    "colleague",
    "site",
    "group",
    "list",
    "contact",
    "layout",
    "phone",
    "account",
    "entry",
    "picture",
    "diversion",
    "alarm",
    "hold",
    "redirection",
    "redirectionAccount",
    "announcement",
    "recording",
    "audio",
    "schedule",
    "menu",
    "order",
    "stock",
    "message",
    "invoice",
    "subscription",
    "card",
    "payment",
    "settled",
    "porting",
    "prepared",
    "leaving",
    "rollout",
    "selection",
    "switch",
    "finding",
  ];
  return [...new Set(kinds)].filter((kind): kind is keyof Ids => known.includes(kind));
}
