import type { Answered } from "./journal-collector.ts";

/** Who hears of what is done for phones, to count it. Called in the middle of answering: must be quick, and not throw. */
export type PhonesMeter = {
  /** A request has been answered, over whatever it came. */
  asked(answered: Answered): void;
  /** A file has been made, or could not be. @param micros how long the processor worked */
  rendered(vendor: string, micros: number, outcome: "made" | "failed"): void;
};

/** Where nobody counts. */
export const noMeter: PhonesMeter = { asked: () => undefined, rendered: () => undefined };
