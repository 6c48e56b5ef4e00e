import type { VendorId } from "../../domain/plan.ts";
import { allModels } from "../../templates/index.ts";
import type { Subscriber } from "./message.ts";

export type RecognisedSubscriber = {
  readonly vendor: VendorId | null;
  readonly model: string | null;
  readonly firmware: string | null;
};

const makes: readonly (readonly [VendorId, RegExp])[] = [
  ["yealink", /yealink/i],
  ["snom", /snom/i],
  ["polycom", /poly/i],
];

/**
 * Which make and model a phone is that looks for a server: by what it says in its event, else by its user agent. Older
 * firmware says `OEM` for both. A hint, as every user agent is.
 */
export function recogniseSubscriber({ vendor: said, model, version, userAgent }: Subscriber): RecognisedSubscriber {
  const vendor = makeIn(said) ?? makeIn(model) ?? makeIn(userAgent ?? "");
  const words = [model, ...(userAgent ?? "").split(/[\s/]+/)].map(plain).filter((word) => word.length > 2);
  const fitting = allModels().filter((one) => vendor === null || one.vendor === vendor);
  const known = words.flatMap((word) => fitting.filter((one) => namesOf(one).includes(word)))[0];
  const firmware = /\d+(?:\.\d+){2,4}/.exec(version)?.[0] ?? /\d+(?:\.\d+){2,4}/.exec(userAgent ?? "")?.[0] ?? null;
  return { vendor: known?.vendor ?? vendor, model: known?.model ?? null, firmware };
}

function makeIn(text: string): VendorId | null {
  return makes.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

function namesOf(model: ReturnType<typeof allModels>[number]): string[] {
  return [model.model, model.name, ...model.identify.userAgent].map(plain);
}

/** `SIP-T46U`, `snomD785`, `VVX_450`: what distinguishes the models alone. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .replace(/^(?:sip|snom|yealink|polycom|poly)(?=.)/, "");
}
