import { describe, expect, it } from "vitest";
import type { Plan } from "../../domain/plan.ts";
import { allModels, vendorOf } from "../../templates/index.ts";
import { samplePlan } from "../../templates/testing/sample-plans.ts";
import { maskText } from "./mask-text.ts";
import { maskPlan } from "./plan-of-phone.ts";

const oldToken = "0123456789abcdefghjkmnpqrs";
const old = { account: "Old-Sip&Secret<7", admin: "OldAdmin7secret", user: "OldUser7secret" };
const everySecret = [...Object.values(old), "Old-Sip&amp;Secret", encodeURIComponent(old.account), oldToken];

function withOldSecrets(plan: Plan): Plan {
  return {
    ...plan,
    accounts: plan.accounts.map((account) => ({ ...account, password: old.account })),
    adminPassword: { ...plan.adminPassword, value: old.admin },
    userPassword: { ...plan.userPassword, value: old.user },
    provisioning: { ...plan.provisioning, url: `https://phones.bjorkobygg.example/p/${oldToken}/` },
  };
}

const models = ["T46U", "D785", "VVX450"].flatMap((name) => allModels().filter((model) => model.model === name));

describe.each(models)("a file of $name as it is shown", (model) => {
  const plan = withOldSecrets(samplePlan(model, "full"));
  const vendor = vendorOf(model.vendor);
  const bodies = vendor.roles(model.model).flatMap((role) => {
    const rendered = vendor.render(role, plan);
    return rendered ? [Buffer.from(rendered.body).toString("utf8")] : [];
  });

  it("holds secrets before it is covered", () => {
    expect(bodies.join("").includes(old.admin)).toBe(true);
    expect(bodies.join("").includes(oldToken)).toBe(true);
  });

  it("shows no secret, not even one that has been changed since", () => {
    const changed = samplePlan(model, "full");
    for (const body of bodies) for (const secret of everySecret) expect(maskText(body, changed)).not.toContain(secret);
  });

  it("shows none when it is rendered from a covered plan", () => {
    for (const role of vendor.roles(model.model)) {
      const body = Buffer.from(vendor.render(role, maskPlan(plan))?.body ?? []).toString("utf8");
      for (const secret of everySecret) expect(body).not.toContain(secret);
    }
  });
});
