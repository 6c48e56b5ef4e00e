import type { ErrorCode } from "../domain/errors.ts";
import type { Sentence } from "./sentence.ts";

/** What is refused about switches and their ports. */
export const switchSentences = {
  switch_not_found: { en: "The switch does not exist.", sv: "Switchen finns inte." },
  switch_address_invalid: {
    en: "{address} is no IP address.",
    sv: "{address} är ingen IP-adress.",
  },
  switch_address_refused: {
    en: "{address} is in none of the organisation's networks. Add the network first: klyka network add.",
    sv: "{address} ligger inte i något av företagets nät. Lägg till nätet först: klyka network add.",
  },
  switch_address_taken: {
    en: "There is a switch with the address {address} already.",
    sv: "Det finns redan en switch med adressen {address}.",
  },
  switch_secret_needed: {
    en: "What opens the switch must be said again for another address or port.",
    sv: "Inloggningen till switchen måste anges igen för en annan adress eller port.",
  },
  switch_port_not_found: { en: "The switch has no such port.", sv: "Switchen har ingen sådan port." },
  switch_finding_not_found: { en: "The finding does not exist.", sv: "Iakttagelsen finns inte." },
  port_cycle_uplink: {
    en: "{port} leads on to other equipment. Its power is not taken away.",
    sv: "{port} leder vidare till annan utrustning. Strömmen bryts inte där.",
  },
  port_cycle_others: {
    en: "More than one phone hangs on {port}. Its power is not taken away.",
    sv: "Det hänger mer än en telefon på {port}. Strömmen bryts inte där.",
  },
  port_cycle_no_power: {
    en: "{port} gives no power, so there is none to take away.",
    sv: "{port} ger ingen ström, så det finns ingen att bryta.",
  },
  port_cycle_not_writable: {
    en: "Nothing may be written to the switch {name}: it has no credential for that.",
    sv: "Ingenting får skrivas till switchen {name}: den har ingen inloggning för det.",
  },
  port_cycle_phone_elsewhere: {
    en: "Another phone is on {port} now. Reload the page.",
    sv: "Det sitter en annan telefon på {port} nu. Läs om sidan.",
  },
  port_cycle_under_way: {
    en: "The power of {port} is being taken away already.",
    sv: "Strömmen på {port} bryts redan.",
  },
} as const satisfies Partial<Readonly<Record<ErrorCode, Sentence>>>;
