import { z } from "zod";
import { filledExample, whoMay } from "./openapi.ts";
import type { Route } from "./route.ts";

/** The route table as a page for people: no script, one style sheet of its own. */
export function referencePage(routes: readonly Route[], version: string): string {
  const tags = [...new Set(routes.map((route) => route.tag))];
  const contents = tags.map((tag) => `<li><a href="#${anchor(tag)}">${escapeHtml(tag)}</a></li>`).join("");
  const sections = tags
    .map((tag) =>
      section(
        tag,
        routes.filter((route) => route.tag === tag),
      ),
    )
    .join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Klyka API</title>
<link rel="stylesheet" href="/api/reference.css">
</head>
<body>
<main>
<h1>Klyka API</h1>
<p>Version ${escapeHtml(version)}. The same as a document for programs: <a href="/api/openapi.json">OpenAPI 3.1</a>.</p>
<p>JSON in and out. A session is a cookie; every write carries the session's <code>csrf</code> in <code>X-CSRF-Token</code>.
A write on a row that has a version names the version it read in <code>If-Match</code>: another one is answered 412 with the row as it is now.
Absent fields stay, <code>null</code> clears. Errors are problem details (RFC 9457): <code>code</code> is stable,
<code>errors</code> names the fields. An id that is not yours answers as one that does not exist.</p>
<nav aria-label="Parts"><ul>${contents}</ul></nav>
${sections}
</main>
</body>
</html>
`;
}

function section(tag: string, routes: readonly Route[]): string {
  return `<section id="${anchor(tag)}">\n<h2>${escapeHtml(tag)}</h2>\n${routes.map(entry).join("\n")}\n</section>`;
}

function entry(route: Route): string {
  const path = `/api${route.path.replace(/:([a-zA-Z]+)/g, "{$1}")}`;
  const sample = filledExample(route.example, (kind) => `<${kind} id>`);
  return `<article>
<h3><code>${route.method.toUpperCase()} ${escapeHtml(path)}</code></h3>
<p>${escapeHtml(route.summary)} ${whoMay(route)}${route.versioned ? " Needs <code>If-Match</code>." : ""}</p>
${queryOf(route)}${route.example === null ? "" : `<pre><code>${escapeHtml(JSON.stringify(sample, null, 2))}</code></pre>`}
</article>`;
}

function queryOf(route: Route): string {
  const names = Object.entries(route.query.shape);
  if (names.length === 0) return "";
  const rows = names.map(([name, schema]) => {
    const { description = "", enum: choices } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
    const said = choices === undefined ? description : choices.map(String).join(", ");
    return `<dt><code>${escapeHtml(name)}</code></dt><dd>${escapeHtml(said)}</dd>`;
  });
  return `<dl>${rows.join("")}</dl>\n`;
}

function anchor(tag: string): string {
  return tag.toLowerCase().replace(/[^a-z]+/g, "-");
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

export const referenceStyle = `:root { color-scheme: light dark; font: 1rem/1.6 "Hanken Grotesk", system-ui, sans-serif;
  background: light-dark(#f5f2ec, #171613); color: light-dark(#1d1b18, #efebe2); }
main { max-width: 52rem; margin: 0 auto; padding: 2rem 1rem 6rem; }
h1, h2, h3 { line-height: 1.25; }
h2 { margin-top: 3rem; border-bottom: 1px solid light-dark(#e0d9cc, #36332c); }
h3 { margin: 2rem 0 0; font-size: 1rem; overflow-wrap: anywhere; }
p { margin: 0.25rem 0; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; padding: 0; list-style: none; }
code, pre { font-family: "JetBrains Mono", ui-monospace, monospace; font-size: 0.9em; }
pre { overflow-x: auto; padding: 0.75rem 1rem; border-radius: 8px; background: light-dark(#ece7dd, #12110f); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; margin: 0.25rem 0; }
dd { margin: 0; }
a { color: light-dark(#0e5a48, #62c9a2); }
`;
