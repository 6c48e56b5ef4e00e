import type { FleetView, OperatorFleetView } from "../../../portal/fleet.ts";
import type { Api } from "./api.ts";

export type { FleetView, OperatorFleetView };

/** How the organisation's phones stand together. */
export function readFleet(api: Api, signal?: AbortSignal): Promise<FleetView> {
  return api.get("/fleet", undefined, signal);
}

/** The same of all organisations that the operator looks after. */
export function readOperatorFleet(api: Api, signal?: AbortSignal): Promise<OperatorFleetView> {
  return api.get("/operator/fleet", undefined, signal);
}
