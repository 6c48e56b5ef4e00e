import type { RenderedLine } from "../templates/contract.ts";

const mask = "********";
/** Names that say that their value is a secret, in any make's file; what comes before the value stays. */
const named =
  /^(.*?(?:pass(?:word|wd)?|pwd|secret|[._]pin|_psk|user_pass\d*|token)[^=>"]*(?:=\s*"?|>))(.+?)("?\s*\/?>?(?:<\/.*)?)$/i;
const tokenInAddress = /\/p\/[^/\s"<]+/g;

/**
 * Covers the secrets in lines that a phone fetched earlier, and that may have been others then: wherever the present file
 * has a secret, the same line of the earlier one has one too, and any line whose name says so.
 *
 * @param open the present file, and the same with its secrets covered, line by line
 */
export function coverOf(open: readonly RenderedLine[], covered: readonly RenderedLine[]): (line: string) => string {
  const patterns = open.flatMap(({ text }, at) => {
    const hidden = covered[at]?.text ?? text;
    return hidden === text ? [] : [around(text.trim(), hidden.trim())];
  });
  return (line) => {
    for (const pattern of patterns) {
      const match = pattern.exec(line);
      if (match) return `${match[1]}${mask}${match[2]}`;
    }
    const address = line.replace(tokenInAddress, `/p/${mask}`);
    return address.replace(named, (_, before: string, _secret: string, after: string) => `${before}${mask}${after}`);
  };
}

/** The line with any secret in its place, and any number of account. */
function around(text: string, hidden: string): RegExp {
  const at = hidden.indexOf(mask);
  const [before, after] = [hidden.slice(0, at), hidden.slice(at + mask.length)];
  // A line with two secrets is covered from the first one to its end.
  const rest = after.includes(mask) || !text.endsWith(after) ? "" : after;
  return new RegExp(`^(${escaped(before)}).*(${escaped(rest)})$`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\d+/g, "\\d+");
}
