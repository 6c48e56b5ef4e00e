import { oneLine } from "../../domain/one-line.ts";
import { isSwedish, type MessageSay, type MessageWords, wordsOf } from "./words.ts";

/** A mail as it is sent. */
export type Letter = {
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
};

/** The mail in the person's language, as text and as a simple page. @param email where it goes */
export function letterOf(say: MessageSay & { readonly email: string }): Letter {
  const words = wordsOf(say);
  const { greeting, lead, button, after } = words;
  const link = say.link === null ? [] : [`${button}:\n${say.link}`];
  return {
    to: { name: oneLine(say.name).trim(), address: say.email },
    subject: oneLine(words.subject),
    text: [greeting, lead, ...link, ...after].join("\n\n").concat("\n"),
    html: page(isSwedish(say.language) ? "sv" : "en", words, say.link),
  };
}

function page(language: string, words: MessageWords, link: string | null): string {
  const paragraphs = words.after.map((text) => `<p>${escaped(text)}</p>`).join("\n");
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><title>${escaped(words.subject)}</title></head>
<body style="margin:0;padding:24px;background:#f5f2ec;color:#1d1b18;font:16px/1.6 system-ui,sans-serif">
<div style="max-width:32rem;margin:0 auto;padding:32px;background:#ffffff;border-radius:12px">
<p>${escaped(words.greeting)}</p>
<p>${escaped(words.lead)}</p>
${link === null ? "" : buttonOf(words, link)}${paragraphs}
${link === null ? "" : addressOf(words, link)}</div>
</body>
</html>
`;
}

function buttonOf({ button }: MessageWords, link: string): string {
  return `<p style="margin:28px 0"><a href="${escaped(link)}" style="padding:12px 20px;border-radius:8px;background:#0e5a48;color:#ffffff;text-decoration:none">${escaped(button)}</a></p>
`;
}

function addressOf({ plainLink }: MessageWords, link: string): string {
  return `<p style="color:#5f5a52;font-size:14px">${escaped(plainLink)}<br>${escaped(link)}</p>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
