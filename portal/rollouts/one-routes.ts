import { z } from "zod";
import { pageRolloutPhones } from "../../db/rollout-phones.ts";
import {
  advanceRollout,
  getRollout,
  includePhone,
  leaveRollout,
  pauseRollout,
  type Rollout,
  resumeRollout,
  skipPhone,
  takeBackRollout,
} from "../../db/rollouts.ts";
import { rolloutPhoneStates } from "../../domain/rollout.ts";
import { pageOf, pageQuery, searchQuery } from "../api/paging.ts";
import type { ApiParts, Caller } from "../api/parts.ts";
import { ok, type Route, route } from "../api/route.ts";
import { backInput, RolloutBackView } from "./back.ts";
import { RolloutPhoneView, RolloutView, rolloutPhoneView, rolloutView } from "./views.ts";

/** Which roll-outs: an organisation's own, or those over all organisations. */
export type Whose = {
  readonly level: "administrator" | "operator";
  /** Path of the list. */
  readonly base: string;
  /** What an id is called in a path: of a roll-out, and of a phone in it. */
  readonly id: string;
  readonly phone: string;
  /** @throws DomainError `rollout_not_found`, `all_organisations_needed` */
  readonly by: (
    parts: ApiParts,
    who: Caller,
    id: string,
  ) => Promise<{ readonly organisationId: string | null; readonly id: string }>;
};

const tag = "Roll-outs";
const Id = z.string().max(200);

/** What is seen of one roll-out, and done with it. */
export function oneRolloutRoutes(whose: Whose): Route[] {
  const { level, base, by } = whose;
  const params = z.strictObject({ [whose.id]: Id });
  const ofPhone = z.strictObject({ [whose.id]: Id, [whose.phone]: Id });
  const path = `${base}/:${whose.id}`;
  const named = (asked: { readonly params: unknown; readonly parts: ApiParts; readonly who: Caller }) =>
    by(asked.parts, asked.who, idIn(asked.params, whose.id));
  /** What is done with it without saying more than that. */
  const act = (name: string, summary: string, write: typeof pauseRollout): Route =>
    route(level, {
      ...{ method: "post", path: `${path}/${name}`, tag, summary, params, answer: RolloutView },
      handle: async (asked) => {
        const { parts, who, now } = asked;
        return answered(parts, await write(parts.db, await named(asked), who.actor, now), now);
      },
    });
  return [
    route(level, {
      method: "get",
      path,
      tag,
      summary: "One roll-out: what it gives, its rings with their gates, and how their phones stand.",
      params,
      answer: RolloutView,
      handle: async (asked) => answered(asked.parts, await getRollout(asked.parts.db, await named(asked)), asked.now),
    }),
    route(level, {
      method: "get",
      path: `${path}/phones`,
      tag,
      summary: "The phones of a roll-out, ring by ring, those first that want somebody's eye.",
      params,
      query: z.strictObject({
        ...pageQuery,
        q: searchQuery,
        /** 1-based. */
        ring: z
          .string()
          .regex(/^[1-9]\d?$/)
          .transform(Number)
          .optional(),
        state: z.enum(rolloutPhoneStates).optional(),
      }),
      answer: pageOf(RolloutPhoneView),
      handle: async (asked) => {
        const { id } = await getRollout(asked.parts.db, await named(asked));
        const { q: search, ring, ...rest } = asked.query;
        const filter = { ...rest, search, rolloutId: id, ring: ring === undefined ? undefined : ring - 1 };
        const { total, rows } = await pageRolloutPhones(asked.parts.db, filter);
        return ok({ total, rows: rows.map(rolloutPhoneView) });
      },
    }),
    route(level, {
      method: "get",
      path: `${path}/back`,
      tag,
      summary: "What a new roll-out would have to give to put back what was before a finished one.",
      params,
      answer: RolloutBackView,
      handle: async (asked) => ok(await backInput(asked.parts.db, await getRollout(asked.parts.db, await named(asked)))),
    }),
    act("pause", "Nobody gets it until it goes on; who has it keeps it.", pauseRollout),
    act("resume", "It goes on. Phones that have failed so far no longer count.", resumeRollout),
    act("take-back", "Every phone is given back what it had, to the byte.", takeBackRollout),
    act("leave", "Ends it where it stands: who has it keeps it, nobody else gets it.", leaveRollout),
    route(level, {
      method: "post",
      path: `${path}/advance`,
      tag,
      summary: "Lets a ring pass, whatever its gate says: the next one has its turn.",
      params,
      /** 1-based: of a ring that has passed already nothing is done. */
      body: z.strictObject({ ring: z.int().min(1).max(12) }),
      answer: RolloutView,
      example: { ring: 1 },
      handle: async (asked) => {
        const { parts, who, body, now } = asked;
        const of = { ...(await named(asked)), ring: body.ring - 1 };
        return answered(parts, await advanceRollout(parts.db, of, who.actor, now), now);
      },
    }),
    route(level, {
      method: "put",
      path: `${path}/phones/:${whose.phone}`,
      tag,
      summary: "Leaves a phone out, or takes it in again. One that has got it is given back what it had.",
      params: ofPhone,
      body: z.strictObject({ skipped: z.boolean() }),
      answer: RolloutView,
      example: { skipped: true },
      handle: async (asked) => {
        const { parts, who, body, now } = asked;
        const of = { ...(await named(asked)), phoneId: idIn(asked.params, whose.phone) };
        const rollout = await (body.skipped ? skipPhone : includePhone)(parts.db, of, who.actor, now);
        return answered(parts, rollout, now);
      },
    }),
  ];
}

function idIn(params: unknown, name: string): string {
  return z.record(z.string(), z.string()).parse(params)[name] ?? "";
}

async function answered(parts: ApiParts, rollout: Rollout, now: Date) {
  return ok(await rolloutView(parts.db, rollout, now), rollout.version);
}
