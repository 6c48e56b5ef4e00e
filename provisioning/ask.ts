import type { Admission } from "./admit.ts";
import type { PhoneRow } from "./phone-row.ts";
import type { Route } from "./route.ts";

/** One request of a phone, as it stands after admitting: what is common to HTTP and TFTP. */
export type Ask = {
  readonly transport: "http" | "https" | "tftp";
  readonly route: Route;
  /** The asker's, as far as trusted proxies say. */
  readonly address: string;
  /** When it came: milliseconds as `performance.now()` gives them. */
  readonly began: number;
  readonly certificateMac: string | null;
  admission: Admission<PhoneRow>;
  /** Where other processes had to be asked whether the proof repeats one: the admission with what they say. */
  readonly compared?: Promise<Admission<PhoneRow>>;
};
