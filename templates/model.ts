import { z } from "zod";
import { keyKinds } from "../domain/phone-key.ts";
import { vendorIds } from "../domain/plan.ts";

/**
 * What a model's data file says (`templates/<vendor>/models/<model>.json`). Files whose name begins with `_`
 * are shared parts: a model names one in `extends`, and its own fields lie on top.
 */

const count = z.int().min(0).max(1000);
const millimetres = z.number().positive().max(1000);
const Size = z.strictObject({ w: millimetres, h: millimetres });

export const Screen = z.strictObject({
  /** Pixels; null = not known. */
  w: z.int().positive().nullable(),
  h: z.int().positive().nullable(),
  colour: z.boolean().nullable(),
  touch: z.boolean(),
  diagonalInch: z.number().positive().nullable(),
});

export const ModuleModel = z.strictObject({
  name: z.string().min(1),
  /** Keys one module offers over all its pages, page keys not counted. */
  total: count.min(1),
  pages: count.min(1),
  perPage: count.min(1),
  columns: z.int().min(1).max(4).nullable(),
  /** How many may be chained. */
  max: z.int().min(1).max(6),
  /** Key indexes that exist but cannot be programmed. */
  unusable: z.array(z.int().min(1)),
  screen: Screen.nullable(),
});

function isExpression(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

export const Geometry = z.strictObject({
  bodyMm: Size.nullable(),
  /** True when `bodyMm` is a size class for drawing, not a measurement. */
  bodyEstimated: z.boolean(),
  screenMm: Size.nullable(),
  handset: z.enum(["left", "right", "none"]),
  softkeys: z.int().min(0).max(8).nullable(),
  /** Physical keys beside and under the screen; `onScreen`: keys are drawn on a touch screen. */
  lineKeys: z.strictObject({ left: count, right: count, below: count, onScreen: z.boolean(), paperLabels: z.boolean() }),
  /** How keys are counted on a page. */
  order: z.enum(["left-then-right", "right-only", "rows", "unknown"]),
  /** Which physical key becomes the page key when there is more than one page. */
  pageKey: z.enum(["none", "last", "separate", "unknown"]),
  hardKeys: z.array(z.string()),
  dialpad: z.boolean(),
  dpad: z.boolean(),
  led: z.boolean(),
  /** Characters of a label that the key shows; null = not known. */
  labelChars: z.int().min(1).max(99).nullable(),
  arrangement: z.string().nullable(),
});

export const PhoneModel = z.strictObject({
  vendor: z.enum(vendorIds),
  /** Id without the vendor: `T46U`. */
  model: z.string().regex(/^[A-Z0-9_]{2,20}$/),
  /** As people write it, with the vendor: `Yealink T46U`. */
  name: z.string().min(3),
  kind: z.enum(["desk", "conference"]),
  identify: z.strictObject({
    /** Product tokens in the HTTP user agent, exact, most common first. */
    userAgent: z.array(z.string().min(1)),
    /** First 6 to 9 hex digits of MAC addresses that point to this very model. Lower case. */
    macPrefixes: z.array(z.string().regex(/^[0-9a-f]{6,9}$/)),
    /** Hardware part number (Polycom), DHCP vendor class (Snom): whatever else names the model. */
    other: z.array(z.string()),
  }),
  accounts: z.int().min(1).max(34),
  keys: z.strictObject({
    /** Programmable keys over all pages, on the phone itself. */
    total: count,
    pages: count,
    perPage: count,
  }),
  keyKinds: z.array(z.enum(keyKinds)),
  modules: z.array(ModuleModel),
  /** Modules in one chain, of any mix the phone takes. */
  maxModules: z.int().min(0).max(6),
  screen: Screen.nullable(),
  geometry: Geometry,
  /** The vendor's own file names and codes: yCode, phoneType, partNumber … */
  files: z.record(z.string(), z.union([z.string(), z.int(), z.array(z.string())])),
  firmware: z.strictObject({
    /** What ties an image to the hardware: Yealink's ids, Polycom's part number, Snom's type. */
    family: z.array(z.string()).min(1),
    /** Regular expression of image names; null = not known. */
    pattern: z.string().refine(isExpression, "must be a regular expression").nullable(),
    example: z.string().nullable(),
    /** The newest release that the model takes: `5.9`; absent: it takes all. */
    last: z
      .string()
      .regex(/^\d+(?:\.\d+)*$/)
      .optional(),
    /** A small image that phones with older firmware take first, on their way to `from` or newer; of `only` these releases, when said. */
    through: z
      .strictObject({
        file: z.string(),
        from: z.string().regex(/^\d+(?:\.\d+)+$/),
        only: z.array(z.string().regex(/^\d+(?:\.\d+)+$/)).optional(),
      })
      .optional(),
  }),
  /** Differences in how this model spells things; read by the vendor's templates. */
  dialect: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
  poe: z.boolean().nullable(),
  /** Fields above that rest on inference or one weak source, as dotted paths (`keys.pages`, `geometry.lineKeys`). */
  unverified: z.array(z.string()),
  notes: z.string(),
  sources: z.array(z.string()).min(1),
});

export type PhoneModel = z.infer<typeof PhoneModel>;
