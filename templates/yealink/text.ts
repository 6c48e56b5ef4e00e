const plain = /^[!-~](?:[ -~]*[!-~])?$/;
const controls = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** Marks that turn the reading direction or mark byte order: they change what a person reads, and show nothing. */
const invisible = /[\u202a-\u202e\u2066-\u2069\ufeff]/g;

/**
 * One line of text that is safe as a value: line breaks and control characters become a space, direction marks go,
 * ends are trimmed. A configuration file has no quoting, so this is all that keeps a name from becoming a setting.
 */
export function oneLine(text: string): string {
  if (plain.test(text)) return text;
  return text.toWellFormed().replace(invisible, "").replace(controls, " ").trim();
}

/** The vendor's word for: back to the phone's own default. */
export const nothing = "%NULL%";

/** A value as it stands in the file. A text that happens to spell one of the vendor's two markers loses its percent signs. */
export function valueText(value: string): string {
  const text = oneLine(value);
  if (text === "") return nothing;
  return text.startsWith("%") && /^%(?:NULL|EMPTY)%$/i.test(text) ? text.replaceAll("%", "") : text;
}

/** A value that an administrator wrote in the vendor's own words: its markers stay. */
export function rawText(value: string): string {
  return oneLine(value) || nothing;
}
