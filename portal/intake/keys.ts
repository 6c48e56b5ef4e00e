import { dialled } from "../../db/phone-key-rows.ts";
import { KeyInput } from "../../db/phone-keys.ts";
import { DomainError } from "../../domain/errors.ts";
import { keyProblem, keyRules } from "../../domain/key-rules.ts";
import type { LiveAccount, LiveKey } from "../../templates/live/contract.ts";

/**
 * A key of another system as it can be here, its number not yet followed to anybody.
 *
 * @returns `line`: what every phone does by itself; null: it cannot be
 */
export function keyInput(key: LiveKey, accounts: readonly LiveAccount[]): KeyInput | "line" | null {
  const { place, kind, account } = key;
  const label =
    key.label
      ?.replace(/\p{Cc}+/gu, " ")
      .trim()
      .slice(0, 100) || null;
  const line = accounts.find(({ position }) => position === account);
  const says = label === null || label === line?.label || label === line?.displayName || label === line?.sipUser;
  if (kind === "line" && place.module === 0 && place.index === account && says) return "line";
  const rule = keyRules[kind];
  const number = rule.targets.includes("number") ? numberOf(key.number) : null;
  const value =
    rule.value === null || kind === "directory" ? null : (key.value ?? (rule.targets.length === 0 ? key.number : null));
  const target = number === null ? null : ({ kind: "number", number } as const);
  const parsed = KeyInput.safeParse({ place, kind, target, account, label, value, locked: false });
  return parsed.success && keyProblem(parsed.data) === null ? parsed.data : null;
}

/** Also with the marks that people put between digits. */
function numberOf(written: string | null): string | null {
  for (const form of written === null ? [] : [written, written.replace(/[\s()./-]/g, "")]) {
    try {
      return dialled(form);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }
  return null;
}
