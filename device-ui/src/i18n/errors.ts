import type { ErrorDetail } from "../../../domain/errors.ts";
import { writeMac } from "../../../domain/mac.ts";
import type { ShownCode } from "../data/problem.ts";
import { errorsSv } from "./errors-sv.ts";
import { formatNumber } from "./format.ts";
import { currentLanguage, type Language, onLanguageChange, onOffice, t } from "./index.ts";

let sentences: Readonly<Record<string, string>> = errorsSv;
let office = false;
onLanguageChange(() => void choose());
onOffice(() => {
  office = true;
  return choose();
});

async function choose(): Promise<void> {
  const asked = currentLanguage();
  const found = await sentencesIn(asked);
  if (asked === currentLanguage()) sentences = found;
}

async function sentencesIn(language: Language): Promise<Readonly<Record<string, string>>> {
  if (language === "sv") return office ? { ...errorsSv, ...(await import("./errors-office-sv.ts")).errorsOfficeSv } : errorsSv;
  const { errorsEn } = await import("./errors-en.ts");
  return office ? { ...errorsEn, ...(await import("./errors-office-en.ts")).errorsOfficeEn } : errorsEn;
}

/**
 * The sentence of a code. `{name}` is filled from the detail; a part in `[…]` falls away when a name in it is missing.
 * A telephone number and a MAC address are written as people write them.
 * A code that a newer server knows and this app does not gets the sentence for a fault of ours.
 */
export function errorText(code: string, detail: ErrorDetail = {}): string {
  if (code === "input_invalid") return inputText(detail);
  const fallback: ShownCode = "internal";
  const sentence = sentences[code] ?? sentences[fallback] ?? "";
  const text = sentence
    .replace(/\[([^\]]*)\]/g, (_, part: string) => (namesIn(part).every((name) => has(detail[name])) ? part : ""))
    .replace(/\{(\w+)\}/g, (_, name: string) => shown(detail[name]));
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What is wrong with a field that its schema refuses, as far as the server says it. */
function inputText({ problem, of, format, most, least }: ErrorDetail): string {
  const empty = problem === "too_small" && of === "string" && least === 1;
  if (empty || problem === "invalid_type") return t("field.required");
  if (problem === "invalid_format" && format === "email") return t("field.email_wrong");
  if (problem === "too_big" && typeof most === "number") {
    return t(of === "string" ? "field.most_characters" : "field.most", { most });
  }
  if (problem === "too_small" && typeof least === "number") {
    return t(of === "string" ? "field.least_characters" : "field.least", { least });
  }
  return sentences.input_invalid ?? "";
}

/** The same for a row of many that was refused; what is not a plain value fills nothing in. */
export function refusalText(code: string | null, values: Readonly<Record<string, unknown>>): string {
  const plain = Object.entries(values).flatMap(([name, value]) =>
    typeof value === "string" || typeof value === "number" ? [[name, value] as const] : [],
  );
  return errorText(code ?? "", Object.fromEntries(plain));
}

function namesIn(part: string): readonly string[] {
  return [...part.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
}

function has(value: ErrorDetail[string] | undefined): boolean {
  return value !== undefined && value !== null && value !== "";
}

function shown(value: ErrorDetail[string] | undefined): string {
  if (value === undefined || value === null) return "–";
  if (Array.isArray(value)) return value.join(", ");
  const text = String(value);
  if (/^[0-9a-f]{12}$/.test(text)) return writeMac(text);
  return /^\+\d{7,15}$/.test(text) ? formatNumber(text) : text;
}
