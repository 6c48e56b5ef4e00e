import { z } from "zod";

/** What the parts of a storm need to know; handed to their processes as a file. */
export const StormPlan = z.strictObject({
  /** Where phones ask, and people; without a slash at the end. */
  publicUrl: z.string(),
  portalUrl: z.string(),
  tftpPort: z.int(),
  /** Phones that start over HTTP, and over TFTP. */
  phones: z.array(z.strictObject({ mac: z.string(), token: z.string() })),
  tftpPhones: z.array(z.strictObject({ mac: z.string(), token: z.string() })),
  /** Sessions of administrators, each of whom works without end while it storms. */
  sessions: z.array(z.strictObject({ cookie: z.string(), people: z.int() })),
  /** Requests a second with identifiers that are nobody's, over HTTP and over TFTP. */
  flood: z.number(),
  tftpFlood: z.number(),
  /** Phones come back within so many seconds, evenly. */
  within: z.number(),
  /** A phone that is not up by then has failed. Seconds from the beginning. */
  patience: z.number(),
  /** When it begins, milliseconds since 1970. */
  at: z.number(),
});
export type StormPlan = z.infer<typeof StormPlan>;

/** What one part saw. Times in milliseconds, from a request to the end of its answer, as the asker saw it. */
export const PartResult = z.strictObject({
  asked: z.int(),
  /** What became of them, in few words. */
  outcomes: z.record(z.string(), z.int()),
  p50: z.number(),
  p99: z.number(),
  slowest: z.number(),
  /** From the beginning to the last answer, seconds. */
  seconds: z.number(),
  /** How late the asker's own loop was: what its times cannot be better than. */
  ownLag: z.number(),
  /** The first things that went wrong, at most ten. */
  problems: z.array(z.string()),
});
export type PartResult = z.infer<typeof PartResult>;

export const partNames = ["boots", "tftp", "people", "flood"] as const;
export type PartName = (typeof partNames)[number];
