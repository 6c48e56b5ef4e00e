import { css } from "lit";

/** A telephone is dark in both schemes; only what surrounds it changes. Lengths inside the drawing are millimetres. */
export const drawingStyles = css`
  :host {
    display: block;
    container-type: inline-size;
    --live-light: #4fc592;
    --waiting-light: #e0a648;
    --stop-light: #ef7f6a;
  }
  svg.phone {
    display: block;
    width: 100%;
    height: auto;
    max-height: 74dvh;
    overflow: visible;
    user-select: none;
    touch-action: pan-y;
    forced-color-adjust: none;
  }
  .casing-edge {
    fill: none;
    stroke: #57534b;
    stroke-width: 0.35;
  }
  .cradle {
    fill: #1d1b18;
  }
  .grip,
  .cup {
    fill: #2a2824;
  }
  .cup {
    fill: #32302c;
  }
  .hub {
    fill: #2c2a26;
  }
  .bezel {
    fill: #121310;
  }
  .screen,
  .strip {
    fill: #f1ede6;
  }
  .cell {
    fill: #ffffff;
    stroke: #d5cdbf;
    stroke-width: 0.3;
  }
  .button {
    fill: #4a4843;
  }
  .button.dim {
    fill: #3d3b37;
  }
  .button.current {
    fill: #6b6861;
  }
  text {
    font-family: var(--text);
    font-weight: 600;
    dominant-baseline: central;
    fill: #1d1b18;
  }
  .digit {
    fill: #f2eee6;
    text-anchor: middle;
  }
  .fixed {
    fill: #c9c3b8;
    font-size: 3px;
    font-weight: 500;
    text-anchor: middle;
  }
  .label.on-body {
    fill: #f2eee6;
  }
  .label.page {
    fill: #4f4a42;
  }
  .label.waiting:not(.on-body) {
    fill: #7d4c05;
  }
  .label.edited:not(.on-body) {
    fill: #0e5a48;
  }
  .label.edited.on-body {
    fill: #8fe0bf;
  }
  .label.misfit:not(.on-body) {
    fill: #a02d1a;
  }
  .title {
    font-family: var(--heading);
    font-weight: 700;
    text-anchor: middle;
  }
  .subtitle {
    font-weight: 500;
    fill: #5d574d;
    text-anchor: middle;
  }
  .plate {
    fill: #e2dccf;
  }
  .light.live {
    fill: var(--live-light);
  }
  .cell + .light.live {
    fill: #1f9d6c;
  }
  .light.waiting {
    fill: var(--waiting-light);
  }
  .light.edited {
    fill: none;
    stroke: var(--live-light);
    stroke-width: 0.5;
  }
  .cell + .light.edited {
    stroke: #0e5a48;
  }
  .light.off {
    fill: #85817a;
  }
  .cross {
    stroke: var(--stop-light);
    stroke-width: 0.8;
    stroke-linecap: round;
  }
  .lock {
    fill: none;
    stroke: #c9c3b8;
    stroke-width: 0.4;
  }
  .lock-body {
    fill: #c9c3b8;
  }
  .cell ~ .lock {
    stroke: #635d53;
  }
  .cell ~ .lock-body {
    fill: #635d53;
  }
  .leaf {
    fill: #4a4843;
    stroke: #c9c3b8;
    stroke-width: 0.25;
  }
  .cell ~ .leaf {
    fill: #ffffff;
    stroke: #635d53;
  }
  .touch {
    fill: transparent;
  }
  .key,
  .page-key {
    cursor: pointer;
    outline: none;
  }
  .ring {
    fill: none;
    stroke: none;
    stroke-width: 0.9;
  }
  .key:hover .ring {
    stroke: #8d8980;
  }
  .ring.chosen,
  .key:hover .ring.chosen {
    stroke: #62c9a2;
    stroke-width: 1.1;
  }
  .key:focus-visible .ring,
  .page-key:focus-visible .ring {
    stroke: #ffffff;
    stroke-width: 1.3;
    filter: drop-shadow(0 0 0.8px #000);
  }
  .ring.over,
  .key:hover .ring.over {
    stroke: #62c9a2;
    stroke-width: 1.6;
    stroke-dasharray: 2 1.2;
  }
  .dragging .key {
    cursor: grabbing;
  }
  .below {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    margin-top: 12px;
  }
  .facts {
    color: var(--soft);
    font-size: var(--size-small);
  }
  svg.small-phone {
    max-height: 150px;
    margin-bottom: 12px;
  }
  .list {
    display: grid;
    border: 1px solid var(--line);
    border-radius: var(--radius-large);
    background: var(--surface);
    overflow: hidden;
  }
  .list .dot.edited {
    background: none;
    border: 2px solid var(--live);
  }
  .list .entry {
    position: relative;
    display: grid;
    grid-template-columns: 1.5em auto minmax(0, 1fr) auto;
    gap: 10px;
    align-items: center;
    min-height: 48px;
    padding: 6px 14px;
    border-bottom: 1px solid var(--line);
    cursor: pointer;
  }
  .list .entry:last-child {
    border-bottom: 0;
  }
  .list .entry[aria-selected="true"] {
    background: var(--accent-ground);
  }
  .list .entry:focus-visible {
    outline-offset: -2px;
  }
  .number {
    color: var(--soft);
  }
  .what {
    font-weight: 600;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .what.free {
    color: var(--soft);
    font-weight: 400;
  }
  .kind {
    max-width: 11em;
    text-align: right;
    color: var(--soft);
    font-size: var(--size-small);
  }
  .module-head {
    padding: 12px 14px 6px;
    font-weight: 650;
    border-bottom: 1px solid var(--line);
  }
`;
