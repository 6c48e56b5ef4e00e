import { type PictureFiles, pictureSizes } from "../../db/pictures.ts";

/** Invented faces for invented people: flat shapes, drawn by code, a few kilobytes each. */
const skins = ["#f3cfb3", "#e2ae85", "#b97f56", "#8a5a3c", "#f6dcc8"] as const;
const hairs = ["#3b2a20", "#7a4a24", "#c99a4b", "#1f1c1e", "#9c9690", "#a5482a"] as const;
const backs = ["#d7e3ea", "#e9dcc9", "#dbe6d3", "#e6d5dd", "#d9d8ea"] as const;
const clothes = ["#2f4858", "#b5502d", "#4d6b3c", "#5b4a73", "#2b6d74"] as const;

const of = <T>(list: readonly [T, ...T[]], number: number): T => list[number % list.length] ?? list[0];

/** @param number another one, another face; `helmet`: as on the building site */
export function faceDrawing(number: number, helmet: boolean): string {
  const [skin, hair, back, cloth] = [
    of(skins, number * 3),
    of(hairs, number * 5 + 1),
    of(backs, number),
    of(clothes, number * 2),
  ];
  const long = number % 3 === 0;
  const behind = long ? `<path d="M148 250c0-90 48-140 108-140s108 50 108 140v110H148z" fill="${hair}"/>` : "";
  const top = helmet
    ? `<path d="M150 214c0-72 46-118 106-118s106 46 106 118z" fill="#f2b632"/><rect x="132" y="206" width="248" height="20" rx="10" fill="#d99a1c"/><rect x="238" y="92" width="36" height="114" rx="14" fill="#d99a1c"/>`
    : `<path d="M160 236c-6-84 38-134 96-134s104 44 96 134c-14-44-40-66-${60 + (number % 4) * 8}-66s-104 16-${96 + (number % 3) * 6} 66z" fill="${hair}"/>`;
  const beard = number % 4 === 1 ? `<path d="M176 286c4 66 40 96 80 96s76-30 80-96c-24 34-136 34-160 0z" fill="${hair}"/>` : "";
  const glasses =
    number % 5 === 2
      ? `<g fill="none" stroke="#2b2b2b" stroke-width="7"><circle cx="218" cy="258" r="27"/><circle cx="294" cy="258" r="27"/><path d="M245 256h22"/></g>`
      : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 512 512">
<rect width="512" height="512" fill="${back}"/>${behind}
<path d="M84 512c0-96 70-136 172-136s172 40 172 136z" fill="${cloth}"/>
<path d="M216 330h80v56c0 24-18 40-40 40s-40-16-40-40z" fill="${skin}"/><path d="M216 352c24 20 56 20 80 0v20c-24 18-56 18-80 0z" fill="#000" opacity=".1"/>
<ellipse cx="256" cy="262" rx="90" ry="112" fill="${skin}"/>${beard}${top}
<circle cx="218" cy="258" r="9" fill="#2b2422"/><circle cx="294" cy="258" r="9" fill="#2b2422"/>${glasses}
<path d="M222 318q34 ${20 + (number % 3) * 8} 68 0" fill="none" stroke="#7c3b33" stroke-width="8" stroke-linecap="round"/>
</svg>`;
}

/** The drawing as pictures are kept. */
export async function faceFiles(number: number, helmet: boolean): Promise<PictureFiles> {
  const { default: sharp } = await import("sharp");
  const drawn = Buffer.from(faceDrawing(number, helmet));
  const [large, small] = pictureSizes;
  const encode = (size: number) => sharp(drawn).resize(size, size).webp({ quality: 82 }).toBuffer();
  return { mediaType: "image/webp", bytes: { [large]: await encode(large), [small]: await encode(small) } };
}
