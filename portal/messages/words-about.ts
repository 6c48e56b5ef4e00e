import type { OrderKind, RefusalCode } from "../../domain/order.ts";
import type { PortingState } from "../../domain/porting.ts";
import type { Facts } from "./words.ts";

type Language = "sv" | "en";
type Pair = { readonly sv: string; readonly en: string };

/** What was ordered of the mobile operator. */
const orders: Readonly<Record<OrderKind, Pair>> = {
  change_type: { sv: "byte av abonnemangstyp", en: "change of subscription type" },
  cancel_change: { sv: "avbrutet byte av abonnemangstyp", en: "cancelled change of subscription type" },
  buy_data: { sv: "mer mobildata", en: "more mobile data" },
  twin_sim: { sv: "tvillingkort", en: "twin card" },
  replace_sim: { sv: "nytt SIM-kort", en: "new SIM card" },
  block_sim: { sv: "spärr av SIM-kort", en: "block of a SIM card" },
  unblock_sim: { sv: "hävd spärr av SIM-kort", en: "end of a SIM card's block" },
  set_blocks: { sv: "spärr av tjänster", en: "block of services" },
  activate_sim: { sv: "aktivering av SIM-kort", en: "activation of a SIM card" },
  port_in: { sv: "flytt av nummer", en: "porting of a number" },
  cancel_porting: { sv: "avbruten flytt av nummer", en: "cancelled porting of a number" },
};

const reasons: Readonly<Record<Exclude<RefusalCode, "other">, Pair>> = {
  not_possible: { sv: "det går inte att göra", en: "it cannot be done" },
  number_unknown: { sv: "numret är okänt hos operatören", en: "the number is not known to the operator" },
  card_unknown: { sv: "SIM-kortet är okänt hos operatören", en: "the SIM card is not known to the operator" },
  owner_mismatch: { sv: "numret har en annan ägare", en: "the number belongs to somebody else" },
  number_not_portable: { sv: "numret kan inte flyttas", en: "the number cannot be ported" },
  time_not_possible: { sv: "tiden är inte möjlig", en: "the time is not possible" },
  contract: { sv: "avtalet tillåter det inte", en: "the contract does not allow it" },
  already_done: { sv: "det är redan gjort", en: "it has been done already" },
  technical: { sv: "ett tekniskt fel hos operatören", en: "a technical fault at the operator" },
};

/** `mer mobildata`: what was ordered. */
export function orderWords(language: Language, kind: string): string {
  const known: Readonly<Record<string, Pair>> = orders;
  return (known[kind] ?? { sv: "beställning", en: "order" })[language];
}

/** The operator's reason, and its own words. */
export function refusalWords(language: Language, facts: Facts): string {
  const known: Readonly<Record<string, Pair>> = reasons;
  const reason = known[facts.text("reason")]?.[language] ?? "";
  return [reason, facts.text("text")].filter((part) => part !== "").join(". ");
}

/** States that somebody hears of. */
const portings: Readonly<Record<Exclude<PortingState, "draft" | "awaiting_signature">, Pair>> = {
  submitted: { sv: "är beställd", en: "has been ordered" },
  accepted: { sv: "är godkänd av den andra operatören", en: "has been accepted by the other operator" },
  scheduled: { sv: "har fått en tid", en: "has got a time" },
  done: { sv: "är klar", en: "is done" },
  rejected: { sv: "är avvisad", en: "has been refused" },
  failed: { sv: "blev inte av på den avtalade tiden", en: "did not happen at the time that was agreed on" },
  cancelled: { sv: "är avbruten", en: "has been cancelled" },
};

/** `är klar`: what has become of a porting, after its number. */
export function portingWords(language: Language, facts: Facts): string {
  const known: Readonly<Record<string, Pair>> = portings;
  const words = (known[facts.text("state")] ?? { sv: "har ny status", en: "has a new state" })[language];
  const when = facts.text("when");
  const text = facts.text("text");
  return `${words}${when === "" ? "" : `: ${when}`}${text === "" ? "" : `. ${text}`}`;
}
