import type { z } from "zod";
import type { DiversionSource } from "../db/diversion-rows.ts";
import { getPerson, type Person } from "../db/people.ts";
import type { Caller } from "./api/parts.ts";
import { type Answer, type Asked, type Method, type Route, route } from "./api/route.ts";

/** Whose things a request is about, and where it was said. */
export type Subject = { readonly organisationId: string; readonly userId: string; readonly source: DiversionSource };

export type OwnAsked<B> = Asked<unknown, unknown, B> & {
  readonly who: Caller;
  readonly subject: Subject;
  /** Ids in the path beside the person's. */
  readonly ids: Readonly<Record<string, string>>;
};

export type OwnSay<B extends z.ZodType> = {
  readonly method: Method;
  /** Below `/me`, and below `/users/:user`. */
  readonly path: string;
  readonly summary: string;
  readonly body?: B;
  readonly answer: z.ZodType;
  readonly example?: unknown;
  readonly versioned?: boolean;
  readonly handle: (asked: OwnAsked<z.output<B>>) => Promise<Answer>;
  readonly current?: (asked: OwnAsked<unknown>) => Promise<Answer>;
};

/** A person's own things are the person's, and those of whoever administers the organisation: each is two routes. */
export function ownThing<B extends z.ZodType>(say: OwnSay<B>): readonly Route[] {
  const { handle, current, ...rest } = say;
  const way = (level: "user" | "administrator", subjectOf: (who: Caller, ids: Readonly<Record<string, string>>) => Subject) => {
    const about = <T extends { who: Caller; params: unknown }>(asked: T) => {
      const ids = textsOf(asked.params);
      return { ...asked, ids, subject: subjectOf(asked.who, ids) };
    };
    return {
      level,
      handle: (asked: Asked<unknown, unknown, z.output<B>> & { who: Caller }) => handle(about(asked)),
      ...(current ? { current: (asked: Asked<unknown, unknown, unknown> & { who: Caller }) => current(about(asked)) } : {}),
    };
  };
  const mine = way("user", ({ session }) => ({
    organisationId: session.access.organisationId ?? "",
    userId: session.userId,
    source: "portal",
  }));
  const theirs = way("administrator", ({ organisationId }, ids) => ({
    organisationId,
    userId: ids.user ?? "",
    source: "admin",
  }));
  return [
    route(mine.level, { ...rest, ...mine, tag: "Mina sidor", path: `/me${say.path}` }),
    route(theirs.level, { ...rest, ...theirs, tag: "Users", path: `/users/:user${say.path}` }),
  ];
}

function textsOf(params: unknown): Readonly<Record<string, string>> {
  if (params === null || typeof params !== "object") return {};
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
}

/** The things of one person. `person`: where a view of several things has read them already. */
export type About = Pick<OwnAsked<unknown>, "parts" | "subject" | "now"> & { readonly person?: Person };

/** @throws DomainError `user_not_found` */
export async function personOf({ parts, subject, person }: Omit<About, "now">): Promise<Person> {
  return person ?? getPerson(parts.db, { organisationId: subject.organisationId, id: subject.userId });
}
