/** A body as it goes out, with the header block before it. */
export type Variant = {
  readonly etag: string;
  readonly headers: string[];
  /** A string holds bytes as Latin-1 characters. */
  readonly body: Buffer | string;
};

/** Something that can be sent, in the forms that it has. */
export type Body = {
  readonly etag: string;
  plain(): Variant;
  /** Null: not worth it. */
  gzip(): Variant | null;
};

const common = [
  "Cache-Control",
  "private, no-cache",
  "Vary",
  "Accept-Encoding",
  "Accept-Ranges",
  "bytes",
  "X-Content-Type-Options",
  "nosniff",
] as const;

/** The header block of a body; `Vary` because of gzip, and no shared cache may keep a phone's secrets. */
export function variantOf(body: Buffer | string, contentType: string, etag: string, encoding: "gzip" | null): Variant {
  const headers = ["Content-Type", contentType, "Content-Length", String(body.length), "ETag", etag, ...common];
  if (encoding) headers.push("Content-Encoding", encoding);
  return { etag, headers, body };
}

/** A body that has no gzip form. */
export function plainBody(body: Buffer, contentType: string, etag: string): Body {
  const variant = variantOf(body, contentType, etag, null);
  return { etag, plain: () => variant, gzip: () => null };
}
