import { css, html, nothing, svg, type TemplateResult } from "lit";
import type { FleetView } from "../data/fleet.ts";
import { formatCount, spokenInstant } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";

const [width, height] = [240, 40];

/** How many phones were not in step, hour by hour: a line over its ground, and in words when it was most. Nothing while there are too few hours. */
export function weekChart(hours: FleetView["hours"]): TemplateResult | typeof nothing {
  const behind = hours.map(({ at, waiting, stopped }) => ({ at: Date.parse(at), count: waiting + stopped }));
  const [first, last] = [behind[0], behind.at(-1)];
  if (!first || !last || behind.length < 3) return nothing;
  const top = behind.reduce((most, one) => (one.count > most.count ? one : most), first);
  const x = (at: number) => (((at - first.at) / (last.at - first.at)) * width).toFixed(1);
  const y = (count: number) => (height - 1 - (count / Math.max(top.count, 1)) * (height - 4)).toFixed(1);
  const line = behind.map(({ at, count }) => `${x(at)},${y(count)}`).join(" ");
  const said =
    top.count === 0
      ? t("fleet.week.none")
      : t("fleet.week.most", { count: formatCount(top.count), when: spokenInstant(new Date(top.at), new Date()) });
  return html`<figure class="week">
    <figcaption class="small soft">${t("fleet.week")}</figcaption>
    ${svg`<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <polygon class="ground" points="0,${height} ${line} ${width},${height}"></polygon>
      <polyline class="line" points=${line} vector-effect="non-scaling-stroke"></polyline>
    </svg>`}
    <p class="small">${said}</p>
  </figure>`;
}

export const weekStyles = css`
  .week {
    display: grid;
    gap: 4px;
    margin: 0;
    min-width: 0;
  }
  .week svg {
    display: block;
    width: 100%;
    height: 40px;
  }
  .week .ground {
    fill: var(--waiting-ground);
  }
  .week .line {
    fill: none;
    stroke: var(--waiting);
    stroke-width: 2;
    stroke-linejoin: round;
  }
  .week p {
    margin: 0;
  }
`;
