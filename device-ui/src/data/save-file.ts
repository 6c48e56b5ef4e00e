/** Fetches a file in the browser's own way, as a link that is pressed: what is refused is a download that failed, not another page. */
export function saveFile(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  link.click();
}
