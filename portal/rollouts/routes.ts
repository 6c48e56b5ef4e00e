import { z } from "zod";
import { pageRolloutPhones } from "../../db/rollout-phones.ts";
import {
  advanceRollout,
  createRollout,
  getRollout,
  includePhone,
  leaveRollout,
  listRollouts,
  pauseRollout,
  type Rollout,
  resumeRollout,
  skipPhone,
  takeBackRollout,
} from "../../db/rollouts.ts";
import { rolloutPhoneStates } from "../../domain/rollout.ts";
import { pageOf, pageQuery, searchQuery } from "../api/paging.ts";
import type { ApiParts, Caller } from "../api/parts.ts";
import { created, ok, type Route, route } from "../api/route.ts";
import { backInput, RolloutBackView } from "./back.ts";
import { RolloutChoicesView, rolloutChoices } from "./choices.ts";
import { asInput, demandMay, RolloutInput } from "./input.ts";
import { previewRollout, RolloutPreviewView } from "./preview.ts";
import { RolloutPhoneView, RolloutRowView, RolloutView, rolloutPhoneView, rolloutRows, rolloutView } from "./views.ts";

const tag = "Roll-outs";
const params = z.strictObject({ rollout: z.string().max(200) });
const ofPhone = params.extend({ phone: z.string().max(200) });
const example = {
  name: "Norska toner",
  values: [{ at: { layer: "organisation" }, name: "phone.tones", value: "NO" }],
  rings: [{ of: { kind: "share", share: 500 } }, { of: { kind: "rest" }, gate: { mayFail: 200 } }],
};

export const rolloutRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/rollouts",
    tag,
    summary: "Roll-outs of firmware and settings, the newest first, with how far each has come.",
    query: z.strictObject(pageQuery),
    answer: pageOf(RolloutRowView),
    handle: async ({ parts, who, query }) => {
      const all = await listRollouts(parts.db, { organisationId: who.organisationId });
      const rows = await rolloutRows(parts.db, all.slice(query.offset, query.offset + query.limit));
      return ok({ total: all.length, rows });
    },
  }),
  route("administrator", {
    method: "get",
    path: "/rollouts/choices",
    tag,
    summary: "What a new roll-out can be of and whom it can be given: models with what they run, images, sites, settings.",
    answer: RolloutChoicesView,
    handle: async ({ parts, who }) => ok(await rolloutChoices(parts.db, who.organisationId, who.operating)),
  }),
  route("administrator", {
    method: "post",
    path: "/rollouts/preview",
    tag,
    summary: "Who would get what, ring by ring, and who would not and why. Nothing is saved.",
    body: RolloutInput,
    answer: RolloutPreviewView,
    example,
    handle: async ({ parts, who, body, now }) => {
      demandMay(who, body);
      return ok(await previewRollout(parts.db, asInput(who.organisationId, body), now));
    },
  }),
  route("administrator", {
    method: "post",
    path: "/rollouts",
    tag,
    summary: "Begins a roll-out: its first ring has its turn as soon as its window is open.",
    body: RolloutInput,
    answer: RolloutView,
    example,
    handle: async ({ parts, who, body, now }) => {
      demandMay(who, body);
      const rollout = await createRollout(parts.db, asInput(who.organisationId, body), who.actor, now);
      return created(await rolloutView(parts.db, rollout, now), rollout.version);
    },
  }),
  route("administrator", {
    method: "get",
    path: "/rollouts/:rollout",
    tag,
    summary: "One roll-out: what it gives, its rings with their gates, and how their phones stand.",
    params,
    answer: RolloutView,
    handle: async ({ parts, who, params, now }) => answered(parts, await getRollout(parts.db, of(who, params.rollout)), now),
  }),
  route("administrator", {
    method: "get",
    path: "/rollouts/:rollout/phones",
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
    handle: async ({ parts, who, params, query }) => {
      const { id } = await getRollout(parts.db, of(who, params.rollout));
      const { q: search, ring, ...rest } = query;
      const filter = { ...rest, search, rolloutId: id, ring: ring === undefined ? undefined : ring - 1 };
      const { total, rows } = await pageRolloutPhones(parts.db, filter);
      return ok({ total, rows: rows.map(rolloutPhoneView) });
    },
  }),
  route("administrator", {
    method: "get",
    path: "/rollouts/:rollout/back",
    tag,
    summary: "What a new roll-out would have to give to put back what was before a finished one.",
    params,
    answer: RolloutBackView,
    handle: async ({ parts, who, params }) => ok(await backInput(parts.db, await getRollout(parts.db, of(who, params.rollout)))),
  }),
  act("pause", "Nobody gets it until it goes on; who has it keeps it.", pauseRollout),
  act("resume", "It goes on. Phones that have failed so far no longer count.", resumeRollout),
  act("take-back", "Every phone is given back what it had, to the byte.", takeBackRollout),
  act("leave", "Ends it where it stands: who has it keeps it, nobody else gets it.", leaveRollout),
  route("administrator", {
    method: "post",
    path: "/rollouts/:rollout/advance",
    tag,
    summary: "Lets a ring pass, whatever its gate says: the next one has its turn.",
    params,
    /** 1-based: of a ring that has passed already nothing is done. */
    body: z.strictObject({ ring: z.int().min(1).max(12) }),
    answer: RolloutView,
    example: { ring: 1 },
    handle: async ({ parts, who, params, body, now }) => {
      const by = { ...of(who, params.rollout), ring: body.ring - 1 };
      return answered(parts, await advanceRollout(parts.db, by, who.actor, now), now);
    },
  }),
  route("administrator", {
    method: "put",
    path: "/rollouts/:rollout/phones/:phone",
    tag,
    summary: "Leaves a phone out, or takes it in again. One that has got it is given back what it had.",
    params: ofPhone,
    body: z.strictObject({ skipped: z.boolean() }),
    answer: RolloutView,
    example: { skipped: true },
    handle: async ({ parts, who, params, body, now }) => {
      const by = { ...of(who, params.rollout), phoneId: params.phone };
      const rollout = await (body.skipped ? skipPhone : includePhone)(parts.db, by, who.actor, now);
      return answered(parts, rollout, now);
    },
  }),
];

/** What is done with a roll-out without saying more than that. */
function act(name: string, summary: string, write: typeof pauseRollout): Route {
  return route("administrator", {
    ...{ method: "post", path: `/rollouts/:rollout/${name}`, tag, summary, params, answer: RolloutView },
    handle: async ({ parts, who, params, now }) =>
      answered(parts, await write(parts.db, of(who, params.rollout), who.actor, now), now),
  });
}

function of({ organisationId }: Caller, id: string) {
  return { organisationId, id };
}

async function answered(parts: ApiParts, rollout: Rollout, now: Date) {
  return ok(await rolloutView(parts.db, rollout, now), rollout.version);
}
