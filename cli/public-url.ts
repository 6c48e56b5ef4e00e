import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { listSettings } from "../db/settings.ts";
import type { Db } from "../db/types.ts";
import { demoMarker } from "../process/safety.ts";
import type { Settings } from "../process/settings.ts";

/** Where an organisation's phones ask: the setting `provisioning.url` of the organisation or the operator, else the server's own address. */
export async function phonesUrlOf(db: Db, organisationId: string, settings: Settings): Promise<string> {
  for (const at of [{ layer: "organisation", organisationId }, { layer: "operator" }] as const) {
    const said = (await listSettings(db, at)).find((one) => one.vendor === null && one.name === "provisioning.url");
    if (typeof said?.value === "string" && said.value !== "") return said.value.replace(/\/+$/, "");
  }
  return publicUrlOf(settings);
}

const DemoMarker = z.object({ publicUrl: z.url() });

/** Where phones are told to ask: the setting, else what a demo in this folder has chosen, else this machine. No slash at the end. */
export function publicUrlOf(settings: Settings): string {
  return settings.publicUrl ?? demoUrl(settings.data) ?? `http://localhost:${settings.phonesPort}`;
}

function demoUrl(folder: string): string | null {
  try {
    return DemoMarker.parse(JSON.parse(readFileSync(join(folder, demoMarker), "utf8"))).publicUrl;
  } catch {
    return null;
  }
}
