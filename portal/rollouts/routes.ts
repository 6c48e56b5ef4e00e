import { z } from "zod";
import { createRollout, pageRollouts } from "../../db/rollouts.ts";
import { pageOf, pageQuery } from "../api/paging.ts";
import { created, ok, type Route, route } from "../api/route.ts";
import { RolloutChoicesView, rolloutChoices } from "./choices.ts";
import { asInput, demandMay, RolloutInput } from "./input.ts";
import { oneRolloutRoutes, type Whose } from "./one-routes.ts";
import { previewRollout, RolloutPreviewView } from "./preview.ts";
import { RolloutRowView, RolloutView, rolloutRows, rolloutView } from "./views.ts";

const tag = "Roll-outs";
/** An organisation's own, by its administrators. */
const own: Whose = {
  ...{ level: "administrator", base: "/rollouts", id: "rollout", phone: "phone" },
  by: async (_parts, { organisationId }, id) => ({ organisationId, id }),
};
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
      const { total, rows } = await pageRollouts(parts.db, { organisationIds: [who.organisationId] }, query);
      return ok({ total, rows: await rolloutRows(parts.db, rows) });
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
  ...oneRolloutRoutes(own),
];
