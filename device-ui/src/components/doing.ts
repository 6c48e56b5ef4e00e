import { failureText } from "../i18n/failure.ts";
import { toast } from "./toasts.ts";

/**
 * Does something at somebody's word. Its element is busy meanwhile, and does nothing else; what went wrong is told.
 *
 * @returns false: nothing came of it
 */
export async function doing(host: { busy: boolean }, work: () => Promise<unknown>): Promise<boolean> {
  if (host.busy) return false;
  host.busy = true;
  try {
    await work();
    return true;
  } catch (error) {
    toast({ text: failureText(error), tone: "failed" });
    return false;
  } finally {
    host.busy = false;
  }
}

/**
 * As `doing`; what went wrong stands in the element's `failure`, where it was done.
 *
 * @param say of an error, as a sentence
 * @returns false: nothing came of it
 */
export async function doingHere(
  host: { busy: boolean; failure: string | null },
  work: () => Promise<unknown>,
  say: (error: unknown) => string = failureText,
): Promise<boolean> {
  if (host.busy) return false;
  host.busy = true;
  host.failure = null;
  try {
    await work();
    return true;
  } catch (error) {
    host.failure = say(error);
    return false;
  } finally {
    host.busy = false;
  }
}
