import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { type DigestCredentials, parseDigest } from "./digest-header.ts";

/** `previousDigestHash`: of the secret before, which counts until the new one has been used. */
export type DigestUser = { readonly digestHash: string | null; readonly previousDigestHash?: string | null };
export type DigestResult<P> = {
  readonly result: "missing" | "wrong" | "stale" | "valid";
  readonly phone: P | null;
  /** It was the secret before the newest. */
  readonly previous?: boolean;
  /** When it is valid: which count of which nonce this process had not seen; another one may have. */
  readonly use?: { readonly nonce: string; readonly count: number };
};

/** How long a nonce may be answered, milliseconds. */
export const nonceLife = 5 * 60_000;
/** A nonce of another process may seem to come from the future by so much, milliseconds. */
const clocksApart = 5_000;

type Seen = { readonly made: number; highest: number; window: number };

/**
 * HTTP digest for phones (RFC 7616): MD5, because that is what desk phones of all ages speak and what the stored
 * hash is of; `qop=auth` is demanded, since without it there is no count and no protection against replay.
 * Nonces are signed and hold their time, so that giving one out costs no memory.
 */
export class DigestGate {
  readonly #realm: string;
  readonly #secret: Uint8Array;
  readonly #remembered: number;
  readonly #seen = new Map<string, Seen>();
  /** Of this process: two that share the secret give out no nonce twice. */
  readonly #salt = randomBytes(4).readUInt32LE().toString(36);
  #given = 0;
  #forgotten = 0;

  /**
   * @param secret random, one a process: a nonce of another process is stale, and the phone asks again. Or the same in all
   *   processes: then uses must be compared with theirs
   * @param remembered nonces whose counts are remembered; each was answered rightly once
   */
  constructor(realm: string, secret: Uint8Array, remembered = 50_000) {
    this.#remembered = remembered;
    this.#realm = realm;
    this.#secret = secret;
  }

  /** The value of `WWW-Authenticate`; always of the same form. */
  challenge(now: number, stale: boolean): string {
    const nonce = this.#nonce(now);
    return `Digest realm="${this.#realm}", qop="auth", algorithm=MD5, nonce="${nonce}"${stale ? ", stale=true" : ""}`;
  }

  /**
   * Checks credentials. Whoever is named, known or not, the same is computed.
   *
   * @param target the request's target as the phone sent it
   * @param find the phone with that digest user
   */
  check<P extends DigestUser>(
    header: string | undefined,
    request: { readonly method: string; readonly target: string },
    now: number,
    find: (user: string) => P | null,
  ): DigestResult<P> {
    if (header === undefined) return { result: "missing", phone: null };
    const given = parseDigest(header);
    if (!given || given.realm !== this.#realm || given.qop !== "auth" || given.algorithm.toUpperCase() !== "MD5")
      return { result: "wrong", phone: null };
    const phone = find(given.username);
    const newest = this.#responseFits(given, request.method, phone?.digestHash ?? null);
    const previous = this.#responseFits(given, request.method, phone?.previousDigestHash ?? null) && !newest;
    if (!(newest || previous) || !phone || given.uri !== request.target) return { result: "wrong", phone: null };
    const stamp = this.#fresh(given, now);
    if (stamp === null) return { result: "stale", phone };
    return { result: "valid", phone, previous, use: { nonce: stamp, count: Number.parseInt(given.count, 16) } };
  }

  #responseFits(given: DigestCredentials, method: string, known: string | null): boolean {
    const secretHash = known ?? "00000000000000000000000000000000";
    const asked = md5(`${method}:${given.uri}`);
    const wanted = md5(`${secretHash}:${given.nonce}:${given.count}:${given.cnonce}:${given.qop}:${asked}`);
    const same = timingSafeEqual(Buffer.from(wanted, "latin1"), Buffer.from(given.response, "latin1"));
    return same && known !== null;
  }

  #nonce(now: number): string {
    this.#given = (this.#given + 1) % 0x100_0000;
    const stamp = `${now.toString(36)}.${this.#given.toString(36)}.${this.#salt}`;
    return `${stamp}.${this.#sign(stamp)}`;
  }

  #sign(stamp: string): string {
    return createHmac("sha256", this.#secret).update(stamp).digest("base64url").slice(0, 24);
  }

  /** The nonce's stamp when it is ours, young enough, and this count of it has not been used here; else null. */
  #fresh(given: DigestCredentials, now: number): string | null {
    const end = given.nonce.lastIndexOf(".");
    const stamp = given.nonce.slice(0, Math.max(end, 0));
    const signature = Buffer.from(given.nonce.slice(end + 1), "latin1");
    const wanted = Buffer.from(this.#sign(stamp), "latin1");
    if (signature.length !== wanted.length || !timingSafeEqual(signature, wanted)) return null;
    const made = Number.parseInt(stamp, 36);
    if (made > now + clocksApart || now - made > nonceLife) return null;
    return this.#useCount(stamp, made, Number.parseInt(given.count, 16)) ? stamp : null;
  }

  /** Counts may arrive out of order by up to 30, each once. */
  #useCount(stamp: string, made: number, count: number): boolean {
    const seen = this.#seen.get(stamp);
    if (count < 1) return false;
    if (!seen) return made > this.#forgotten && this.#remember(stamp, made, count);
    const behind = seen.highest - count;
    if (behind > 30) return false;
    if (behind >= 0) {
      if ((seen.window & (1 << behind)) !== 0) return false;
      seen.window |= 1 << behind;
      return true;
    }
    seen.window = -behind > 30 ? 1 : ((seen.window << -behind) | 1) & 0x7fff_ffff;
    seen.highest = count;
    return true;
  }

  #remember(stamp: string, made: number, count: number): boolean {
    if (this.#seen.size >= this.#remembered) this.#forgetOldest();
    this.#seen.set(stamp, { made, highest: count, window: 1 });
    return true;
  }

  /** What was made before a forgotten nonce is stale from then on: it could be a replay. */
  #forgetOldest(): void {
    let left = this.#remembered / 10;
    for (const [stamp, { made }] of this.#seen) {
      if (left-- <= 0) return;
      this.#forgotten = Math.max(this.#forgotten, made);
      this.#seen.delete(stamp);
    }
  }
}

function md5(text: string): string {
  return createHash("md5").update(text, "utf8").digest("hex");
}
