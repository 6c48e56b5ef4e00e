/** A text as a QR code: the side of its square with the quiet zone around it, and its dark modules as the path of an SVG. */
export async function qrPath(text: string): Promise<{ readonly size: number; readonly path: string }> {
  const { default: encodeQR } = await import("qr");
  const modules = encodeQR(text, "raw", { ecc: "medium", border: 4 });
  const runs = modules.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return { size: modules.length, path: runs.join("") };
}
