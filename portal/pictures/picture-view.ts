import { z } from "zod";

/** Where a picture is fetched. The addresses name what is in it, so that another picture has others. */
export const PictureView = z.strictObject({
  /** 512 pixels square. */
  large: z.string(),
  /** 96 pixels square. */
  small: z.string(),
});
export type PictureView = z.infer<typeof PictureView>;

/** @param hash null: the person has no picture, and is shown by initials */
export function pictureView(hash: string | null | undefined): PictureView | null {
  return hash ? { large: `/api/pictures/${hash}?size=512`, small: `/api/pictures/${hash}?size=96` } : null;
}
