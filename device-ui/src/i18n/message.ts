/** A sentence with `{names}` in it, or one for one and one for several (chosen by `count`). */
export type Message = string | { readonly one: string; readonly other: string };

/** The names between braces in a sentence. */
export type NamesIn<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

/** The names that a message needs. */
export type ParamsOf<M> = M extends string
  ? NamesIn<M>
  : M extends { one: infer One; other: infer Other }
    ? NamesIn<One> | NamesIn<Other> | "count"
    : never;

/** Names that stand in a message, sorted: two languages of one key must have the same. */
export function namesIn(message: Message): readonly string[] {
  const sentences = typeof message === "string" ? [message] : [message.one, message.other];
  const names = sentences.flatMap((sentence) => [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ""));
  return [...new Set(names)].sort();
}
