import type { FileFaults } from "./file-fault.ts";
import { isLocalDate } from "./local-time.ts";
import { type Ore, readDecimal } from "./money.ts";
import type { XmlElement } from "./xml.ts";

const longestText = 2000;
/** A milliard kronor: as many amounts as a file can hold still add up exactly. */
const mostOre = 10 ** 11;

/**
 * Reads what an element holds and takes down every fault. Names are written as in the standard, `cac:Party/cbc:Name`; a prefix is one
 * of those given here, whatever the file itself calls it. What could not be read comes back as null.
 */
export class XmlFields {
  private readonly namespaces: Readonly<Record<string, string>>;
  readonly faults: FileFaults;

  constructor(namespaces: Readonly<Record<string, string>>, faults: FileFaults) {
    this.namespaces = namespaces;
    this.faults = faults;
  }

  /** Every element at a path. */
  all(at: XmlElement | null, path: string): readonly XmlElement[] {
    let found = at ? [at] : [];
    for (const step of path.split("/")) {
      const [prefix = "", name] = step.includes(":") ? step.split(":") : ["", step];
      const namespace = this.namespaces[prefix];
      found = found.flatMap(({ children }) => children.filter((one) => one.name === name && one.namespace === namespace));
    }
    return found;
  }

  /** The element at a path, or null when there is none; two of them are a fault. */
  optional(at: XmlElement | null, path: string): XmlElement | null {
    const [first = null, second] = this.all(at, path);
    if (second) this.faults.error("element_repeated", second.path);
    return first;
  }

  /** The element that has to be at a path. */
  required(at: XmlElement | null, path: string): XmlElement | null {
    const found = this.optional(at, path);
    if (!found && at) this.faults.error("element_missing", `${at.path}/${path.replace(/\w+:/g, "")}`);
    return found;
  }

  text(at: XmlElement | null, path: string): string | null {
    return this.textIn(this.required(at, path));
  }

  optionalText(at: XmlElement | null, path: string): string | null {
    return this.textIn(this.optional(at, path));
  }

  date(at: XmlElement | null, path: string): string | null {
    return this.dateIn(this.required(at, path));
  }

  optionalDate(at: XmlElement | null, path: string): string | null {
    return this.dateIn(this.optional(at, path));
  }

  /** Decimals of any length, such as a quantity or a price, without a plus and without zeros that mean nothing. */
  decimal(at: XmlElement | null, path: string): string | null {
    const element = this.required(at, path);
    const text = this.textIn(element);
    if (!element || text === null) return null;
    const decimal = plainDecimal(text);
    if (decimal === null) this.faults.error("number_invalid", element.path, { found: text });
    return decimal;
  }

  /** Kronor with at most two decimals, in whole öre. */
  amountIn(element: XmlElement | null): Ore | null {
    const text = this.textIn(element);
    if (!element || text === null) return null;
    const written = readDecimal(text);
    const amount = written !== null && Math.abs(written) <= mostOre ? written : null;
    if (amount === null) this.faults.error("amount_invalid", element.path, { found: text });
    return amount;
  }

  textIn(element: XmlElement | null): string | null {
    if (!element) return null;
    const text = element.text.trim().replace(/\s+/gu, " ");
    if (text === "") this.faults.error("element_empty", element.path);
    if (text.length > longestText) this.faults.error("text_too_long", element.path);
    return text === "" || text.length > longestText ? null : text;
  }

  /** A date, also one with a zone, which says nothing more about a day. */
  private dateIn(element: XmlElement | null): string | null {
    const text = this.textIn(element);
    if (!element || text === null) return null;
    const date = text.replace(/(?:Z|[+-]\d{2}:\d{2})$/, "");
    if (isLocalDate(date)) return date;
    this.faults.error("date_invalid", element.path, { found: text });
    return null;
  }
}

function plainDecimal(text: string): string | null {
  const [, sign = "", whole = "", decimals = ""] = /^([+-]?)(\d{0,15})(?:\.(\d{0,15}))?$/.exec(text) ?? [];
  if (whole + decimals === "") return null;
  const [before, after] = [whole.replace(/^0+(?=\d)/, "") || "0", decimals.replace(/0+$/, "")];
  const plain = after === "" ? before : `${before}.${after}`;
  return sign === "-" && plain !== "0" ? `-${plain}` : plain;
}
