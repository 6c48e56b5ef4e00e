import { DomainError } from "../../domain/errors.ts";

/** Bytes. */
export const mostSignedCopyBytes = 10_000_000;

/**
 * What a signed letter is, by what is in it: neither its name nor what the browser says of it counts. It is kept and handed
 * out as it came, and never opened here.
 *
 * @returns its media type
 * @throws DomainError `signed_copy_refused`: another kind, or a file that was cut off
 */
export function kindOfSignedCopy(bytes: Uint8Array): "application/pdf" | "image/jpeg" | "image/png" {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const begins = (signature: string) => file.subarray(0, signature.length).toString("latin1") === signature;
  const endsWith = (mark: string, within: number) => file.subarray(-within).includes(Buffer.from(mark, "latin1"));
  if (begins("%PDF-") && endsWith("%%EOF", 2048)) return "application/pdf";
  // Cameras put more behind the end of a JPEG.
  if (begins("\xff\xd8\xff") && file.lastIndexOf(Buffer.from("\xff\xd9", "latin1")) > 3) return "image/jpeg";
  if (begins("\x89PNG\r\n\x1a\n") && endsWith("IEND", 4096)) return "image/png";
  throw new DomainError("signed_copy_refused");
}
