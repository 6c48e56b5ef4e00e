import { type MenuKey, menuKeys } from "./destination.ts";
import type { MenuSettings } from "./menu.ts";

/** A key as a welcome says it, in Swedish or English. */
const words: Readonly<Record<string, MenuKey>> = {
  ...{
    noll: "0",
    ett: "1",
    etta: "1",
    två: "2",
    tvåa: "2",
    tre: "3",
    trea: "3",
    fyra: "4",
    fem: "5",
    femma: "5",
    sex: "6",
    sexa: "6",
  },
  ...{ sju: "7", sjua: "7", åtta: "8", nio: "9", nia: "9", stjärna: "*", asterisk: "*", fyrkant: "#", nummertecken: "#" },
  ...{ zero: "0", one: "1", two: "2", three: "3", four: "4", five: "5", six: "6", seven: "7", eight: "8", nine: "9" },
  ...{ star: "*", hash: "#", pound: "#" },
};
const word = Object.keys(words)
  .toSorted((a, b) => b.length - a.length)
  .join("|");
// A numeral is a key only where no noun can follow it: "slå ett internt nummer" names none.
const after = "(?=\\s*(?:$|[.,;:!?()–—-]|(?:för|om|så|eller|och|nu|till|for|if|or|and|to|now)(?![\\p{L}])))";
const token = `(?:[0-9](?![0-9])|[*#]|(?:${word})(?![\\p{L}\\p{N}])${after})`;
const verb = "(?<![\\p{L}])(?:tryck(?:er)?|välj(?:er)?|slå(?:r)?|knappa(?:r)?|press|dial|choose|select|push)(?![\\p{L}])";
const filler = "(?:\\s+(?:in|på|då|knapp(?:en)?|siffran?|tangent(?:en)?|en|the|number|key))*";
const list = `(?:${token})(?:\\s*(?:,|eller|och|or|and)\\s*(?:${token}))*`;
/** `tryck 1 eller 2`, and further on in the same sentence `, 3 för support`. */
const named = new RegExp(
  `(?:${verb}${filler}|(?:,|eller|och|or|and))\\s*(${list})(?=\\s+(?:för|om|till|for|if|to)(?![\\p{L}]))`,
  "giu",
);
const told = new RegExp(`${verb}${filler}\\s*(${list})`, "giu");
const each = new RegExp(token, "giu");

/** The keys that a welcome tells callers to press, in the order in which it does; one that is said twice stands once. */
export function saidKeys(transcript: string): MenuKey[] {
  const sentences = transcript
    .normalize("NFC")
    .toLowerCase()
    .split(/[.!?;]+/);
  return [...new Set(sentences.flatMap(saidIn))];
}

function saidIn(sentence: string): MenuKey[] {
  const first = sentence.search(told);
  if (first < 0) return [];
  const lists = [...sentence.matchAll(told), ...[...sentence.matchAll(named)].filter((match) => match.index > first)];
  return lists
    .toSorted((a, b) => a.index - b.index)
    .flatMap((match) => [...`${match[1] ?? ""}.`.matchAll(each)])
    .flatMap(([said]) => menuKeys.find((key) => key === said) ?? words[said] ?? []);
}

/** What a destination of the menu is like now. */
export type TargetState = { readonly name: string; readonly active: boolean; readonly open: boolean | null };

/** Something that callers of a menu would stumble over. It may be saved all the same. */
export type MenuFinding =
  | { readonly kind: "welcomeMissing" | "transcriptMissing" | "saidOutOfOrder" | "timeoutMissing" | "noEnd" }
  /** It leads somewhere, and the welcome does not say so. */
  | { readonly kind: "keyNotSaid"; readonly key: MenuKey }
  /** The welcome says it, and it leads nowhere. */
  | { readonly kind: "keyLeadsNowhere"; readonly key: MenuKey }
  | { readonly kind: "targetDeactivated" | "targetClosed"; readonly slot: string; readonly name: string };

/**
 * @param facts.transcript of the welcome; null: there is no welcome · `targets` by slot · `endless`: callers can go round
 * without reaching anybody
 */
export function checkMenu(
  menu: Pick<MenuSettings, "keys" | "timeout">,
  facts: {
    readonly transcript: string | null;
    readonly targets: ReadonlyMap<string, TargetState>;
    readonly endless: boolean;
  },
): MenuFinding[] {
  const targets = [...facts.targets].flatMap(([slot, { name, active, open }]): MenuFinding[] => {
    if (!active) return [{ kind: "targetDeactivated", slot, name }];
    return open === false ? [{ kind: "targetClosed", slot, name }] : [];
  });
  return [
    ...(facts.endless ? [{ kind: "noEnd" } as const] : []),
    ...welcomeFindings(
      menu.keys.map((one) => one.key),
      facts.transcript,
    ),
    ...(menu.timeout === null ? [{ kind: "timeoutMissing" } as const] : []),
    ...targets,
  ];
}

function welcomeFindings(keys: readonly MenuKey[], transcript: string | null): MenuFinding[] {
  if (transcript === null) return keys.length === 0 ? [] : [{ kind: "welcomeMissing" }];
  if (transcript.trim() === "") return [{ kind: "transcriptMissing" }];
  const said = saidKeys(transcript);
  const both = said.filter((key) => keys.includes(key));
  const ordered = both.toSorted((a, b) => menuKeys.indexOf(a) - menuKeys.indexOf(b));
  return [
    ...menuKeys.filter((key) => keys.includes(key) && !said.includes(key)).map((key) => ({ kind: "keyNotSaid", key }) as const),
    ...said.filter((key) => !keys.includes(key)).map((key) => ({ kind: "keyLeadsNowhere", key }) as const),
    ...(both.join() === ordered.join() ? [] : [{ kind: "saidOutOfOrder" } as const]),
  ];
}
