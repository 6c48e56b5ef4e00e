import type { Hit } from "../components/search-dialog.ts";

/** What was opened from the search lately, in this window: it holds names, so it does not outlive the sign-out. */
const most = 5;
let opened: readonly Hit[] = [];
let whose = "";

export function recentHits(userId: string): readonly Hit[] {
  return userId === whose ? opened : [];
}

export function noteOpened(userId: string, hit: Hit): void {
  const before = recentHits(userId).filter(({ title, href }) => href !== hit.href || title !== hit.title);
  [whose, opened] = [userId, [hit, ...before].slice(0, most)];
}

export function forgetOpened(): void {
  [whose, opened] = ["", []];
}
