import type { BootstrapPlan } from "../../domain/plan.ts";
import type { FileRole, RenderedFile } from "../contract.ts";
import { masterLines } from "./master.ts";
import { serverParameters } from "./provisioning-server.ts";
import { toFile } from "./render.ts";
import { builtIn, deviceSet, inFlash, localeParameters } from "./settings.ts";
import { type Parameter, parameterLines } from "./xml.ts";

/**
 * What an asker gets that has not proved itself: language and clock, its serial number in the user agent from now on, and
 * inside a first-contact window the address to ask at. That address stands in `phone-<mac>.cfg`, never in the shared part,
 * whose name says not who asks. Changing `device.prov.*` makes the phone restart and ask there at once (administrator
 * guide; not verified on a phone); polling brings it back within the hour in any case.
 */
export function bootstrap(role: FileRole, plan: BootstrapPlan): RenderedFile | null {
  switch (role) {
    case "master":
      return toFile(masterLines(plan.mac, null, { value: false, origin: builtIn }), []);
    case "phone":
      return toFile(parameterLines(phoneParameters(plan)), []);
    case "shared":
      return toFile(parameterLines(localeParameters(plan.settings)), []);
    default:
      return null;
  }
}

function phoneParameters(plan: BootstrapPlan): Parameter[] {
  return [
    deviceSet,
    ...inFlash("device.prov.tagSerialNo", "1", builtIn),
    { name: "prov.polling.enabled", value: "1", origin: builtIn },
    { name: "prov.polling.mode", value: "rel", origin: builtIn },
    { name: "prov.polling.period", value: "3601", origin: builtIn },
    ...(plan.askAgainNow ? serverParameters(plan.provisioningUrl, builtIn) : []),
  ];
}
