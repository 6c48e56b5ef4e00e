/** Requests as no phone and every attacker sends them: well-formed HTTP around anything. The same seed gives the same ones. */
export type Strange = {
  readonly bytes: Buffer;
  /** The server may end the connection after its answer: nothing is to be sent behind it. */
  readonly last: boolean;
};

export type Dice = (sides: number) => number;

/** A small random generator (mulberry32): whole numbers from 0 below `sides`. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * sides);
  };
}

const names = [
  ...Array.from({ length: 6 }, () => "MAC.cfg"),
  ...Array.from({ length: 6 }, () => "y000000000108.cfg"),
  "y000000000000.boot",
  "MAC.boot",
  "MAC-local.cfg",
  "MAC-contact.xml",
  "snomD785.htm",
  "snomD785-MAC.htm",
  "000000000000.cfg",
  "phone-MAC.cfg",
  "MAC-directory.xml",
  "MAC-phone.cfg",
  "MAC-app.log",
  "3111-48450-001.sip.ld",
  "firmware/T46U(T43U)-108.86.0.90.rom",
  "phonebook/colleagues.xml",
  "phonebook/../../etc/passwd",
  "books.xml",
  "klyka-shared.cfg",
  "",
  ".",
  "..",
  "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
  "%252e%252e/x",
  "%00",
  "%c0%ae%c0%ae/x",
  "constructor",
  "__proto__",
  "toString.cfg",
];

const agents = [
  "Yealink SIP-T46U 108.87.14.1",
  "Yealink SIP-T46U 108.87.14.1",
  "Yealink SIP-T46U 108.87.14.1 80:5e:c0:00:00:01",
  "Mozilla/4.0 (compatible; snomD785-SIP 10.1.169.16 2010.12 000413000001 SXM:0)",
  "FileTransport PolycomVVX-VVX_450-UA/5.9.1.0615 (SN:0004f2000001) Type/Application",
  "curl/8.5.0",
  "",
];

const methods = [
  ...Array.from({ length: 24 }, () => "GET"),
  ...["HEAD", "HEAD", "HEAD", "PUT", "PUT", "POST", "DELETE", "OPTIONS", "PATCH", "PROPFIND", "TRACE"],
];

const headerLines = [
  "Range: bytes=0-10",
  "Range: bytes=-1",
  "Range: bytes=99999999999999999999-",
  'If-Range: W/"x"',
  "If-None-Match: *",
  'If-None-Match: "a", W/"b",,,',
  "Accept-Encoding: gzip;q=0.001, *;q=0",
  "Accept-Encoding: br, gzip",
  "X-Forwarded-For: 198.51.100.7, , nonsense",
  "X-Forwarded-Proto: https",
  "X-Ssl-Client-S-Dn: CN=805ec0000001",
  "X-Ssl-Client-Verify: SUCCESS",
  'Authorization: Digest username="x", realm="klyka", nonce="", uri="/", response="0"',
  "Authorization: Digest ,,,,=",
  "Authorization: Basic Og==",
  "Cookie: a=b",
  "Content-Type: text/xml",
  "Referer: \u00ff\u00fe",
];

/** @param paths beginnings that lead somewhere: `/p/<a real token>/` … */
export function strangeRequest(roll: Dice, paths: readonly string[], macs: readonly string[]): Strange {
  const one = <T>(list: readonly T[], otherwise: T): T => list[roll(list.length)] ?? otherwise;
  const method = one(methods, "GET");
  const target = `${one([...paths, "/", "/d/", "/o/x/", "/p/", "/a/b/c/"], "/")}${fileName(roll, one(macs, ""))}`;
  // Raw bytes that no URL may hold are answered with 400, and end the connection.
  const raw = /[^\x21-\x7e]/.test(target);
  const lines = [`${method} ${target} HTTP/1.1`, "Host: x"];
  const agent = roll(4) === 0 ? text(roll, 60) : one(agents, "");
  if (roll(5) > 0) lines.push(`User-Agent: ${agent}`);
  for (let n = roll(4); n > 0; n--) lines.push(one(headerLines, ""));
  const made = withBody(roll, method, lines);
  return { ...made, last: made.last || raw };
}

function withBody(roll: Dice, method: string, lines: string[]): Strange {
  const writes = method === "PUT" || method === "POST" || roll(20) === 0;
  if (!writes) return { bytes: Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), last: false };
  const body = "x".repeat(roll(300));
  const chunked = roll(3) === 0;
  const expects = roll(50) === 0;
  if (expects) lines.push("Expect: 100-continue");
  lines.push(chunked ? "Transfer-Encoding: chunked" : `Content-Length: ${body.length}`);
  const sent = chunked ? `${body.length > 0 ? `${body.length.toString(16)}\r\n${body}\r\n` : ""}0\r\n\r\n` : body;
  return { bytes: Buffer.from(`${lines.join("\r\n")}\r\n\r\n${sent}`, "latin1"), last: expects };
}

function fileName(roll: Dice, mac: string): string {
  if (roll(3) === 0) return printable(roll, 80, roll(40) === 0);
  const name = (names[roll(names.length)] ?? "").replace("MAC", roll(2) === 0 ? mac.toUpperCase() : mac);
  const damage = roll(8);
  if (damage === 0) return `${name}?${printable(roll, 20, false)}`;
  if (damage === 1) return [...name].map((letter) => (roll(2) ? letter : `%${letter.charCodeAt(0).toString(16)}`)).join("");
  if (damage === 2) return name.repeat(1 + roll(30));
  return name;
}

function printable(roll: Dice, most: number, raw: boolean): string {
  const made = text(roll, most).replaceAll(" ", "+");
  return raw ? made : made.replace(/[^\x21-\x7e]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
}

/** Any letters that may stand in a header. */
function text(roll: Dice, most: number): string {
  let made = "";
  for (let n = roll(most); n > 0; n--) {
    const code = roll(4) === 0 ? 0x80 + roll(0x80) : 0x20 + roll(0x5f);
    made += String.fromCharCode(code);
  }
  return made;
}
