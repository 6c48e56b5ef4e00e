import { z } from "zod";
import type { ListedStanding } from "../db/standings.ts";
import { reasonAt, type StandingReason, standingReasons, standingStates, stateOfReason } from "../domain/standing.ts";

/** How a phone stands by what shows that it has, and uses, what it should. */
export const StandingView = z.strictObject({
  state: z.enum(standingStates),
  reason: z.enum(standingReasons),
  since: z.string().nullable(),
  /** File roles, a code, versions, names of parameters: what the reason is about. */
  about: z.array(z.string()),
});
export type StandingView = z.infer<typeof StandingView>;

export function standingView(standing: ListedStanding, now: Date): StandingView {
  const reason = reasonAt(standing, now);
  return { state: stateOfReason[reason], reason, since: standing.since, about: [...standing.about] };
}

/** `behind`: all but current. */
export const standingFilters = [...standingStates, "behind"] as const;

/** What a list of phones can be narrowed by. */
export const standingQuery = { standing: z.enum(standingFilters).optional(), reason: z.enum(standingReasons).optional() };
type Asked = z.infer<z.ZodObject<typeof standingQuery>>;

/** As the list's own filter; undefined: all. */
export function standingFilter(
  { standing, reason }: Asked,
  now: Date,
): { reasons: readonly StandingReason[]; now: Date } | undefined {
  if (standing === undefined && reason === undefined) return undefined;
  const fits = (one: StandingReason) =>
    (reason === undefined || one === reason) &&
    (standing === undefined || (standing === "behind" ? stateOfReason[one] !== "current" : stateOfReason[one] === standing));
  return { reasons: standingReasons.filter(fits), now };
}
