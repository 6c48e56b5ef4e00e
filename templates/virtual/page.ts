/** What a phone's browser shows: a text, or a menu to choose from. */
export type VirtualPage = {
  readonly title: string;
  readonly lines: readonly string[];
  readonly choices: readonly { readonly label: string; readonly url: string }[];
};

/**
 * Reads a page as the makes' browsers do: `YealinkIPPhoneTextScreen` and `…TextMenu`, `SnomIPPhoneText` and `…Menu`, or XHTML.
 * Null when it is none of these.
 */
export function readPage(bytes: Uint8Array): VirtualPage | null {
  const text = new TextDecoder().decode(bytes);
  if (/<YealinkIPPhoneText(?:Screen|Menu)[\s>]/.test(text)) return objectOf(text, "Prompt", "URI");
  if (/<SnomIPPhone(?:Text|Menu)[\s>]/.test(text)) return objectOf(text, "Name", "URL");
  return /<html[\s>]/.test(text) ? pageOf(text) : null;
}

function objectOf(text: string, label: string, url: string): VirtualPage {
  const items = [...text.matchAll(/<MenuItem>(.*?)<\/MenuItem>/gs)].map(([, inner = ""]) => inner);
  return {
    title: elements(text, "Title")[0] ?? "",
    lines: elements(text, "Text"),
    choices: items.map((inner) => ({ label: elements(inner, label)[0] ?? "", url: elements(inner, url)[0] ?? "" })),
  };
}

function pageOf(text: string): VirtualPage {
  const links = [...text.matchAll(/<a\s+href="([^"]*)"[^>]*>([^<]*)<\/a>/g)];
  return {
    title: elements(text, "title")[0] ?? "",
    lines: elements(text, "p"),
    choices: links.map(([, url = "", label = ""]) => ({ label: decode(label), url: decode(url) })),
  };
}

function elements(text: string, tag: string): string[] {
  return [...text.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, "g"))].map(([, inner = ""]) => decode(inner));
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[name] ?? whole;
    const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
