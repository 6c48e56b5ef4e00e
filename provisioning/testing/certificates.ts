import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A certificate authority of the test's, and certificates that it has signed (RFC 5280), written byte by byte. */
export type Identity = { readonly certificate: string; readonly key: string };
export type Authority = Identity & {
  /** A certificate for a server (names and loopback addresses) or a phone (common name alone). */
  issue(commonName: string, say?: { readonly expired?: boolean }): Identity;
};

export function makeAuthority(commonName: string): Authority {
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuer = { name: nameOf(commonName), key: keys.privateKey };
  const own = write(issuer, commonName, keys.publicKey, { authority: true, expired: false });
  return {
    certificate: own,
    key: pemKey(keys.privateKey),
    issue: (subject, say = {}) => {
      const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const certificate = write(issuer, subject, pair.publicKey, { authority: false, expired: say.expired ?? false });
      return { certificate, key: pemKey(pair.privateKey) };
    },
  };
}

type Issuer = { readonly name: Buffer; readonly key: KeyObject };

function write(issuer: Issuer, subject: string, key: KeyObject, say: { authority: boolean; expired: boolean }): string {
  const info = createPublicKey(key.export({ type: "spki", format: "pem" })).export({ type: "spki", format: "der" });
  const extensions = say.authority ? sequence(basicConstraints(true)) : sequence(basicConstraints(false), alternativeNames());
  const algorithm = sequence(oid(1, 2, 840, 10045, 4, 3, 2));
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(randomBytes(12)),
    algorithm,
    issuer.name,
    sequence(time(-2), time(say.expired ? -1 : 2)),
    nameOf(subject),
    info,
    tagged(0xa3, extensions),
  );
  const signature = sign("sha256", body, issuer.key);
  const whole = sequence(body, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function nameOf(commonName: string): Buffer {
  const attribute = sequence(oid(2, 5, 4, 3), tagged(0x0c, Buffer.from(commonName)));
  return sequence(tagged(0x31, attribute));
}

function basicConstraints(authority: boolean): Buffer {
  const value = authority ? sequence(tagged(0x01, Buffer.from([0xff]))) : sequence();
  return sequence(oid(2, 5, 29, 19), tagged(0x04, value));
}

/** `localhost` and 127.0.0.1. */
function alternativeNames(): Buffer {
  const names = sequence(tagged(0x82, Buffer.from("localhost")), tagged(0x87, Buffer.from([127, 0, 0, 1])));
  return sequence(oid(2, 5, 29, 17), tagged(0x04, names));
}

/** Days from now, as UTCTime. */
function time(days: number): Buffer {
  const at = new Date(Date.now() + days * 86_400_000).toISOString();
  return tagged(0x17, Buffer.from(`${at.replace(/[-:T]/g, "").slice(2, 14)}Z`));
}

function oid(first: number, second: number, ...rest: readonly number[]): Buffer {
  const arcs = rest.flatMap((arc) => {
    const bytes = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) bytes.unshift((left & 0x7f) | 0x80);
    return bytes;
  });
  return tagged(0x06, Buffer.from([first * 40 + second, ...arcs]));
}

/** A positive number in as few bytes as it needs, as DER demands. */
function integer(bytes: Buffer): Buffer {
  const used = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  return tagged(0x02, (used[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), used]) : used);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function pemKey(key: KeyObject): string {
  return String(key.export({ type: "pkcs8", format: "pem" }));
}
