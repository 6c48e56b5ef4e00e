import { t } from "../i18n/index.ts";

/** What a field of a porting that is written is called. */
export function draftLabel(field: string): string {
  const labels: Readonly<Record<string, string>> = {
    text: t("portings.numbers.label"),
    users: t("portings.numbers.whom"),
    ownerKind: t("portings.owner.kind"),
    ownerName: t("portings.owner.name"),
    ownerNumber: t("portings.owner.number"),
    otherOperator: t("portings.owner.operator"),
    wantedDate: t("portings.time.day"),
    wantedTime: t("portings.time.hour"),
    signer: t("portings.owner.signer"),
  };
  return labels[field] ?? field;
}

/** What stands in it, as people read it. */
export function draftValue(field: string, value: unknown): string {
  if (field === "ownerKind") return t(value === "person" ? "portings.owner.kind.person" : "portings.owner.kind.organisation");
  if (typeof value === "string") return value;
  // Who is to have which number.
  const people = typeof value === "object" && value !== null ? Object.values(value) : [];
  return people.flatMap((one) => (isNamed(one) ? [one.name] : [])).join(", ");
}

function isNamed(value: unknown): value is { readonly name: string } {
  return typeof value === "object" && value !== null && "name" in value && typeof value.name === "string";
}
