import { html, type TemplateResult } from "lit";
import { operatorSystem } from "../../../../domain/order-kinds.ts";
import { formatOrganisationNumber, parseOrganisationNumber } from "../../../../domain/organisation-number.ts";
import { spacedIccid } from "../../../../domain/sim-card.ts";
import { type StateTone, state } from "../../components/states.ts";
import type { OrderDetailView, OrderView } from "../../data/orders.ts";
import { formatInstant, formatMoney, spokenInstant } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";

const tones: Readonly<Record<OrderView["state"], StateTone>> = {
  queued: "waiting",
  sent: "waiting",
  confirmed: "live",
  refused: "stop",
  cancelled: "off",
};

/** Where the order stands. */
export function orderState({ state: is, stuck }: Pick<OrderView, "state" | "stuck">): TemplateResult {
  return stuck ? state("stop", t("orders.state.stuck")) : state(tones[is], t(`orders.state.${is}`));
}

/** Its number, or the first of many. */
export function orderNumber({ numbers }: Pick<OrderView, "numbers">): string {
  const [first] = numbers;
  if (!first) return "";
  return numbers.length === 1 ? first.display : t("orders.more_numbers", { number: first.display, count: numbers.length - 1 });
}

/** "Spärra SIM-kort 070-174 06 05" */
export function orderName(order: Pick<OrderView, "kind" | "numbers">): string {
  return `${t(`orders.kind.${order.kind}`)} ${orderNumber(order)}`;
}

export function whenWords(at: string | null): string {
  return at === null ? "" : spokenInstant(new Date(at), new Date());
}

type Fact = { readonly label: string; readonly value: string };

/** What is asked for, in the order in which somebody needs it. */
export function factsOf({ kind, facts, numbers }: OrderView): Fact[] {
  const cards = (iccids: readonly string[]) => iccids.map(spacedIccid).join("\n");
  const found: (Fact | null)[] = [
    numbers.length > 1 ? { label: t("orders.fact.numbers"), value: numbers.map(({ display }) => display).join("\n") } : null,
    fact("orders.fact.fromType", facts.fromType),
    fact("orders.fact.toType", facts.toType),
    fact("orders.fact.startsOn", facts.startsOn === "now" ? t("orders.fact.now") : facts.startsOn),
    fact("orders.fact.bytes", facts.bytes === undefined ? undefined : gigabytes(facts.bytes)),
    fact("orders.fact.priceOre", priceOf(facts.priceOre)),
    fact("orders.fact.form", facts.form && t(`orders.form.${facts.form}`)),
    fact(kind === "replace_sim" ? "orders.fact.old_iccid" : "orders.fact.iccid", facts.iccid && spacedIccid(facts.iccid)),
    fact("orders.fact.newIccid", facts.newIccid ? spacedIccid(facts.newIccid) : undefined),
    fact("orders.fact.iccids", facts.iccids && cards(facts.iccids)),
    fact("orders.fact.reason", facts.reason && t(`orders.reason.${facts.reason}`)),
    fact("orders.fact.blocks", facts.blocks && blockWords(facts.blocks)),
    fact("orders.fact.deliverTo", facts.form === "physical" && !facts.newIccid ? deliverWords(facts.deliverTo) : undefined),
    fact("orders.fact.ownerName", facts.ownerName),
    fact("orders.fact.ownerNumber", facts.ownerNumber && writtenNumber(facts.ownerNumber)),
    fact("orders.fact.losingOperator", facts.losingOperator),
    fact("orders.fact.wantedAt", facts.wantedAt && formatInstant(new Date(facts.wantedAt))),
    fact("orders.fact.signer", facts.signer),
  ];
  return found.flatMap((one) => one ?? []);
}

/** An organisation number as people write it; whatever else it is, as it is. */
const writtenNumber = (number: string): string =>
  /^\d{10}$/.test(number) && parseOrganisationNumber(number) ? formatOrganisationNumber(number) : number;

type FactKey = `orders.fact.${keyof OrderView["facts"] | "old_iccid"}`;

function fact(label: FactKey, value: string | undefined): Fact | null {
  return value === undefined ? null : { label: t(label), value };
}

function priceOf(ore: number | undefined): string | undefined {
  return ore === undefined ? undefined : t("orders.fact.price", { price: formatMoney(ore) });
}

function blockWords(blocks: NonNullable<OrderView["facts"]["blocks"]>): string {
  return blocks.length === 0 ? t("orders.fact.no_blocks") : blocks.map((block) => t(`orders.block.${block}`)).join(", ");
}

function deliverWords(address: string | null | undefined): string {
  return address ?? t("orders.fact.deliver_known");
}

/** `5 GB` (10⁹ bytes each), with one decimal where there is one. */
function gigabytes(bytes: number): string {
  const shown = new Intl.NumberFormat("sv-SE", { maximumFractionDigits: 1 }).format(bytes / 1_000_000_000);
  return `${shown}\u00a0GB`;
}

/** What has happened, the earliest first. */
export function stepsOf(order: OrderView): TemplateResult[] {
  const { placedAt, placedBy, sentAt, taken, settledAt, settledBy, state: is, refusal } = order;
  const steps = [
    { at: placedAt, text: t("orders.step.placed", { name: placedBy }) },
    ...(sentAt === null ? [] : [{ at: sentAt, text: t("orders.step.sent") }]),
    ...(taken === null
      ? []
      : [{ at: taken.at, text: taken.own ? t("orders.step.taken_own") : t("orders.step.taken", { name: taken.by }) }]),
  ];
  const ended =
    is === "confirmed" || is === "refused" || is === "cancelled"
      ? t(`orders.step.${is}`, { name: settledBy === operatorSystem ? t("orders.the_system") : (settledBy ?? "") })
      : "";
  const end = settledAt === null || ended === "" ? [] : [{ at: settledAt, text: ended }];
  const why = refusal ? [t(`orders.refusal.${refusal.code}`), refusal.text].filter(Boolean).join(". ") : "";
  return [...steps, ...end].map(
    ({ at, text }, index, all) => html`<li>
      <time datetime=${at}>${formatInstant(new Date(at))}</time>
      <span>${text}${why !== "" && index === all.length - 1 ? html`<br /><span class="soft">${why}</span>` : ""}</span>
    </li>`,
  );
}

/** How one try went. */
export function attemptText({ status, fault }: OrderDetailView["attempts"][number]): string {
  const code = { status: status ?? 0 };
  if (fault === null) return t("orders.attempt.taken", code);
  if (fault === "timeout" || fault === "unreachable") return t(`orders.attempt.${fault}`);
  return fault === "redirected" ? t("orders.attempt.redirected", code) : t("orders.attempt.answered", code);
}
