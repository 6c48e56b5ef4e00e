/** The 7-bit alphabet of SMS (3GPP TS 23.038 section 6.2.1): å, ä, ö and é are in it, curly quotes and emoji are not. */
const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** Take two places (section 6.2.1.1). */
const extended = new Set("^{}\\[~]|€\f");

/** Places in one message of one part. */
export const gsmPart = 160;

/** How many places of the 7-bit alphabet a text takes; null: it has characters that are not in it. */
export function gsmLength(text: string): number | null {
  let length = 0;
  for (const character of text) {
    if (basic.has(character)) length += 1;
    else if (extended.has(character)) length += 2;
    else return null;
  }
  return length;
}

const written: Readonly<Record<string, string>> = {
  "\u2018": "'",
  "\u2019": "'",
  "\u201a": "'",
  "\u201c": '"',
  "\u201d": '"',
  "\u201e": '"',
  "\u2013": "-",
  "\u2014": "-",
  "\u2212": "-",
  "\u2011": "-",
  "\u2026": "...",
  "\u00a0": " ",
  "\u202f": " ",
  "\u2009": " ",
  "\u00b4": "'",
  "`": "'",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  ð: "d",
  Ð: "D",
  þ: "th",
  Þ: "Th",
  œ: "oe",
  Œ: "OE",
  ı: "i",
};

/** The same text in the 7-bit alphabet: curly quotes become straight, ç becomes c; what has no likeness is left out. */
export function toGsm(text: string): string {
  let result = "";
  for (const character of text.normalize("NFC")) {
    const bare = written[character] ?? character;
    if (gsmLength(bare) !== null) result += bare;
    else result += [...character.normalize("NFD")].filter((part) => gsmLength(part) !== null).join("");
  }
  return result;
}

/**
 * A text of one part: what must be in it, and of the rest as much as there is room for, in order.
 *
 * @param needed is never cut: a link that lacks its end is none
 * @param more each a sentence, taken whole or not at all
 */
export function fitOnePart(needed: string, more: readonly string[]): string {
  let text = toGsm(needed);
  for (const sentence of more) {
    const longer = `${text} ${toGsm(sentence).trim()}`;
    if ((gsmLength(longer) ?? gsmPart + 1) <= gsmPart) text = longer;
  }
  return text;
}
