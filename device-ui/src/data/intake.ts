import type { IntakeView } from "../../../portal/intake/routes.ts";
import type { Api } from "./api.ts";

export type { IntakeView };
export type IntakeMode = "try" | "all" | "each";
/** Which model phones of a make are, where no file says it. */
export type IntakeModels = Partial<Record<"yealink" | "snom" | "polycom", string>>;

/** Files of another system: tried, or taken over. @param onProgress told while they go out, 0…1 */
export async function sendIntake(
  api: Api,
  file: { readonly name: string; readonly bytes: Blob },
  mode: IntakeMode,
  models: IntakeModels,
  onProgress: (share: number) => void,
): Promise<IntakeView> {
  const query = { mode, name: file.name.slice(0, 200), ...models };
  const body = new Blob([file.bytes], { type: "application/octet-stream" });
  return (await api.ask<IntakeView>("POST", "/phones/intake", { query, body, onProgress })).value;
}

/** The files of a folder in one archive, as the server takes them. */
export async function packed(files: readonly File[]): Promise<Blob> {
  const { zipSync } = await import("fflate");
  const entries = await Promise.all(
    files.map(async (file) => [file.webkitRelativePath || file.name, new Uint8Array(await file.arrayBuffer())] as const),
  );
  return new Blob([new Uint8Array(zipSync(Object.fromEntries(entries)))], { type: "application/zip" });
}
