import { DomainError } from "../domain/errors.ts";
import { isFirmwareName, type RecognisedImage } from "../domain/firmware.ts";
import type { VendorId } from "../domain/plan.ts";
import { contentFault, strangeMark, versionInside } from "./firmware-content.ts";
import type { ImageName } from "./firmware-name.ts";
import { readImageName as readPolycom, versionInArchiveName } from "./polycom/firmware-image.ts";
import { readImageName as readSnom } from "./snom/firmware-image.ts";
import { readImageName as readYealink } from "./yealink/firmware-image.ts";

/** A file that may be firmware. */
export type ImageFile = {
  /** The file's own name. */
  readonly name: string;
  /** The first bytes, up to `headBytes`. */
  readonly head: Uint8Array;
  readonly bytes: number;
  /** Said of it elsewhere: by an archive's name, or by a person. */
  readonly version?: string | null;
  /** Of the folder that it lies in. */
  readonly vendor?: VendorId;
};

/** How many of the first bytes are looked at. */
export const headBytes = 256 * 1024;

/**
 * Says what an image is, from its name and its bytes.
 *
 * @throws DomainError `firmware_name_unknown`, `firmware_not_image`, `firmware_contradicts`, `firmware_make_differs`; each
 * with the file's `name`, and what was `found`
 */
export function recogniseImage(file: ImageFile): RecognisedImage {
  const name = file.name.trim();
  const fault = contentFault(file.head, file.bytes);
  const said = readName(name, file.version ?? versionInside(file.head));
  if (!said || !isFirmwareName(said.name)) throw new DomainError("firmware_name_unknown", { name });
  if (fault !== null) throw new DomainError("firmware_not_image", { name, found: fault });
  if (file.vendor !== undefined && said.vendor !== file.vendor) {
    throw new DomainError("firmware_make_differs", { name, found: said.vendor });
  }
  const found = said.contradiction ?? strangeMark(file.head, said);
  if (found !== null) throw new DomainError("firmware_contradicts", { name, found });
  const { vendor, kind, firmwareVersion, models } = said;
  return { vendor, name: said.name, kind, firmwareVersion, models };
}

/** True when the name is one that some make's images have, whatever is in the file. */
export function looksLikeImage(name: string): boolean {
  return readName(name.trim(), null) !== null;
}

function readName(name: string, version: string | null): ImageName | null {
  return readYealink(name) ?? readSnom(name) ?? readPolycom(name, version);
}

/** All of it, for those who keep images and know no make. */
export const imageReader = { recognise: recogniseImage, looksLikeImage, versionInArchiveName, headBytes };
