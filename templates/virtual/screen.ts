import { drawPhone, type KeySpot } from "../geometry.ts";
import type { PhoneModel } from "../model.ts";
import type { VirtualKey, VirtualState } from "./contract.ts";
import type { Glyphs, Line, Span, Style } from "./glyphs.ts";
import { columns, cut, fill, harmless } from "./text.ts";

export type ScreenView = {
  readonly model: PhoneModel;
  readonly mac: string;
  readonly firmware: string;
  readonly state: VirtualState;
  /** Names of the attached modules, in chain order. */
  readonly modules: readonly string[];
  /** 1-based. */
  readonly page: number;
};

const width = 80;
const edge = 5;

type Cell = { readonly spot: KeySpot; readonly key: VirtualKey | undefined };

/** The phone as 80 columns of text: account on top, keys where they sit, pages as tabs, modules below. Pure. */
export function drawScreen(view: ScreenView, glyphs: Glyphs): readonly Line[] {
  const page = Math.min(Math.max(1, view.page), Math.max(1, view.model.keys.pages));
  const spots = drawPhone(view.model, view.modules).keys;
  return [
    title(view, glyphs),
    ...phoneBox({ ...view, page }, spots, glyphs),
    ...moduleBoxes({ ...view, page: view.page }, spots, glyphs),
    ...view.state.problems.map((problem): Line => [{ text: cut(`! ${harmless(problem)}`, width, glyphs.cut), style: "bad" }]),
  ];
}

function title({ model, mac, firmware }: ScreenView, glyphs: Glyphs): Line {
  const pairs = mac.match(/../g)?.join(":") ?? mac;
  return [
    { text: ` ${model.name}`, style: "strong" },
    { text: `  ${glyphs.dot} ${pairs}  ${glyphs.dot} firmware ${harmless(firmware)}`, style: "faint" },
  ];
}

function cellsOf(view: ScreenView, spots: readonly KeySpot[], module: number, page: number): readonly Cell[] {
  const keys = new Map(view.state.keys.filter((key) => key.module === module).map((key) => [key.index, key]));
  return spots
    .filter((spot) => spot.module === module && spot.page === page)
    .map((spot) => ({ spot, key: spot.index === null ? undefined : keys.get(spot.index) }));
}

function phoneBox(view: ScreenView, spots: readonly KeySpot[], glyphs: Glyphs): readonly Line[] {
  const inner = width - 2 * edge - 2;
  const cells = cellsOf(view, spots, 0, view.page);
  const beside = besideRows(view, cells, inner, glyphs);
  const grid = gridRows(view, cells, "screen", inner, glyphs);
  const below = gridRows(view, cells, "below", inner, glyphs);
  return [
    border(glyphs, inner, "top"),
    framed(accountBar(view, inner, spots, glyphs), null, null, glyphs),
    border(glyphs, inner, "middle"),
    ...beside,
    ...grid,
    ...(beside.length + grid.length === 0 ? [framed(blank(inner), null, null, glyphs)] : []),
    border(glyphs, inner, "middle"),
    framed(footer(view, inner, glyphs), null, null, glyphs),
    border(glyphs, inner, "bottom"),
    ...below,
  ];
}

function blank(wide: number): Line {
  return [{ text: " ".repeat(wide), style: "plain" }];
}

function border(glyphs: Glyphs, inner: number, at: "top" | "middle" | "bottom", indent = edge): Line {
  const [topLeft, topRight, lowLeft, lowRight] = glyphs.corners;
  const [left, right] = { top: [topLeft, topRight], middle: glyphs.tee, bottom: [lowLeft, lowRight] }[at];
  return [{ text: `${" ".repeat(indent)}${left}${glyphs.flat.repeat(inner)}${right}`, style: "faint" }];
}

/** A line of the screen with the buttons that sit left and right of it. */
function framed(content: Line, left: Line | null, right: Line | null, glyphs: Glyphs): Line {
  const bar: Span = { text: glyphs.upright, style: "faint" };
  const space: Line = [{ text: " ".repeat(edge), style: "plain" }];
  return [...(left ?? space), bar, ...content, bar, ...(right ?? [])];
}

function accountBar(view: ScreenView, inner: number, spots: readonly KeySpot[], glyphs: Glyphs): Line {
  const [account, ...more] = view.state.accounts;
  const tabs = pageTabs(view, spots, 0, view.page, view.model.keys.pages);
  const room = inner - 4 - lengthOf(tabs);
  const mark = account ? (glyphs.kinds.line ?? "*") : glyphs.dot;
  const name = account ? harmless(account.label || account.displayName || account.user) : "no account";
  const number = account && account.user !== name ? `  ${harmless(account.user)}` : "";
  const text = cut(`${name}${number}${more.length > 0 ? `  +${more.length}` : ""}`, room, glyphs.cut);
  return [
    { text: ` ${mark} `, style: account ? "good" : "bad" },
    { text: fill(text, room), style: account ? "strong" : "bad" },
    ...tabs,
    { text: " ", style: "plain" },
  ];
}

/** One tab for each page: the shown one in brackets, those that hold keys strong. */
function pageTabs(view: ScreenView, spots: readonly KeySpot[], module: number, shown: number, pages: number): Line {
  if (pages < 2) return [];
  const used = new Set(
    allCells(view, spots, module)
      .filter(({ key }) => key !== undefined && key.kind !== "blank")
      .map(({ spot }) => spot.page),
  );
  return Array.from({ length: pages }, (_, at): Span => {
    const page = at + 1;
    return { text: page === shown ? `[${page}]` : ` ${page} `, style: used.has(page) ? "strong" : "faint" };
  });
}

function allCells(view: ScreenView, spots: readonly KeySpot[], module: number): readonly Cell[] {
  const pages = new Set(spots.filter((spot) => spot.module === module).map((spot) => spot.page));
  return [...pages].flatMap((page) => cellsOf(view, spots, module, page));
}

function footer({ state }: ScreenView, inner: number, glyphs: Glyphs): Line {
  const books = state.phonebooks.map(({ name, entries }) => `${harmless(name)} (${entries.length})`).join(", ");
  const parts = [
    state.language,
    books ? `phonebook: ${books}` : null,
    state.timeZone,
    state.firmware === null ? null : `wants ${state.firmware}`,
  ];
  const text = parts.filter((part) => part !== null && part !== "").map((part) => harmless(part ?? ""));
  return [{ text: fill(cut(` ${text.join(` ${glyphs.dot} `)}`, inner, glyphs.cut), inner), style: "faint" }];
}

function besideRows(view: ScreenView, cells: readonly Cell[], inner: number, glyphs: Glyphs): readonly Line[] {
  const left = cells.filter(({ spot }) => spot.side === "left");
  const right = cells.filter(({ spot }) => spot.side === "right");
  const rows = Math.max(0, ...[...left, ...right].map(({ spot }) => spot.row + 1));
  const columnsOf = (side: readonly Cell[]) => Math.max(0, ...side.map(({ spot }) => spot.column + 1));
  const count = Math.max(2, columnsOf(left) + columnsOf(right));
  const wide = Math.floor(inner / count);
  return Array.from({ length: rows }, (_, row) => {
    const own = left.filter(({ spot }) => spot.row === row).flatMap((cell) => cellSpans(view, cell, wide, "left", glyphs));
    const other = right.filter(({ spot }) => spot.row === row).flatMap((cell) => cellSpans(view, cell, wide, "right", glyphs));
    const space = blank(inner - lengthOf(own) - lengthOf(other));
    const has = (side: readonly Cell[]) => side.some(({ spot }) => spot.row === row);
    const button = (side: readonly Cell[], text: string): Line | null => (has(side) ? [{ text, style: "plain" }] : null);
    return framed([...own, ...space, ...other], button(left, ` ${glyphs.button} `), button(right, ` ${glyphs.button}`), glyphs);
  });
}

function gridRows(
  view: ScreenView,
  cells: readonly Cell[],
  side: "screen" | "below",
  inner: number,
  glyphs: Glyphs,
): readonly Line[] {
  const own = cells.filter(({ spot }) => spot.side === side && spot.index !== null);
  const rows = Math.max(0, ...own.map(({ spot }) => spot.row + 1));
  const count = Math.max(1, ...own.map(({ spot }) => spot.column + 1));
  const wide = Math.floor(inner / count);
  return Array.from({ length: rows }, (_, row) => {
    const spans = own
      .filter(({ spot }) => spot.row === row)
      .sort((a, b) => a.spot.column - b.spot.column)
      .flatMap((cell) => cellSpans(view, cell, wide, "left", glyphs));
    const content = [...spans, ...blank(inner - lengthOf(spans))];
    return side === "screen" ? framed(content, null, null, glyphs) : [{ text: " ".repeat(edge + 1), style: "plain" }, ...content];
  });
}

/** One key: its mark, its label cut as the model cuts, and what it dials where there is room. */
function cellSpans(view: ScreenView, { spot, key }: Cell, wide: number, side: "left" | "right", glyphs: Glyphs): Line {
  const kind = spot.index === null ? "page" : (key?.kind ?? "blank");
  const mark = spot.index === null ? ">" : (glyphs.kinds[kind] ?? glyphs.otherKind);
  const label = spot.index === null ? `${spot.page}/${view.model.keys.pages}` : harmless(key?.label ?? "");
  const shown = cut(label, Math.min(view.model.geometry.labelChars ?? wide, wide - 4), glyphs.cut);
  const room = wide - 4 - columns(shown);
  const number = key?.number ? harmless(key.number) : "";
  const extra = number !== "" && number !== label && columns(number) + 2 <= room ? `  ${number}` : "";
  const body: Span = { text: shown, style: kind === "blank" || kind === "page" ? "faint" : "plain" };
  const more: Span = {
    text: side === "left" ? fill(extra, room) : fill(extra.trim() && `${extra.trim()}  `, room, "right"),
    style: "faint",
  };
  const style: Style =
    kind === "line" || kind === "blf" ? "good" : kind === "groupLogin" || kind === "diversion" ? "busy" : "faint";
  return side === "left"
    ? [{ text: ` ${mark} `, style }, body, more, { text: " ", style: "plain" }]
    : [{ text: " ", style: "plain" }, more, body, { text: ` ${mark} `, style }];
}

function lengthOf(line: Line): number {
  return line.reduce((sum, { text }) => sum + columns(text), 0);
}

/** Modules two beside each other, each with its own page tabs. */
function moduleBoxes(view: ScreenView, spots: readonly KeySpot[], glyphs: Glyphs): readonly Line[] {
  const boxes = view.modules.map((name, at) => moduleBox(view, spots, name, at + 1, glyphs));
  const lines: Line[] = [];
  for (let at = 0; at < boxes.length; at += 2) {
    const [left = [], right = []] = boxes.slice(at, at + 2);
    for (let row = 0; row < Math.max(left.length, right.length); row++)
      lines.push([...(left[row] ?? blank(40)), ...(right[row] ?? [])]);
  }
  return lines;
}

function moduleBox(view: ScreenView, spots: readonly KeySpot[], name: string, module: number, glyphs: Glyphs): readonly Line[] {
  const facts = view.model.modules.find((known) => known.name === name);
  if (!facts) return [];
  const inner = 37;
  const page = Math.min(Math.max(1, view.page), facts.pages);
  const cells = cellsOf(view, spots, module, page).filter(({ spot }) => spot.index !== null);
  const tabs = pageTabs(view, spots, module, page, facts.pages);
  const heading: Line = [
    { text: fill(cut(` ${module} ${name}`, inner - lengthOf(tabs), glyphs.cut), inner - lengthOf(tabs)), style: "faint" },
    ...tabs,
  ];
  const rows = Math.max(0, ...cells.map(({ spot }) => spot.row + 1));
  const count = Math.max(1, ...cells.map(({ spot }) => spot.column + 1));
  const bar: Span = { text: glyphs.upright, style: "faint" };
  const boxed = (content: Line): Line => [
    { text: " ", style: "plain" },
    bar,
    ...content,
    ...blank(inner - lengthOf(content)),
    bar,
  ];
  const lines = Array.from({ length: rows }, (_, row) =>
    boxed(
      cells
        .filter(({ spot }) => spot.row === row)
        .sort((a, b) => a.spot.column - b.spot.column)
        .flatMap((cell) => cellSpans(view, cell, Math.floor(inner / count), "left", glyphs)),
    ),
  );
  return [border(glyphs, inner, "top", 1), boxed(heading), ...lines, border(glyphs, inner, "bottom", 1)];
}
