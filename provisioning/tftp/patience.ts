/** How long the server waits for a phone. Time is counted in ticks of one interval that all transfers share. */

export const tickMillis = 100;

const ticks = (seconds: number): number => Math.ceil((seconds * 1000) / tickMillis);

/** How long an ended transfer is remembered, so that late and doubled packets of its phone meet silence, in ticks. */
export const lingerTicks = ticks(2);

/**
 * How often the same packet, or window, is sent in all. Before the first answer three times: the address may be a forged one,
 * and three packets are what it can be made to receive. After it six times, but fewer when the phone wants long waits.
 */
export function attemptsAllowed(answered: boolean, timeoutSeconds: number | null): number {
  if (!answered) return 3;
  return timeoutSeconds === null ? 6 : Math.max(2, Math.min(6, Math.ceil(60 / timeoutSeconds)));
}

/**
 * Ticks from the `attempt`-th sending (from 1) to the next: what the phone has negotiated (RFC 2349), else 1, 2, 4, 8, 8 … s.
 * One tick more than that, since the first may be nearly over.
 */
export function ticksUntilResend(attempt: number, timeoutSeconds: number | null): number {
  return 1 + ticks(timeoutSeconds ?? Math.min(8, 2 ** (attempt - 1)));
}
