import { z } from "zod";
import { byState, countStandings, listSamples, type Whose, worstOrganisations } from "../db/fleet.ts";
import { standingReasons, standingStates, stateOfReason } from "../domain/standing.ts";
import type { ApiParts } from "./api/parts.ts";
import { ok, type Route, route } from "./api/route.ts";

const dayMillis = 24 * 60 * 60_000;
/** How far back the view looks. */
const shownDays = 7;
const mostOrganisations = 20;

const counts = { current: z.int(), waiting: z.int(), stopped: z.int() };

/** How all phones stand together. */
export const FleetView = z.strictObject({
  phones: z.int(),
  ...counts,
  /** Those that some phone has, in the order in which they are looked at. */
  reasons: z.array(z.strictObject({ reason: z.enum(standingReasons), state: z.enum(standingStates), phones: z.int() })),
  /** Hour by hour, oldest first. */
  hours: z.array(z.strictObject({ at: z.string(), ...counts })),
});
export type FleetView = z.infer<typeof FleetView>;

export const OperatorFleetView = FleetView.extend({
  /** With most phones that are not current, first. */
  organisations: z.array(z.strictObject({ id: z.string(), title: z.string(), phones: z.int(), notCurrent: z.int() })),
});
export type OperatorFleetView = z.infer<typeof OperatorFleetView>;

async function loadFleet({ db }: Pick<ApiParts, "db">, whose: Whose, now: Date): Promise<FleetView> {
  const counted = await countStandings(db, whose, now);
  const reasons = standingReasons
    .map((reason) => ({ reason, state: stateOfReason[reason], phones: counted.get(reason) ?? 0 }))
    .filter(({ phones }) => phones > 0);
  const sums = byState(counted);
  const hours = await listSamples(db, whose, new Date(now.getTime() - shownDays * dayMillis));
  return { phones: sums.current + sums.waiting + sums.stopped, ...sums, reasons, hours };
}

export const fleetRoutes: readonly Route[] = [
  route("administrator", {
    method: "get",
    path: "/fleet",
    tag: "Fleet",
    summary: "How many phones have and use what they should, how many do not, and why; hour by hour for a week.",
    answer: FleetView,
    handle: async ({ parts, who, now }) => ok(await loadFleet(parts, who.organisationId, now)),
  }),
  route("operator", {
    method: "get",
    path: "/operator/fleet",
    tag: "Operator",
    summary: "The same of every organisation that the operator looks after, and where most phones are behind.",
    answer: OperatorFleetView,
    handle: async ({ parts, who, now }) => {
      const { operates } = who.session.access;
      const whose = operates === "all" ? null : operates;
      const organisations = await worstOrganisations(parts.db, whose, now, mostOrganisations);
      return ok({ ...(await loadFleet(parts, whose, now)), organisations });
    },
  }),
];
