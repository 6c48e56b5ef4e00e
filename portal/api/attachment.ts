/**
 * The header of a file to save: a browser never opens it within the app. What a header cannot hold, or a system takes for a
 * folder, becomes `_`; the name as it is follows in the form of RFC 6266.
 *
 * @param name of the file, whatever stands in it
 */
export function attachment(name: string): { readonly "Content-Disposition": string } {
  const plain = name.replace(/[^\w .-]/g, "_");
  const whole = plain === name ? "" : `; filename*=UTF-8''${encoded(name)}`;
  return { "Content-Disposition": `attachment; filename="${plain}"${whole}` };
}

/** What RFC 5987 lets stand (3.2.1); halves of pairs have no UTF-8. */
function encoded(name: string): string {
  const folderless = name.toWellFormed().replace(/[/\\]/g, "_");
  return encodeURIComponent(folderless).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}
