import type { MailKind } from "../../db/mail-outbox.ts";
import { oneLine } from "../../domain/one-line.ts";

/** A mail as it is sent. */
export type Letter = {
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
};

export type LetterSay = {
  readonly kind: MailKind;
  /** `sv…`: Swedish; all others English. */
  readonly language: string;
  readonly name: string;
  readonly email: string;
  readonly organisation: string;
  /** The number or user name to sign in with. */
  readonly signInName: string;
  /** With its token in the fragment, which no server and no log gets to see. */
  readonly link: string;
};

type Words = {
  readonly subject: string;
  readonly greeting: string;
  readonly lead: string;
  readonly button: string;
  readonly after: readonly string[];
  readonly plainLink: string;
};

function swedish({ kind, name, organisation, signInName }: LetterSay): Words {
  const greeting = `Hej ${name}!`;
  const plainLink = "Om knappen inte fungerar, kopiera adressen till webbläsaren:";
  if (kind === "reset") {
    return {
      ...{ greeting, plainLink, subject: "Välj ett nytt lösenord" },
      lead: `Någon, troligen du, har bett om ett nytt lösenord till telefonin hos ${organisation}.`,
      button: "Välj nytt lösenord",
      after: [
        "Länken gäller i 60 minuter och kan användas en gång.",
        "Var det inte du? Då behöver du inte göra något. Ditt lösenord är oförändrat.",
      ],
    };
  }
  return {
    ...{ greeting, plainLink, subject: `Välkommen till telefonin hos ${organisation}` },
    lead: `Du har fått ett konto hos ${organisation}, där du ställer in hänvisning, vidarekoppling och din telefon. Du loggar in med ${signInName}.`,
    button: "Välj ditt lösenord",
    after: ["Länken gäller i sju dagar och kan användas en gång."],
  };
}

function english({ kind, name, organisation, signInName }: LetterSay): Words {
  const greeting = `Hello ${name},`;
  const plainLink = "If the button does not work, copy this address into your browser:";
  if (kind === "reset") {
    return {
      ...{ greeting, plainLink, subject: "Choose a new password" },
      lead: `Somebody, most likely you, has asked for a new password to the telephony of ${organisation}.`,
      button: "Choose a new password",
      after: [
        "The link is good for 60 minutes and can be used once.",
        "Was it not you? Then there is nothing to do. Your password is unchanged.",
      ],
    };
  }
  return {
    ...{ greeting, plainLink, subject: `Welcome to the telephony of ${organisation}` },
    lead: `You have an account at ${organisation}, where you say when you are away, forward your calls and set up your telephone. You sign in with ${signInName}.`,
    button: "Choose your password",
    after: ["The link is good for seven days and can be used once."],
  };
}

/** The mail in the person's language, as text and as a simple page. */
export function letterOf(say: LetterSay): Letter {
  const isSwedish = say.language.startsWith("sv");
  const words = isSwedish ? swedish(say) : english(say);
  return {
    to: { name: oneLine(say.name).trim(), address: say.email },
    subject: oneLine(words.subject),
    text: [words.greeting, words.lead, `${words.button}:\n${say.link}`, ...words.after].join("\n\n").concat("\n"),
    html: page(isSwedish ? "sv" : "en", words, say.link),
  };
}

function page(language: string, words: Words, link: string): string {
  const paragraphs = words.after.map((text) => `<p>${escaped(text)}</p>`).join("\n");
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><title>${escaped(words.subject)}</title></head>
<body style="margin:0;padding:24px;background:#f5f2ec;color:#1d1b18;font:16px/1.6 system-ui,sans-serif">
<div style="max-width:32rem;margin:0 auto;padding:32px;background:#ffffff;border-radius:12px">
<p>${escaped(words.greeting)}</p>
<p>${escaped(words.lead)}</p>
<p style="margin:28px 0"><a href="${escaped(link)}" style="padding:12px 20px;border-radius:8px;background:#0e5a48;color:#ffffff;text-decoration:none">${escaped(words.button)}</a></p>
${paragraphs}
<p style="color:#5f5a52;font-size:14px">${escaped(words.plainLink)}<br>${escaped(link)}</p>
</div>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
