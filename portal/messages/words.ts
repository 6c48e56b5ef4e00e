import type { MessageKind } from "../../domain/message.ts";
import { englishWords } from "./words-en.ts";
import { swedishWords } from "./words-sv.ts";

/** What a message is made of. */
export type MessageSay = {
  readonly kind: MessageKind;
  /** `sv…`: Swedish; all others English. */
  readonly language: string;
  readonly name: string;
  readonly organisation: string;
  /** The number or user name to sign in with; empty: there is none. */
  readonly signInName: string;
  /** Where it leads, with its token in the fragment, which no server and no log gets to see; null: nowhere. */
  readonly link: string | null;
  readonly facts: Facts;
  /** Of the organisation: what the clock on the wall shows. */
  readonly zone: string;
};

/** What the message tells of, read tolerantly: what somebody forgot to say is left out of the sentence. */
export class Facts {
  readonly #about: Readonly<Record<string, unknown>>;
  constructor(about: Readonly<Record<string, unknown>>) {
    this.#about = about;
  }
  text(name: string): string {
    const value = this.#about[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  }
  number(name: string): number | null {
    const value = this.#about[name];
    return typeof value === "number" && Number.isFinite(value) ? value : null;
  }
  instant(name: string): Date | null {
    const at = Date.parse(this.text(name));
    return Number.isNaN(at) ? null : new Date(at);
  }
}

/** A message in somebody's language: as a letter, and in short. */
export type MessageWords = {
  readonly subject: string;
  readonly greeting: string;
  readonly lead: string;
  /** On the button of the link. */
  readonly button: string;
  readonly after: readonly string[];
  readonly plainLink: string;
  /** In an SMS, before the link. */
  readonly short: string;
  /** Sentences that are added to it as long as it is of one part. */
  readonly more: readonly string[];
};

export const isSwedish = (language: string): boolean => language.startsWith("sv");

/** A message in the language of whoever gets it. */
export function wordsOf(say: MessageSay): MessageWords {
  return isSwedish(say.language) ? swedishWords(say) : englishWords(say);
}
