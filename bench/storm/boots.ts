import { findModel } from "../../templates/index.ts";
import { unserved } from "../../templates/virtual/patience.ts";
import { type BootRequest, virtualPhone } from "../../templates/virtual/phone.ts";
import { virtualVendor } from "../../templates/virtual/vendors.ts";
import { toldBefore } from "../../templates/yealink/virtual.ts";
import { fleetModel, oldFirmware } from "../fleet/phones.ts";
import type { PartResult, StormPlan } from "./plan.ts";
import { pause, Tally } from "./tally.ts";

/** Every fifth phone has something to write: the others have written it before, and nothing has changed. */
const writes = 5;

/** A phone that did not get everything starts again after so long, as phones do. Milliseconds. */
const againAfter = 5_000;
/** What a phone waits for a connection and an answer. */
const timeout = 30_000;

/**
 * Phones come back after a power cut, evenly over some seconds: each starts as its make does, on a connection for each file,
 * writes what it writes, and flashes what it is told to flash. Times are those of configuration.
 */
export async function bootPhones(plan: StormPlan): Promise<PartResult> {
  const model = findModel(fleetModel.vendor, fleetModel.model);
  if (!model) throw new Error("the storm's model is not in the catalogue");
  const vendor = await virtualVendor(model.vendor);
  const tally = new Tally();
  const until = performance.now() + plan.patience * 1000;
  const boot = async ({ mac, token }: StormPlan["phones"][number], at: number): Promise<void> => {
    await pause((at / plan.phones.length) * plan.within * 1000);
    const server = `${plan.publicUrl}/p/${token}/`;
    const memory = at % writes === 0 ? new Map<string, string>() : toldBefore(mac);
    const phone = virtualPhone({ model, vendor, mac, firmware: oldFirmware, modules: 0, server, http: { timeout }, memory });
    for (let starts = 1; ; starts++) {
      const { state, requests } = await phone.boot();
      for (const request of requests) note(tally, request);
      const left = unserved(requests).filter(({ url }) => !isFirmware(url));
      if (left.length === 0 && state.accounts.length > 0) return tally.note(starts === 1 ? "up" : "up, started again", null);
      if (performance.now() > until) {
        tally.problem(`${mac}: ${state.problems[0] ?? left[0]?.url ?? "no account"}`);
        return tally.note("not up", null);
      }
      await pause(againAfter);
    }
  };
  await Promise.all(plan.phones.map(boot));
  return tally.result();
}

const isFirmware = (url: string): boolean => /\/firmware\//.test(url);

/** Configuration is what it reads to work: not its image, and not what it writes itself. */
function note(tally: Tally, { method, url, status, millis }: BootRequest): void {
  const kind = isFirmware(url) ? "firmware" : method === "PUT" ? "upload" : "configuration";
  const timed = kind === "configuration" && (status === 200 || status === 304);
  tally.note(`${kind} ${status}`, timed ? millis : null);
}
