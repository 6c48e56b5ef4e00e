import { z } from "zod";

export const LoadSpec = z.object({
  host: z.string(),
  port: z.number(),
  /** One target a line: path, user agent, and an ETag to send (or nothing), parted by tabs. */
  targetFile: z.string(),
  /** Requests in all; targets are taken in turn, from the first again after the last. */
  requests: z.number(),
  connections: z.number(),
  keepAlive: z.boolean(),
  /** Null = the next request as soon as a connection is free; else requests begin at this rate, whatever the server does. */
  perSecond: z.number().nullable(),
  /** How many loopback addresses the requests come from. */
  sources: z.number(),
  /** Seconds; what has no answer by then has failed. */
  longest: z.number(),
  /** Status that counts as success. */
  status: z.number(),
});
export type LoadSpec = z.infer<typeof LoadSpec>;

export function parseLoadSpec(text: string): LoadSpec {
  return LoadSpec.parse(JSON.parse(text));
}

export const LoadResult = z.object({
  seconds: z.number(),
  requests: z.number(),
  failures: z.number(),
  /** Why the first failures failed, with how often. */
  reasons: z.record(z.string(), z.number()),
  bytes: z.number(),
  /** Milliseconds; from the moment a request was due to its last byte. */
  p50: z.number(),
  p99: z.number(),
  slowest: z.number(),
  /** Processor time of the generator itself, seconds. */
  cpu: z.number(),
});
export type LoadResult = z.infer<typeof LoadResult>;
