import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { demoMarker } from "../safety.ts";
import type { Settings } from "../settings.ts";

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
