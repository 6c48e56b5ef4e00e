import { optionAcknowledgement } from "./packets.ts";
import type { AskedOptions } from "./request.ts";

export type NegotiationLimits = { readonly maxBlockSize: number; readonly maxWindowSize: number };

export type Agreement = {
  /** Octets of body in a full block. */
  readonly blockSize: number;
  /** Blocks before an acknowledgement is waited for. */
  readonly windowSize: number;
  /** What the phone asked for, in seconds; null = the server's own. */
  readonly timeoutSeconds: number | null;
  /** The OACK packet, or null when nothing was agreed: then the first block is sent at once. */
  readonly acknowledgement: Buffer | null;
};

const within = (value: number | undefined, least: number, most: number): value is number =>
  value !== undefined && value >= least && value <= most;

/**
 * Agrees to what was asked for, within RFC 2348 (blksize 8–65464), RFC 2349 (timeout 1–255 s, tsize 0 in a read request) and
 * RFC 7440 (windowsize 1–65535). Block and window may be agreed smaller than asked; what is out of range is left out of the
 * answer, which by RFC 2347 means that it does not hold. `size` is the file's, in octets.
 */
export function negotiate(asked: AskedOptions, limits: NegotiationLimits, size: number): Agreement {
  const agreed: [string, number][] = [];
  const take = (name: string, value: number): number => {
    agreed.push([name, value]);
    return value;
  };
  const block = asked.get("blksize");
  const blockSize = within(block, 8, 65_464) ? take("blksize", Math.min(block, limits.maxBlockSize)) : 512;
  const timeout = asked.get("timeout");
  const timeoutSeconds = within(timeout, 1, 255) ? take("timeout", timeout) : null;
  if (asked.get("tsize") === 0) take("tsize", size);
  const window = asked.get("windowsize");
  const windowSize = within(window, 1, 65_535) ? take("windowsize", Math.min(window, limits.maxWindowSize)) : 1;
  const acknowledgement = agreed.length > 0 ? optionAcknowledgement(agreed) : null;
  return { blockSize, windowSize, timeoutSeconds, acknowledgement };
}
