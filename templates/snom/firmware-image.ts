import type { ImageName } from "../firmware-name.ts";
import { modelByToken, snomModel } from "./models.ts";

/** `snomD785-10.1.215.13-SIP-r.bin`, `snomD865-10.1.215.13-SIP-r.swu`, `snom300-8.7.5.35-SIP-f.bin`. */
const phone = /^snom([A-Za-z]{0,4}\d{0,4}[A-Za-z]{0,4})-(\d+(?:\.\d+)+)(?:-beta)?-SIP-[a-z]\.(?:bin|swu)$/i;
/** The small image that old phones take first, whose query says where the whole one lies. */
const ramdisk = /^snom([A-Za-z]{0,4}\d{0,4}[A-Za-z]{0,4})-ramdisk-chained-update-[a-z]\.bin$/i;
/** `snomUXM-2.1.1.bin`, `snomD7C-1.6.1-r.bin`. */
const extension = /^snom(UXMC?|D\d[A-Z])-(\d+(?:\.\d+)+)(?:-[a-z])?\.bin$/i;

/** Reads the name of a Snom image; null: it is none. Names are the maker's: phones refuse others. */
export function readImageName(given: string): ImageName | null {
  const name = given.trim();
  const [, module = "", moduleVersion = ""] = extension.exec(name) ?? [];
  if (module !== "") {
    const marks = { version: moduleVersion, products: [`snom${module}`] };
    const said = { vendor: "snom", name, kind: "module", firmwareVersion: moduleVersion } as const;
    return { ...said, models: [], contradiction: null, marks };
  }
  const [, chained = ""] = ramdisk.exec(name) ?? [];
  const [, token = chained, version = null] = phone.exec(name) ?? [];
  if (token === "") return null;
  const id = modelByToken(token);
  const model = id === null ? null : snomModel(id);
  const pattern = model?.firmware.pattern ?? null;
  // The models of today take .swu, all others .bin; another ending is another make of image.
  const wrongForm = chained === "" && pattern !== null && !new RegExp(pattern, "i").test(name.replace(/-beta/i, ""));
  return {
    ...{ vendor: "snom", name, kind: chained === "" ? "phone" : "ramdisk", firmwareVersion: version },
    models: model === null ? [] : [model.model],
    contradiction: wrongForm ? `snom${token}` : null,
    marks: { version, products: [`snom${token}`] },
  };
}
