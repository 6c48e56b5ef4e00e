/** A name as every system takes it, also where the number of an invoice has other marks in it. */
export function safeFileName(name: string): string {
  return name.replace(/[^\w.-]+/g, "-");
}
