import type { RecognisedImage } from "../domain/firmware.ts";

/** What the name of an image says. */
export type ImageName = RecognisedImage & {
  /** Something in the name that its other parts say otherwise; null: they agree. */
  readonly contradiction: string | null;
  /** What may stand in the bytes, and what else of that kind may not. */
  readonly marks: { readonly version: string | null; readonly products: readonly string[] };
};
