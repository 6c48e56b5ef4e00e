import { css, html, type TemplateResult } from "lit";
import { session } from "../../data/client.ts";
import { t } from "../../i18n/index.ts";
import { pathTo } from "../../router/paths.ts";

const parts = [
  { name: "operatorFinance", label: "finance.title" },
  { name: "operatorPayments", label: "finance.payments" },
  { name: "operatorCustomers", label: "finance.customers" },
] as const;

/** Files are every customer's: who looks after some organisations alone does not see them. */
export const mayReadFiles = (): boolean => session.current?.everyOrganisation ?? false;
const shown = () => parts.filter(({ name }) => name !== "operatorFinance" || mayReadFiles());

/** The pages that belong together, this one marked. */
export function financeParts(current: (typeof parts)[number]["name"]): TemplateResult {
  return html`<nav class="parts" aria-label=${t("finance.parts")}>
    ${shown().map(
      ({ name, label }) => html`<a href=${pathTo(name)} aria-current=${name === current ? "page" : "false"}>${t(label)}</a>`,
    )}
  </nav>`;
}

export const partsStyles = css`
  .parts {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 24px;
    margin-bottom: 16px;
    border-bottom: 1px solid var(--line);
  }
  .parts a {
    padding: 8px 0;
    margin-bottom: -1px;
    border-bottom: 2px solid transparent;
    color: var(--soft);
    font-weight: 600;
    text-decoration: none;
  }
  .parts a:hover {
    color: var(--ink);
  }
  .parts a[aria-current="page"] {
    color: var(--ink);
    border-bottom-color: var(--accent);
  }
  .lead {
    max-width: 76ch;
    margin-bottom: 16px;
  }
`;
