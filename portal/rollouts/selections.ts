import { z } from "zod";
import { getSelection, keepSelection, type PhoneSelection } from "../../db/phone-selections.ts";
import { vendorIds } from "../../domain/plan.ts";
import { created, ok, type Route, route } from "../api/route.ts";
import { listFilter, PhoneSelectionInput } from "../jobs/change.ts";

const tag = "Roll-outs";

/** Phones that were chosen in the list, however many: `who.selectionId` of a roll-out. */
export const PhoneSelectionView = z.strictObject({
  id: z.string(),
  phones: z.int(),
  /** The commonest first. */
  models: z.array(z.strictObject({ vendor: z.enum(vendorIds), model: z.string(), phones: z.int() })),
});
export type PhoneSelectionView = z.infer<typeof PhoneSelectionView>;

function selectionView({ models, ...rest }: PhoneSelection): PhoneSelectionView {
  return { ...rest, models: [...models] };
}

export const selectionRoutes: readonly Route[] = [
  route("administrator", {
    method: "post",
    path: "/phone-selections",
    tag,
    summary:
      "Keeps which phones are meant, named or by a filter of the list as it is now, for a roll-out that is being made. For a week.",
    body: PhoneSelectionInput,
    answer: PhoneSelectionView,
    example: { phones: ["{phone}"] },
    handle: async ({ parts, who, body, now }) => {
      const filter = { ...listFilter(who.organisationId, body, now), organisationId: who.organisationId };
      return created(selectionView(await keepSelection(parts.db, filter, who.actor, now)));
    },
  }),
  route("administrator", {
    method: "get",
    path: "/phone-selections/:selection",
    tag,
    summary: "Which phones are meant: how many of each model are in use now.",
    params: z.strictObject({ selection: z.string().max(200) }),
    answer: PhoneSelectionView,
    handle: async ({ parts, who, params }) =>
      ok(selectionView(await getSelection(parts.db, { organisationId: who.organisationId, id: params.selection }))),
  }),
];
