/** What a phone does when a server tells it to come again (503 with Retry-After). */
export type Patience = {
  /** Tries of one file in one start. */
  readonly tries: number;
  /** It does not wait longer than this in the middle of a start: then it goes on with what it has. Seconds. */
  readonly longest: number;
  /** Resolves after so many milliseconds. */
  readonly pause: (millis: number) => Promise<void>;
  /** 0 to 1, as `Math.random`: phones that were told the same do not come back together. */
  readonly random: () => number;
};

/** Firmware, which is promised for half a minute or later, is not waited for: a phone works with the one that it has. */
export const usualPatience: Patience = {
  tries: 5,
  longest: 29,
  pause: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
  random: Math.random,
};

/** Waits as it was told, and up to half as long again. @returns false: it goes on without */
export async function waitFor(patience: Patience, comeAgain: number | null, tries: number): Promise<boolean> {
  if (comeAgain === null || tries >= patience.tries || comeAgain > patience.longest) return false;
  await patience.pause(comeAgain * 1000 * (1 + patience.random() / 2));
  return true;
}

/** Requests of a start that were not served in the end: no answer, or told to come again and not waited for. */
export function unserved<R extends { readonly url: string; readonly status: number }>(requests: readonly R[]): R[] {
  const last = new Map(requests.map((request) => [request.url, request]));
  return [...last.values()].filter(({ status }) => status === 0 || status === 503);
}
