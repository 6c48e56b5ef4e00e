import { z } from "zod";
import { PhoneChange } from "../../db/phone-change.ts";
import { deliveryStates, type PhoneListFilter } from "../../db/phone-pages.ts";
import { DomainError } from "../../domain/errors.ts";
import { mayOperate } from "../../domain/rights.ts";
import { isAdministratorsSetting } from "../../domain/setting-forms.ts";
import { Id } from "../api/fields.ts";
import type { Caller } from "../api/parts.ts";
import { standingFilter, standingQuery } from "../standing-views.ts";

/** What a job does to each phone: what can be done to one, and for operator staff, giving it to another organisation. */
export const JobChange = z.union([
  PhoneChange,
  z.strictObject({ what: z.literal("organisation"), organisationId: z.string().min(1).max(64) }),
]);
export type JobChange = z.infer<typeof JobChange>;

/** Phones that are named one by one in a request at most; more are named by a filter. */
const mostNamed = 2000;

/** Which phones: these, or all that the list shows with these filters. Retired ones are left out. */
export const PhoneSelectionInput = z.union([
  z.strictObject({ phones: z.array(Id).min(1).max(mostNamed) }),
  z.strictObject({
    filter: z.strictObject({
      q: z.string().max(200).default(""),
      state: z.enum(["claimed", "bound"]).optional(),
      delivery: z.enum(deliveryStates).optional(),
      ...standingQuery,
      ...{ userId: Id.optional(), siteId: Id.optional(), layoutId: Id.optional() },
    }),
    /** But not these. */
    except: z.array(Id).max(mostNamed).default([]),
  }),
]);
export type PhoneSelectionInput = z.input<typeof PhoneSelectionInput>;

/** As the list's own filter, as it is at that instant. */
export function listFilter(organisationId: string, selection: z.output<typeof PhoneSelectionInput>, now: Date): PhoneListFilter {
  if ("phones" in selection) return { organisationId, search: "", ids: selection.phones };
  const { q: search, standing, reason, ...rest } = selection.filter;
  return { organisationId, search, ...rest, standing: standingFilter({ standing, reason }, now), except: selection.except };
}

/**
 * Settings beside those that administrators know, the vendor's own parameters, and other organisations are for operator staff.
 *
 * @throws DomainError `right_missing`
 */
export function demandMay({ operating, session }: Pick<Caller, "operating" | "session">, change: JobChange): void {
  const may =
    change.what === "organisation"
      ? operating && mayOperate(session.access, change.organisationId)
      : change.what === "parameter"
        ? operating
        : change.what !== "setting" || operating || isAdministratorsSetting(change.name);
  if (!may) throw new DomainError("right_missing");
}
