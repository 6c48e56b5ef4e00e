import { z } from "zod";
import { getOrganisation } from "../../db/organisations.ts";
import { cancelPortOut, finishPortOut, PortOutInput, registerPortOut } from "../../db/porting-out.ts";
import { getPorting, listPortingEvents, type Porting } from "../../db/porting-rows.ts";
import type { Db } from "../../db/types.ts";
import { DomainError } from "../../domain/errors.ts";
import { mayOperate } from "../../domain/rights.ts";
import { Id } from "../api/fields.ts";
import type { ApiParts, Caller } from "../api/parts.ts";
import { type Answer, created, ok, type Route, route } from "../api/route.ts";
import { PortingView, portingView } from "./views.ts";

const tag = "Operator";
const params = z.strictObject({ leaving: z.string().max(200) });
type Asks = { readonly parts: ApiParts; readonly who: Caller; readonly params: z.infer<typeof params> };

/** Numbers that leave: the other operator has asked for them, and operator staff writes it down for the customer to see. */
export const portOutRoutes: readonly Route[] = [
  route("operator", {
    method: "post",
    path: "/operator/portings",
    tag,
    summary: "Writes down that numbers of an organisation leave for another operator.",
    body: PortOutInput.extend({ organisation: Id }),
    answer: PortingView,
    example: {
      ...{ organisation: "{organisation}", numbers: ["{firstNumber}"], otherOperator: "Östnät Telefoni AB" },
      ...{ date: "2026-03-16", time: "10:00" },
    },
    handle: async ({ parts, who, body: { organisation: organisationId, ...input }, now }) => {
      if (!mayOperate(who.session.access, organisationId)) throw new DomainError("organisation_not_found");
      const porting = await registerPortOut(parts.db, { organisationId, ...input }, who.actor, now);
      return created(await viewOf(parts.db, porting), porting.version);
    },
  }),
  step("done", "The numbers have left: nobody here has them any more.", finishPortOut),
  step("cancel", "The other operator has called it off.", cancelPortOut),
];

function step(name: string, summary: string, run: typeof finishPortOut): Route {
  return route("operator", {
    method: "post",
    path: `/operator/portings/:leaving/${name}`,
    tag,
    summary,
    params,
    answer: PortingView,
    versioned: true,
    handle: async (asked) => {
      const { parts, who, version, now } = asked;
      return answered(parts.db, await run(parts.db, { ...(await of(asked)), version }, who.actor, now));
    },
    current: async (asked) => answered(asked.parts.db, await getPorting(asked.parts.db, await of(asked))),
  });
}

/** Of an organisation that the asker looks after. @throws DomainError `porting_not_found` */
async function of({ parts, who, params: { leaving: id } }: Asks) {
  const row = await parts.db("porting").where({ id, direction: "out" }).first("organisation_id");
  if (!row || !mayOperate(who.session.access, row.organisation_id)) throw new DomainError("porting_not_found");
  return { organisationId: String(row.organisation_id), id };
}

async function viewOf(db: Db, porting: Porting): Promise<PortingView> {
  const { timeZone } = await getOrganisation(db, { id: porting.organisationId });
  return portingView(porting, await listPortingEvents(db, porting.id), timeZone);
}

async function answered(db: Db, porting: Porting): Promise<Answer> {
  return ok(await viewOf(db, porting), porting.version);
}
