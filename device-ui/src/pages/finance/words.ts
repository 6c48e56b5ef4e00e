import { html, type TemplateResult } from "lit";
import { formatMoney as moneyText, type Ore } from "../../../../domain/money.ts";
import { type StateTone, state } from "../../components/states.ts";
import type { FaultView, FinanceFileView, PaymentView } from "../../data/finance.ts";
import { currentLanguage, t } from "../../i18n/index.ts";

/** What files and payments say, in words. */

/** `1 249,00 kr` */
export function kronor(ore: Ore): string {
  return moneyText(ore, currentLanguage());
}

const fileTones: Readonly<Record<FinanceFileView["state"], StateTone>> = { reading: "waiting", taken: "live", refused: "stop" };

export function fileState({ state: is, percent }: FinanceFileView): TemplateResult {
  const word = is === "reading" ? t("finance.state.reading_at", { percent }) : t(`finance.state.${is}`);
  return state(fileTones[is], word);
}

/** What was taken from a file, or how much is wrong with it. */
export function fileContents({ state: is, summary, faults }: FinanceFileView): string {
  if (is === "refused") return t("finance.what.faults", { count: faults.filter(({ severity }) => severity === "error").length });
  const { invoice, usage, payments } = summary;
  if (invoice) return t("finance.what.invoice", { ...invoice, amount: kronor(invoice.payable) });
  if (usage) {
    const said = { count: usage.rows, amount: kronor(usage.net) };
    return usage.invoices === 1
      ? t("finance.what.usage_one", said)
      : t("finance.what.usage", { ...said, invoices: usage.invoices });
  }
  if (!payments) return "";
  const { count, amount, open, known, passedOver } = payments;
  return [
    t("finance.what.payments", { count, amount: kronor(amount) }),
    ...(open > 0 ? [t("finance.what.open", { count: open })] : []),
    ...(known > 0 ? [t("finance.what.known", { count: known })] : []),
    ...(passedOver > 0 ? [t("finance.what.passed", { count: passedOver })] : []),
  ].join(" · ");
}

/** Where in a file: a line of rows, or an element as its path. */
export function faultPlace({ path }: FaultView): string {
  const [, line, column] = /^:(\d+)(?:\/(\w+))?$/.exec(path) ?? [];
  if (line === undefined) return path;
  return column === undefined ? t("finance.place.line", { line }) : t("finance.place.cell", { line, column });
}

export function faultItem(fault: FaultView): TemplateResult {
  const { code, found, expected } = fault;
  const more = [
    ...(found === null ? [] : [t("finance.fault.found", { found })]),
    ...(expected === null ? [] : [t("finance.fault.expected", { expected })]),
  ];
  const place = faultPlace(fault);
  return html`<li>
    <span>${t(`finance.fault.${code}`)}</span>
    ${place === "" && more.length === 0 ? "" : html`<span class="soft small">${[place, ...more].filter((one) => one !== "").join(" · ")}</span>`}
  </li>`;
}

const paymentTones: Readonly<Record<PaymentView["state"], StateTone>> = {
  open: "waiting",
  credit: "live",
  spent: "live",
  closed: "off",
};

export function paymentState({ state: is }: PaymentView): TemplateResult {
  return state(paymentTones[is], t(`finance.payment.state.${is}`));
}

export function paymentName({ payer }: PaymentView): string {
  return t("finance.payment.of", { payer: payer ?? t("finance.payment.unknown_payer") });
}

const units = ["B", "kB", "MB", "GB"] as const;

/** `7,9 kB` */
export function sizeText(bytes: number): string {
  const at = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** at;
  const written = new Intl.NumberFormat(currentLanguage() === "sv" ? "sv-SE" : "en-GB", { maximumFractionDigits: 1 }).format(
    value,
  );
  return `${written}\u00a0${units[at]}`;
}
