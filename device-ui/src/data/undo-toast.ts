import { toast } from "../components/toasts.ts";
import { errorText } from "../i18n/errors.ts";
import { t } from "../i18n/index.ts";
import type { Api } from "./api.ts";
import { ApiError } from "./problem.ts";

/**
 * Says what was saved and offers to take it back. `auditId` comes with every write (`api.patch(…)).auditId`); without one
 * nothing has changed, and there is nothing to undo.
 *
 * @param undone called when it has been taken back: the view reads its rows anew
 */
export function undoToast(api: Api, text: string, auditId: string | null, undone: () => unknown = () => undefined): void {
  if (auditId === null) toast({ text });
  else toast({ text, undo: () => void undoWrite(api, auditId, undone) });
}

/** Takes a write back, and says how it went. @returns whether it was taken back */
export async function undoWrite(api: Api, auditId: string, undone: () => unknown = () => undefined): Promise<boolean> {
  try {
    const { auditId: again } = await api.post(`/audit/${auditId}/undo`);
    undoToast(api, t("log.undone"), again, undone);
    undone();
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast({ text: errorText(error.code, error.detail), tone: "failed" });
    return false;
  }
}
