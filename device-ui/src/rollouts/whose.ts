import { toast } from "../components/toasts.ts";
import { api } from "../data/client.ts";
import type { Whose } from "../data/rollouts.ts";
import { undoToast } from "../data/undo-toast.ts";
import { pathTo } from "../router/paths.ts";

/** Where roll-outs are: the organisation's own, and those over all organisations. */
export const rolloutPaths = {
  own: {
    list: () => pathTo("rollouts"),
    one: (id: string) => pathTo("rollout", { rollout: id }),
    fresh: (query: Readonly<Record<string, string>> = {}) => pathTo("newRollout", query),
  },
  house: {
    list: () => pathTo("operatorRollouts"),
    one: (id: string) => pathTo("operatorRollout", { rollout: id }),
    fresh: (query: Readonly<Record<string, string>> = {}) => pathTo("operatorNewRollout", query),
  },
} as const satisfies Readonly<Record<Whose, unknown>>;

/** What was done is said; in an organisation's log it can be taken back from there. */
export function toldOf(whose: Whose, text: string, auditId: string | null, after?: () => unknown): void {
  if (whose === "own") undoToast(api, text, auditId, after);
  else toast({ text });
}
