/** Ctrl-S, Z and Y anywhere on the page but in a dialog over it; in a field undoing is the browser's own. */
export function shortcutOf(event: KeyboardEvent): "save" | "undo" | "redo" | null {
  if (event.defaultPrevented || !(event.ctrlKey || event.metaKey)) return null;
  const path = event.composedPath();
  if (path.some((one) => one instanceof HTMLDialogElement)) return null;
  const key = event.key.toLowerCase();
  if (key === "s") return "save";
  if (path.some((one) => one instanceof HTMLInputElement)) return null;
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" ? "redo" : null;
}
