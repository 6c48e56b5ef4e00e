import { displayNumber } from "../../domain/numbers.ts";
import type { User } from "../users.ts";

/** The shortest name of a user that leads back to the same one. */
export function uniqueUserName(user: User): string {
  const primary = user.numbers.find((one) => one.kind === "primary");
  return user.extension ?? (primary ? plainSpaces(displayNumber(primary.e164)) : (user.email ?? user.name));
}

/** Numbers without the no-break spaces of print. */
export function plainSpaces(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, " ");
}
