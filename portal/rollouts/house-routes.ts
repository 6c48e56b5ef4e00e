import { z } from "zod";
import { loadNames, refKey } from "../../db/audit-names.ts";
import { createRollout, getRollout, pageRollouts, type Rollout } from "../../db/rollouts.ts";
import type { Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import { pageOf, pageQuery } from "../api/paging.ts";
import type { Caller } from "../api/parts.ts";
import { created, ok, type Route, route } from "../api/route.ts";
import { RolloutChoicesView, rolloutChoices } from "./choices.ts";
import { asHouseInput, HouseRolloutInput } from "./input.ts";
import { oneRolloutRoutes, type Whose } from "./one-routes.ts";
import { previewRollout, RolloutPreviewView } from "./preview.ts";
import { RolloutRowView, RolloutView, rolloutRows, rolloutView } from "./views.ts";

const tag = "Roll-outs";
const example = {
  name: "Norska toner",
  values: [{ at: { layer: "operator" }, name: "phone.tones", value: "NO" }],
  rings: [{ of: { kind: "share", share: 100 } }, { of: { kind: "rest" }, gate: { mayFail: 200 } }],
};

/** A row of the operator's list. */
export const HouseRolloutRowView = RolloutRowView.extend({
  /** Null: over all organisations. */
  organisation: z.strictObject({ id: z.string(), title: z.string() }).nullable(),
});
export type HouseRolloutRowView = z.infer<typeof HouseRolloutRowView>;

/** Over all organisations, by staff that looks after all of them. */
const house: Whose = {
  ...{ level: "operator", base: "/operator/rollouts", id: "houseRollout", phone: "rolloutPhone" },
  by: async (parts, who, id) => {
    demandAll(who);
    const rollout = await getRollout(parts.db, { organisationId: null, id });
    // Those of one organisation are seen and acted on in that organisation's own view.
    if (rollout.organisationId !== null) throw new DomainError("rollout_not_found");
    return { organisationId: null, id };
  },
};

export const houseRolloutRoutes: readonly Route[] = [
  route("operator", {
    method: "get",
    path: "/operator/rollouts",
    tag,
    summary: "Roll-outs over all organisations, and those of each that the asker looks after, the newest first.",
    query: z.strictObject(pageQuery),
    answer: z.strictObject({ ...pageOf(HouseRolloutRowView).shape, mayStart: z.boolean() }),
    handle: async ({ parts, who, query }) => {
      // What is over all organisations names phones of all of them.
      const { operates } = who.session.access;
      const { total, rows } = await pageRollouts(parts.db, { organisationIds: operates }, query);
      return ok({ total, rows: await withOrganisations(parts.db, rows), mayStart: operates === "all" });
    },
  }),
  route("operator", {
    method: "get",
    path: "/operator/rollouts/choices",
    tag,
    summary: "What a roll-out over all organisations can be of: models with what they run, images, settings.",
    answer: RolloutChoicesView,
    handle: async ({ parts, who }) => {
      demandAll(who);
      return ok(await rolloutChoices(parts.db, null, true));
    },
  }),
  route("operator", {
    method: "post",
    path: "/operator/rollouts/preview",
    tag,
    summary: "Who of all organisations would get what, ring by ring, and who would not and why. Nothing is saved.",
    body: HouseRolloutInput,
    answer: RolloutPreviewView,
    example,
    handle: async ({ parts, who, body, now }) => {
      demandAll(who);
      return ok(await previewRollout(parts.db, asHouseInput(body), now));
    },
  }),
  route("operator", {
    method: "post",
    path: "/operator/rollouts",
    tag,
    summary: "Begins a roll-out over all organisations: caps count for each organisation and site by itself.",
    body: HouseRolloutInput,
    answer: RolloutView,
    example,
    handle: async ({ parts, who, body, now }) => {
      demandAll(who);
      const rollout = await createRollout(parts.db, asHouseInput(body), who.actor, now);
      return created(await rolloutView(parts.db, rollout, now), rollout.version);
    },
  }),
  ...oneRolloutRoutes(house),
];

/** @throws DomainError `all_organisations_needed` */
function demandAll({ session }: Caller): void {
  if (session.access.operates !== "all") throw new DomainError("all_organisations_needed");
}

async function withOrganisations(db: Db, rollouts: readonly Rollout[]): Promise<HouseRolloutRowView[]> {
  const ids = rollouts.flatMap(({ organisationId }) => organisationId ?? []);
  const titles = await loadNames(
    db,
    ids.map((id) => ({ kind: "organisation", id })),
  );
  const rows = await rolloutRows(db, rollouts);
  return rows.map((row, at) => {
    const id = rollouts[at]?.organisationId ?? null;
    const title = id === null ? "" : (titles.get(refKey({ kind: "organisation", id })) ?? "");
    return { ...row, organisation: id === null ? null : { id, title } };
  });
}
