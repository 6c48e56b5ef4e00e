import { toast } from "../../components/toasts.ts";
import { t } from "../../i18n/index.ts";

export const inTheHand = (): boolean => matchMedia("(pointer: coarse)").matches;

/** A phone in the hand calls, anything else takes the number along. */
export async function reach({ e164, display }: { readonly e164: string; readonly display: string }): Promise<void> {
  if (inTheHand()) {
    location.assign(`tel:${e164}`);
    return;
  }
  try {
    await navigator.clipboard.writeText(display);
    toast({ text: t("contacts.mine.copied", { number: display }) });
  } catch {
    // Not every browser lets a page write there: the number is said all the same.
    toast({ text: display });
  }
}
