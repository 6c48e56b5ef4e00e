import { css, html, type TemplateResult } from "lit";
import { FileUp } from "lucide";
import { icon } from "./icon.ts";

export type DropZone = {
  /** Files are held over it. */
  readonly over: boolean;
  readonly title: string;
  readonly formats: string;
  /** What the button says. */
  readonly choose: string;
  /** As of an `<input type="file">`. */
  readonly accept: string;
  readonly setOver: (over: boolean) => void;
  readonly take: (files: readonly File[]) => void;
};

/** Where files are dropped or chosen: with the mouse, or by its field. */
export function dropZone({ over, title, formats, choose, accept, setOver, take }: DropZone): TemplateResult {
  const dragged = (event: DragEvent, here: boolean): boolean => {
    if (!event.dataTransfer?.types.includes("Files")) return false;
    event.preventDefault();
    setOver(here);
    return true;
  };
  const dropped = (event: DragEvent) => {
    if (dragged(event, false)) take([...(event.dataTransfer?.files ?? [])]);
  };
  const chosen = ({ target }: Event) => {
    if (!(target instanceof HTMLInputElement)) return;
    take([...(target.files ?? [])]);
    // The same file, corrected, can be chosen again.
    target.value = "";
  };
  return html`<label
    class="surface drop ${over ? "over" : ""}"
    @dragover=${(event: DragEvent) => dragged(event, true)}
    @dragleave=${(event: DragEvent) => dragged(event, false)}
    @drop=${dropped}
  >
    ${icon(FileUp, 24)}
    <span class="said"><strong>${title}</strong><span class="soft">${formats}</span></span>
    <span class="button filled" aria-hidden="true">${choose}</span>
    <input class="hidden" type="file" multiple accept=${accept} aria-label=${choose} @change=${chosen} />
  </label>`;
}

/** Of the zone, and of the list below it of what becomes of each file: a bar has the whole width of its line. */
export const dropStyles = css`
  :host {
    display: grid;
    gap: 8px;
  }
  .drop {
    display: flex;
    flex-wrap: wrap;
    gap: 12px 16px;
    align-items: center;
    padding: 16px 20px;
    border: 1px dashed var(--line-strong, var(--soft));
    cursor: pointer;
  }
  .drop.over {
    border-color: var(--accent);
    background: var(--accent-ground);
  }
  .drop:focus-within {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .said {
    display: grid;
    flex: 1 1 200px;
    min-width: 0;
  }
  .sent {
    display: grid;
    gap: 8px;
    justify-items: start;
    padding: 12px 20px;
  }
  [role="status"] {
    width: 100%;
  }
  ul {
    display: grid;
    gap: 4px;
    width: 100%;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: center;
    justify-content: space-between;
    min-height: 36px;
    overflow-wrap: anywhere;
  }
  progress {
    order: 1;
    flex: 1 0 100%;
    width: 100%;
    height: 10px;
    accent-color: var(--accent);
  }
`;
