import type { Plan } from "./plan.ts";

const mask = "********";

/** The same plan with every secret covered: what it renders to can be shown and pasted. */
export function maskPlan(plan: Plan): Plan {
  return {
    ...plan,
    accounts: plan.accounts.map((account) => ({ ...account, password: mask })),
    adminPassword: { ...plan.adminPassword, value: mask },
    userPassword: { ...plan.userPassword, value: mask },
    ldap: plan.ldap && { ...plan.ldap, password: mask },
    provisioning: { ...plan.provisioning, url: plan.provisioning.url.replace(/\/p\/[^/]+\//, `/p/${mask}/`) },
  };
}
