import type { VendorId } from "../../domain/plan.ts";
import type { LiveAccount, LiveParameter, LivePhone } from "../../templates/live/contract.ts";

/** What files of another system say, before it is held against what is here. */

/** What a note says. Sentences belong to the edge. */
export const noteCodes = [
  "not_understood",
  "no_parameter",
  "file_unknown",
  "file_too_large",
  "file_other",
  "file_empty",
  "model_missing",
  "phone_exists",
  "phone_foreign",
  "account_kept",
  "account_unfit",
  "password_unfit",
  "name_missing",
  "user_kept",
  "number_unfit",
  "key_unfit",
  "setting_unfit",
  "row_unfit",
  "other_domain",
] as const;
export type NoteCode = (typeof noteCodes)[number];

/** Something that was not taken over, or not as it stood, and where it stood. Never a secret. */
export type Note = {
  readonly file: string;
  /** Null: the file as a whole. */
  readonly line: number | null;
  readonly code: NoteCode;
  readonly text: string;
  readonly mac: string | null;
};

export type FoundUser = {
  readonly extension: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly file: string;
  readonly line: number | null;
};

export type FoundPhone = {
  readonly mac: string;
  readonly vendor: VendorId;
  /** Model id; null: nothing says it. */
  readonly model: string | null;
  readonly label: string;
  readonly file: string;
  /** From files of the make itself: what they mean depends on the model. */
  readonly parameters: readonly (LiveParameter & { readonly file: string })[];
  /** From another system's tables, which say it in their own words. */
  readonly said: Omit<LivePhone, "used"> | null;
};

export type FoundAccount = LiveAccount & { readonly file: string; readonly line: number | null };

/** Everything that files say. */
export type Found = {
  readonly users: readonly FoundUser[];
  /** Lines that are on no phone. */
  readonly accounts: readonly FoundAccount[];
  readonly phones: readonly FoundPhone[];
  readonly notes: readonly Note[];
};

export const nothingFound: Found = { users: [], accounts: [], phones: [], notes: [] };

const secretName = /pass|secret|pwd|(?:^|[._-])pin(?:$|[._-])|token|psk|private|credential|community|auth_?key|api_?key|hash/i;
const mostShown = 160;
const hidden = "•••";

/** A line as the report shows it: what may be a secret is covered. */
export function shownLine(name: string, value: string): string {
  const shown = secretName.test(name) && value !== "" ? hidden : value;
  // An address may hold who signs in, and with what.
  const bare = shown
    .replace(/(:\/\/)[^/@\s]{1,200}@/g, `$1${hidden}@`)
    .replace(/((?:pass\w*|secret|token|pin)=)[^&\s]{1,200}/gi, `$1${hidden}`);
  return `${name} = ${bare}`.slice(0, mostShown);
}

/** A line that is no parameter: of one that speaks of secrets the first word alone. */
export function shownText(text: string): string {
  const plain = text.replace(/\p{Cc}+/gu, " ").trim();
  if (secretName.test(plain)) return `${plain.slice(0, 20).split(/[\s=:,;]/)[0]} ${hidden}`;
  return plain.slice(0, mostShown);
}

/** A person's name in two parts: the last word is the last name. Null: digits alone, or nothing. */
export function nameParts(written: string | null): { readonly firstName: string; readonly lastName: string } | null {
  const name = (written ?? "").replace(/\s+/g, " ").trim();
  if (name === "" || !/\p{L}{2}/u.test(name)) return null;
  const bare = name.replace(/^\+?[\d\s-]{2,}\s+|\s*[(-]?\s*\d{2,}\)?$/g, "").trim() || name;
  const comma = /^([^,]+),\s*(.+)$/.exec(bare);
  if (comma) return { firstName: (comma[2] ?? "").slice(0, 100), lastName: (comma[1] ?? "").slice(0, 100) };
  const words = bare.split(" ");
  const last = words.length > 1 ? (words.pop() ?? "") : "";
  // Somebody with one name has it twice: both are needed.
  return { firstName: words.join(" ").slice(0, 100), lastName: (last || words.join(" ")).slice(0, 100) };
}
