import type { VendorId } from "../../domain/plan.ts";
import type { VirtualVendor } from "./contract.ts";

/** The makes that can be played, each loaded when it is first wanted. */
export async function virtualVendor(vendor: VendorId): Promise<VirtualVendor> {
  switch (vendor) {
    case "yealink":
      return (await import("../yealink/virtual.ts")).virtualYealink;
    case "snom":
      return (await import("../snom/virtual.ts")).virtualSnom;
    case "polycom":
      return (await import("../polycom/virtual.ts")).virtualPolycom;
  }
}
