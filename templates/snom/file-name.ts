import type { Wanted } from "../contract.ts";
import { methodKind } from "../request-method.ts";
import { decodeFileName, decodePath, macIn, queryValue } from "../request-path.ts";
import { modelByToken } from "./models.ts";

/** What the path and the method of a request say. */
export type SnomFile = {
  /** Decoded once, without folders and query, a MAC in it lower-cased. Empty for a folder or an unreadable path. */
  readonly file: string;
  readonly model: string | null;
  /** From the file's name. */
  readonly mac: string | null;
  /** From `?mac=`: firmware downloads name no MAC elsewhere. */
  readonly queryMac: string | null;
  /** True when the name itself is one that only Snom phones ask for. */
  readonly snom: boolean;
  readonly wants: Wanted;
};

const settingsFile = /\.(htm|html|xml|cfg|php|txt)$/i;
const image = /\.(bin|swu|fwu|img)$/i;
const ownNames = [
  /^snom/i,
  /^(gui|web)_lang_.*\.xml$/i,
  /^(M300|M400|M700|M900|M25|M30|M65|M70|M80|M85|M90)_v\d+_b\d+\.fwu$/i,
  /^(C520|C620|M100KLE|M500)[-_].*\.(img|cfg)$/i,
];

/** Reads a raw request path. Total: any bytes give an answer. */
export function readFile(method: string, path: string): SnomFile {
  const plain = withoutOrigin(path);
  const file = decodeFileName(plain);
  const whole = decodePath(plain);
  const queryMac = wholeMac(queryValue(plain, "mac"));
  if (file === null || whole === null)
    return {
      file: "",
      model: null,
      mac: null,
      queryMac,
      snom: false,
      wants: methodKind(method) === "write" ? "upload" : "unknown",
    };
  const mac = macIn(file);
  const name = file.replace(mac ?? "\0", "\0").replace(/[-_.]?\0/, "");
  return {
    file,
    model: modelOf(name),
    mac,
    queryMac,
    snom: ownNames.some((own) => own.test(file)),
    wants: wantedWith(methodKind(method), () => wantedBy(name, whole, mac !== null, queryMac !== null)),
  };
}

function wantedWith(kind: ReturnType<typeof methodKind>, read: () => Wanted): Wanted {
  if (kind === "write") return "upload";
  return kind === "read" ? read() : "unknown";
}

/** An absolute-form target (RFC 9112, 3.2.2) is read as its path. */
function withoutOrigin(path: string): string {
  return path.replace(/^[a-z]+:\/\/[^/?#]*/i, "");
}

/** A query's value counts only when it is a MAC address and nothing else. */
function wholeMac(value: string | null): string | null {
  return value !== null && /^[0-9a-f:-]{12,17}$/i.test(value) ? macIn(value) : null;
}

/** The model in `snomD785.htm`, `snomD785-10.1.215.13-SIP-r.bin` and `M900_v0740_b0104.fwu`. */
function modelOf(name: string): string | null {
  const token =
    /^snom ?([a-z]{0,4}\d{0,4}[a-z]{0,4})(?=[-_.]|$)/i.exec(name)?.[1] ?? /^([MC]\d{3}[A-Z]{0,3})[-_]/.exec(name)?.[1];
  return token === undefined ? null : modelByToken(token);
}

/** @param name the file's name without its MAC */
function wantedBy(name: string, path: string, named: boolean, queried: boolean): Wanted {
  if (/(^|\/)phonebook\/[^/]+$/i.test(path) || /^(tbook|phone-?book|books|directory|contacts)[^/]*\.xml$/i.test(name))
    return "phonebook";
  if (/^(gui|web)_lang_.*\.xml$/i.test(name)) return "language";
  if (image.test(name) || /(^|[-_])firmware(-settings)?\.(xml|htm)$/i.test(name)) return "firmware";
  if (named) return name === "" || settingsFile.test(name) ? "phone" : "unknown";
  if (/0{12}|\{/.test(name)) return "unknown";
  if (
    /^(settings|keys)\.xml$/i.test(name) ||
    (queried && !/^snom/i.test(name) && (!name.includes(".") || settingsFile.test(name)))
  )
    return "phone";
  return settingsFile.test(name) ? "common" : "unknown";
}
