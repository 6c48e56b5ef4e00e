/**
 * Modulus 10 (Luhn), the check digit of payment references, bankgiro and organisation numbers: from the right every second
 * digit counts double, its own digits added, and all of it ends in 0.
 *
 * @param digits without the check digit
 */
export function checkDigit(digits: string): number {
  const sum = [...digits].reverse().reduce((total, digit, place) => total + weighed(Number(digit), place % 2 === 0), 0);
  return (10 - (sum % 10)) % 10;
}

/** True when the last digit is the check digit of those before it. */
export function passesCheck(digits: string): boolean {
  return /^\d{2,}$/.test(digits) && checkDigit(digits.slice(0, -1)) === Number(digits.at(-1));
}

function weighed(digit: number, twice: boolean): number {
  if (!twice) return digit;
  return digit > 4 ? digit * 2 - 9 : digit * 2;
}
