import { toast } from "../components/toasts.ts";
import { errorText } from "../i18n/errors.ts";
import { isMessageKey, type MessageKey, t } from "../i18n/index.ts";
import type { Api } from "./api.ts";
import { ApiError } from "./problem.ts";

/**
 * Says what was saved and offers to take it back. `auditId` comes with every write (`(await api.patch(…)).auditId`); without
 * one nothing has changed, and there is nothing to undo.
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
    toast({ text: undoFailure(error), tone: "failed" });
    return false;
  }
}

type FieldKey = Extract<MessageKey, `log.field.${string}`>;
const isField = (key: string): key is FieldKey => key.startsWith("log.field.") && isMessageKey(key);

/** Why it could not be taken back; fields that have changed since by their names. */
export function undoFailure({ code, detail }: ApiError): string {
  const fields = Array.isArray(detail.fields) ? detail.fields : [];
  const named = fields.map((field) => {
    const key = `log.field.${field}`;
    return isField(key) ? t(key) : field;
  });
  return errorText(code, named.length > 0 ? { ...detail, fields: named } : detail);
}
