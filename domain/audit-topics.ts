import { auditActions } from "./audit-actions.ts";

/** What one looks for in the change log: what people have changed, the keys alone, or who has signed in. */
export const auditTopics = ["changes", "keys", "sign_ins"] as const;
export type AuditTopic = (typeof auditTopics)[number];

const signIns = auditActions.filter((action) => action.startsWith("session."));
const keys = auditActions.filter((action) => /\.keys_\w+$/.test(action));

/** The actions that a topic is about, or all but those. */
export const actionsOf: Readonly<Record<AuditTopic, { readonly but: boolean; readonly actions: readonly string[] }>> = {
  // Everybody signs in every day: between that, what was changed is not found.
  changes: { but: true, actions: signIns },
  keys: { but: false, actions: keys },
  sign_ins: { but: false, actions: signIns },
};
