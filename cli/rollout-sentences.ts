import type { ErrorCode } from "../domain/errors.ts";
import type { Sentence } from "./sentence.ts";

/** Errors of roll-outs. */
export const rolloutSentences = {
  rollout_not_found: { en: "There is no such roll-out.", sv: "Utrullningen finns inte." },
  rollout_state_refused: {
    en: "That cannot be done with a roll-out that is {state}.",
    sv: "Det går inte med en utrullning som är {state}.",
  },
  rollout_conflict: {
    en: "The roll-out {rollout} is giving {phone}[ and {more} more] the same setting. Let it end first.",
    sv: "Utrullningen {rollout} ger redan {phone}[ och {more} till] samma inställning. Låt den bli klar först.",
  },
  rollout_empty: {
    en: "No phone would get anything new: they have it already, cannot run it, or have a value of their own.",
    sv: "Ingen telefon skulle få något nytt: de har det redan, kan inte köra det eller har ett eget värde.",
  },
  rollout_rest_missing: {
    en: "The last ring must be the rest of the phones, and only the last one.",
    sv: "Den sista etappen ska vara resten av telefonerna, och bara den sista.",
  },
  rollout_phones_missing: {
    en: "Say which phones get the values as their own, and let all values be of that kind.",
    sv: "Säg vilka telefoner som får värdena som sina egna, och låt alla värden vara av det slaget.",
  },
  rollout_setting_refused: {
    en: "{name} is one for the whole organisation at a time: it cannot be given to phones one after the other.",
    sv: "{name} gäller hela företaget på en gång och kan inte ges telefon för telefon.",
  },
  rollout_value_twice: {
    en: "The same setting is said twice for the same place.",
    sv: "Samma inställning står två gånger för samma ställe.",
  },
  rollout_firmware_layer: {
    en: "Say firmware for a model or for chosen phones: other phones cannot run it.",
    sv: "Ange firmware för en modell eller för valda telefoner: andra telefoner kan inte köra den.",
  },
  rollout_keep_refused: {
    en: "What the phone has cannot be kept: nothing is said of that parameter. Take the roll-out back instead.",
    sv: "Det telefonen har går inte att behålla: inget är sagt om den parametern. Ta tillbaka utrullningen i stället.",
  },
  rollout_back_refused: {
    en: "What the phones had before is not the same for all, and is not kept.",
    sv: "Det telefonerna hade före är inte samma för alla och finns inte kvar.",
  },
  setting_in_rollout: {
    en: "The roll-out {rollout} is giving {name} to phones step by step. Let it end, or take it back, first.",
    sv: "Utrullningen {rollout} ger {name} till telefonerna i etapper. Låt den bli klar eller ta tillbaka den först.",
  },
  phone_selection_not_found: {
    en: "The chosen phones are not kept any more. Choose them again.",
    sv: "Urvalet av telefoner finns inte kvar. Välj dem igen.",
  },
  phone_selection_empty: {
    en: "None of the chosen phones is in use.",
    sv: "Ingen av de valda telefonerna är i bruk.",
  },
} as const satisfies Partial<Readonly<Record<ErrorCode, Sentence>>>;
