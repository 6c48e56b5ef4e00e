import { hiddenForms } from "../db/testing/dump.ts";

/** Where a form of a secret stands in a text: the secret is not told, only which of them. */
export type Sighting = { readonly secret: number; readonly form: string; readonly at: number };

const head = 8;
/** Tokens of ours, whoever made them: 26 characters of Crockford's base32 with letters and digits among them. */
const tokenShape = /(?<![0-9a-z])(?=[0-9a-z]*[0-9])(?=[0-9a-z]*[a-z])[0-9a-hjkmnp-tv-z]{26}(?![0-9a-z])/g;

/** Looks for many secrets at once, as they are and in hex and base64, in texts of any length. */
export class SecretScan {
  /** By their first characters. */
  readonly #forms = new Map<string, { readonly text: string; readonly secret: number }[]>();
  readonly count: number;

  constructor(secrets: readonly string[]) {
    const all = [...new Set(secrets)].filter((one) => one.length >= head);
    this.count = all.length;
    for (const [secret, one] of all.entries()) {
      for (const text of hiddenForms(one).filter((form) => form.length >= head)) {
        const beginning = text.slice(0, head);
        const known = this.#forms.get(beginning) ?? [];
        known.push({ text, secret });
        this.#forms.set(beginning, known);
      }
    }
  }

  /** Every place, at most `most`. */
  find(text: string, most = 20): readonly Sighting[] {
    const found: Sighting[] = [];
    for (let at = 0; at + head <= text.length && found.length < most; at++) {
      for (const { text: form, secret } of this.#forms.get(text.slice(at, at + head)) ?? [])
        if (text.startsWith(form, at)) found.push({ secret, form: `${form.length} characters`, at });
    }
    return found;
  }
}

/** Words that have the form of a token, whether anybody knows them or not. */
export function tokenShapes(text: string): number {
  return text.match(tokenShape)?.length ?? 0;
}
