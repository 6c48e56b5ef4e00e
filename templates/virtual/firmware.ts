import type { PhoneModel } from "../model.ts";

/** A version that such a phone may run: the one in the data's example of an image, else the maker's usual form. */
export function usualFirmware(model: PhoneModel): string {
  const version = model.firmware.example?.match(/\d+(?:\.\d+){2,}/)?.[0];
  if (version !== undefined) return version;
  const usual = { yealink: `${model.firmware.family[0] ?? "1"}.86.0.20`, snom: "10.1.175.16", polycom: "6.4.6.2494" };
  return usual[model.vendor];
}
