import { toast } from "../../components/toasts.ts";
import { session } from "../../data/client.ts";
import { failureText } from "../../i18n/failure.ts";
import { goTo } from "../../router/navigate.ts";

/** Goes into an organisation, which stands in its change log, and to a page of it. The banner says where one is. */
export async function enterAndGo(organisationId: string, to: string): Promise<void> {
  try {
    await session.enter(organisationId);
    goTo(to);
  } catch (error) {
    toast({ text: failureText(error), tone: "failed" });
  }
}
