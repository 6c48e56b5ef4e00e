import { Zip, ZipPassThrough } from "fflate";
import type { InvoicePdf } from "../../db/invoice-archive.ts";
import { attachment } from "../api/attachment.ts";
import type { Answer } from "../api/route.ts";
import { safeFileName } from "./file-name.ts";

/** Many PDFs as one zip, each as it is: they are packed already. @param day local date, of the file's name */
export function sendArchive(pdfs: readonly InvoicePdf[], day: string): Answer {
  const headers = {
    ...attachment(`fakturor-${day}.zip`),
    "Content-Type": "application/zip",
  };
  return {
    status: 200,
    headers,
    stream: (_request, response) => {
      const zip = new Zip((error, part, last) => {
        if (error) response.destroy(error);
        else response.write(part);
        if (last) response.end();
      });
      for (const { name, bytes } of named(pdfs)) {
        const file = new ZipPassThrough(name);
        zip.add(file);
        file.push(bytes, true);
      }
      zip.end();
    },
  };
}

/** Two of the same name get a number behind it: a zip holds both, and unpacking would lose one. */
function named(pdfs: readonly InvoicePdf[]): InvoicePdf[] {
  const seen = new Map<string, number>();
  return pdfs.map(({ name, bytes }) => {
    const safe = safeFileName(name);
    const count = (seen.get(safe) ?? 0) + 1;
    seen.set(safe, count);
    return { name: count === 1 ? safe : safe.replace(/(\.\w+)?$/, (end) => `-${count}${end}`), bytes };
  });
}
