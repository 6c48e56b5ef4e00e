import { readXml, type XmlElement } from "../../domain/xml.ts";
import { basic, call } from "./call.ts";
import { failed, type ServiceAnswer, type ServiceParts } from "./contract.ts";

/** A value of XML-RPC as far as these services use it. */
export type RpcValue = string | number | boolean | readonly RpcValue[] | { readonly [name: string]: RpcValue };

export type RpcAnswer =
  | { readonly ok: true; readonly status: number; readonly value: RpcValue; readonly said: string }
  | { readonly ok: false; readonly failure: ServiceAnswer };

/** Calls a method with texts. What the service answers as a fault is refused. */
export async function callRpc(parts: ServiceParts, method: string, args: readonly string[]): Promise<RpcAnswer> {
  const { account } = parts;
  const called = await call(parts, {
    url: account.url,
    method: "POST",
    headers: { authorization: basic(account.userName, account.secret), "content-type": "text/xml", accept: "text/xml" },
    body: methodCall(method, args),
  });
  if (!called.answered) return { ok: false, failure: called.failure };
  const { status, text } = called;
  const read = readMethodResponse(text);
  if (read === null) return { ok: false, failure: failed("unreadable", status, text) };
  if ("fault" in read) return { ok: false, failure: failed("refused", status, text) };
  return { ok: true, status, value: read.value, said: text };
}

/** The services answer `[done, words]`, or one of the two alone. */
export function outcomeOf(value: RpcValue): { readonly done: boolean; readonly words: string } {
  const [first, second] = isList(value) ? value : [value];
  const words = typeof first === "string" ? first : typeof second === "string" ? second : "";
  return { done: typeof first === "boolean" ? first : first === 1 || /^ok$/i.test(words), words };
}

export function methodCall(method: string, args: readonly string[]): string {
  const params = args.map((text) => `<param><value><string>${escapeXml(text)}</string></value></param>`).join("");
  return `<?xml version="1.0" encoding="UTF-8"?><methodCall><methodName>${escapeXml(method)}</methodName><params>${params}</params></methodCall>`;
}

/** Null: it is no answer of XML-RPC. */
export function readMethodResponse(text: string): { readonly value: RpcValue } | { readonly fault: RpcValue } | null {
  const read = readXml(Buffer.from(text.trim(), "utf8"));
  if ("fault" in read || read.root.name !== "methodResponse") return null;
  const [first] = read.root.children;
  if (first?.name === "fault") return { fault: readValue(first.children[0]) };
  const value = first?.name === "params" ? first.children[0]?.children[0] : undefined;
  return value?.name === "value" ? { value: readValue(value) } : null;
}

function readValue(element: XmlElement | undefined): RpcValue {
  const [typed] = element?.children ?? [];
  // A value without a type is a text.
  if (!typed) return element?.text ?? "";
  switch (typed.name) {
    case "boolean":
      return typed.text.trim() === "1" || /^true$/i.test(typed.text.trim());
    case "int":
    case "i4":
    case "double":
      return Number(typed.text);
    case "array":
      return (typed.children[0]?.children ?? []).map(readValue);
    case "struct":
      return Object.fromEntries(typed.children.map(memberOf));
    default:
      return typed.text;
  }
}

function memberOf({ children }: XmlElement): [string, RpcValue] {
  const named = (name: string) => children.find((one) => one.name === name);
  return [named("name")?.text ?? "", readValue(named("value"))];
}

function isList(value: RpcValue): value is readonly RpcValue[] {
  return Array.isArray(value);
}

/** As text or attribute; characters that XML does not have are left out. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n\r]|[\p{Cs}\ufffe\uffff]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
