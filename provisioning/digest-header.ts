/** What a phone puts into `Authorization: Digest …` (RFC 7616 section 3.4). */
export type DigestCredentials = {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly response: string;
  readonly qop: string;
  /** Nonce count, eight hex digits as the phone wrote them, from 1. */
  readonly count: string;
  readonly cnonce: string;
  readonly algorithm: string;
};

const field = /\s*([A-Za-z][A-Za-z0-9*-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))\s*(?:,|$)/y;

/** Reads the header; null when it is none, says a field twice, or lacks one that `qop=auth` needs. Total. */
export function parseDigest(header: string): DigestCredentials | null {
  if (header.length > 4096 || !/^digest\s/i.test(header)) return null;
  const fields = new Map<string, string>();
  field.lastIndex = 7;
  while (field.lastIndex < header.length) {
    const found = field.exec(header);
    if (!found?.[1]) return null;
    const name = found[1].toLowerCase();
    if (fields.has(name)) return null;
    fields.set(name, found[2]?.replace(/\\(.)/g, "$1") ?? found[3] ?? "");
  }
  return complete(fields);
}

function complete(fields: ReadonlyMap<string, string>): DigestCredentials | null {
  const [username, nonce, uri] = [fields.get("username"), fields.get("nonce"), fields.get("uri")];
  const [response, count, cnonce] = [fields.get("response") ?? "", fields.get("nc") ?? "", fields.get("cnonce")];
  if (username === undefined || nonce === undefined || uri === undefined || !cnonce) return null;
  if (!/^[0-9a-f]{32}$/i.test(response) || !/^[0-9a-f]{8}$/i.test(count)) return null;
  return {
    username,
    realm: fields.get("realm") ?? "",
    nonce,
    uri,
    response: response.toLowerCase(),
    qop: fields.get("qop") ?? "",
    count,
    cnonce,
    algorithm: fields.get("algorithm") ?? "MD5",
  };
}
