import { z } from "zod";
import { type Division, divisions, type NodeFilter, type NodePlace } from "../../db/specification.ts";
import { chargeClasses } from "../../domain/invoice-specification.ts";
import { parseNumber } from "../../domain/numbers.ts";
import { InputError } from "../problem.ts";

export const divisionNames = Object.keys(divisions) as readonly Division[];
const Text = z.string().max(200);

/** What narrows a specification. */
export const filterQuery = {
  q: z.string().max(200).default("").meta({ description: "Words of names and cost places, and parts of numbers." }),
  costPlace: Text.optional(),
  noCostPlace: z.stringbool().optional().meta({ description: "Only what has no cost place." }),
  user: z.string().max(64).optional(),
  number: z.string().max(60).optional().meta({ description: "In any written form." }),
  classes: z
    .string()
    .max(300)
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(chargeClasses)).min(1))
    .optional()
    .meta({ description: `Some of ${chargeClasses.join(", ")}, with commas between them.` }),
};
type FilterQuery = z.output<z.ZodObject<typeof filterQuery>>;

/** @throws InputError for a number that is none */
export function readFilter(query: FilterQuery): NodeFilter {
  const { q: search, costPlace, noCostPlace, user: userId, number: written, classes } = query;
  const number = written === undefined ? undefined : parseNumber(written)?.canonical;
  if (written !== undefined && number === undefined)
    throw new InputError([{ field: "number", code: "number_invalid", detail: { number: written } }]);
  return { search, costPlace: noCostPlace ? null : costPlace, userId, number, classes };
}

const parts = {
  costPlace: Text.nullable(),
  holder: z.tuple([z.string().max(64).nullable(), z.string().max(60).nullable()]),
  chargeClass: z.enum(chargeClasses),
};

/**
 * Reads a place in a specification: a JSON array with a part for each level from the top, as the division has them. A cost place is
 * its name or null; a holder `[user, number]`; a class its code.
 *
 * @throws InputError
 */
export function readPlace(division: Division, written: string): NodePlace {
  const wrong = () => new InputError([{ field: "at", code: "input_invalid", detail: { problem: "invalid_format" } }]);
  const said = jsonOf(written);
  const levels = divisions[division];
  if (!Array.isArray(said) || said.length > levels.length) throw wrong();
  let place: NodePlace = {};
  for (const [at, value] of said.entries()) {
    const level = levels[at];
    const parsed = level && parts[level].safeParse(value);
    if (!parsed?.success) throw wrong();
    const one = parsed.data;
    if (level === "costPlace") place = { ...place, costPlace: typeof one === "string" ? one : null };
    else if (Array.isArray(one)) place = { ...place, holder: { userId: one[0], number: one[1] } };
    else place = { ...place, chargeClass: parts.chargeClass.parse(one) };
  }
  return place;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
