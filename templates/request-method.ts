/** Whether a request reads or writes a file: HTTP's methods and TFTP's opcodes, in any case. */
export function methodKind(method: string): "read" | "write" | "other" {
  if (/^(?:get|head|rrq)$/i.test(method)) return "read";
  return /^(?:put|post|wrq)$/i.test(method) ? "write" : "other";
}
