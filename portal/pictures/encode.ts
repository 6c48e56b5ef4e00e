import type { Sharp, SharpOptions } from "sharp";
import { type PictureFiles, pictureSizes } from "../../db/pictures.ts";
import { DomainError } from "../../domain/errors.ts";
import { Gate } from "../sign-in/gate.ts";

/** Bytes. */
export const mostPictureBytes = 5_000_000;
/** What the largest telephone cameras take; a small file can claim to be far more. */
export const mostPixels = 50_000_000;
const mostSeconds = 10;

/** Decoding takes memory: one at a time. */
const gate = new Gate(1);

type Library = (bytes: Uint8Array, options: SharpOptions) => Sharp;
let library: Promise<Library> | null = null;

/** Loaded with the first picture: a server that nobody gives one starts without it. */
function loadLibrary(): Promise<Library> {
  library ??= import("sharp").then(({ default: sharp }) => {
    sharp.cache(false);
    sharp.concurrency(1);
    // Nothing else is read, whatever a file claims to be.
    sharp.block({ operation: ["VipsForeignLoad"] });
    sharp.unblock({ operation: ["VipsForeignLoadJpegBuffer", "VipsForeignLoadPngBuffer", "VipsForeignLoadWebpBuffer"] });
    return sharp;
  });
  return library;
}

/**
 * A picture from outside, decoded and made anew: the middle of it as a square, turned as the camera was held, the first
 * frame of an animation, and nothing but pixels. What else was in the file (where it was taken, by whom) is gone.
 *
 * @throws DomainError `picture_kind_refused`, `picture_unreadable`, `picture_too_many_pixels`; EdgeError `too_many`
 */
export async function encodePicture(bytes: Uint8Array): Promise<PictureFiles> {
  if (!isPicture(bytes)) throw new DomainError("picture_kind_refused");
  return gate.through(async () => {
    const open = await loadLibrary();
    const options: SharpOptions = { limitInputPixels: mostPixels, failOn: "error", sequentialRead: true };
    const { width, height } = await readable(open(bytes, { ...options, limitInputPixels: false }).metadata());
    if (width * height > mostPixels) throw new DomainError("picture_too_many_pixels", { megapixels: mostPixels / 1_000_000 });
    const [large, small] = pictureSizes;
    const square = open(bytes, options)
      .timeout({ seconds: mostSeconds })
      .autoOrient()
      .resize(large, large, { fit: "cover", position: "centre" })
      .flatten({ background: "#ffffff" });
    const { data, info } = await readable(square.raw().toBuffer({ resolveWithObject: true }));
    const raw = { raw: { width: info.width, height: info.height, channels: info.channels } };
    const encode = (size: number) => open(data, raw).resize(size, size).webp({ quality: 82 }).toBuffer();
    return { mediaType: "image/webp", bytes: { [large]: await encode(large), [small]: await encode(small) } };
  });
}

async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch {
    throw new DomainError("picture_unreadable");
  }
}

/** JPEG, PNG or WebP by how the file begins: neither its name nor what the browser says of it counts. */
function isPicture(bytes: Uint8Array): boolean {
  const text = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString("latin1");
  const jpeg = text(0, 3) === "\xff\xd8\xff";
  const png = text(0, 8) === "\x89PNG\r\n\x1a\n";
  return jpeg || png || (text(0, 4) === "RIFF" && text(8, 12) === "WEBP");
}
