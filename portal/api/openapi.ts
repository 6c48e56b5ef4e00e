import { z } from "zod";
import { errorStatus } from "../../domain/errors.ts";
import { edgeStatus } from "../problem.ts";
import type { Level, Route } from "./route.ts";

type Json = { readonly [key: string]: unknown };

const sampleId = "019b0000-0000-7000-8000-000000000001";

/** What each level asks of whoever calls. */
const levelWords: Readonly<Record<Level, string>> = {
  anyone: "No session needed.",
  session: "Needs a session.",
  user: "For the person's own things.",
  administrator: "For administrators of the organisation, and operators who have entered it.",
  operator: "For operator staff.",
};

/** Who may call a route, in words. */
export function whoMay({ level, exchange, finance }: Route): string {
  if (finance) return "For operator staff that looks after all organisations. Also for a billing system with its key.";
  return exchange ? `${levelWords[level]} Also for an exchange with its key.` : levelWords[level];
}

/** The route table as an OpenAPI 3.1 document. */
export function openApiDocument(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = `/api${route.path.replace(/:([a-zA-Z]+)/g, "{$1}")}`;
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Klyka",
      version,
      description:
        "Errors are problem details (RFC 9457) with a stable `code`, `values` for its sentence and `errors` by field. " +
        "A write names the version it read in `If-Match`; absent fields stay, `null` clears. The organisation is the session's.",
    },
    paths,
    components: {
      schemas: { Problem: problemSchema() },
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "klyka_session" },
        csrf: { type: "apiKey", in: "header", name: "X-CSRF-Token" },
        exchangeKey: {
          type: "http",
          scheme: "bearer",
          description: "An exchange's key (`klyka exchange-key add`). It opens the routes that name it, and no others.",
        },
        financeKey: {
          type: "http",
          scheme: "bearer",
          description: "A billing system's key (`klyka finance-key add`). It opens the routes that name it, and no others.",
        },
      },
    },
  };
}

function operation(route: Route): Json {
  return {
    tags: [route.tag],
    summary: route.summary,
    description: whoMay(route),
    operationId: operationId(route),
    security: securityOf(route),
    parameters: [...pathParameters(route), ...queryParameters(route), ...(route.versioned ? [ifMatch] : [])],
    ...(route.file === null ? {} : { requestBody: { required: true, content: fileOf(route.file.types) } }),
    ...(route.body === null ? {} : { requestBody: { required: true, content: { "application/json": bodyOf(route) } } }),
    responses: responsesOf(route),
  };
}

/** `patchUsersUserDetails` */
function operationId({ method, path }: Route): string {
  const words = path.split(/[/:.-]+/).filter((word) => word !== "");
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function securityOf({ level, method, exchange, finance }: Route): Json[] {
  if (level === "anyone") return [];
  if (finance) return [method === "get" ? { session: [] } : { session: [], csrf: [] }, { financeKey: [] }];
  if (exchange) return [{ session: [] }, { exchangeKey: [] }];
  return [method === "get" ? { session: [] } : { session: [], csrf: [] }];
}

const ifMatch = {
  name: "If-Match",
  in: "header",
  required: true,
  description: "The version that was read, as the ETag gave it. Another one is answered 412 with the row as it is now.",
  schema: { type: "string" },
};

function pathParameters(route: Route): Json[] {
  return Object.entries(route.params.shape).map(([name, schema]) => ({
    name,
    in: "path",
    required: true,
    schema: jsonSchema(schema, "input"),
  }));
}

function queryParameters(route: Route): Json[] {
  return Object.entries(route.query.shape).map(([name, schema]) => {
    const { description, ...rest } = jsonSchema(schema, "input");
    const required = !schema.safeParse(undefined).success;
    const example = route.method === "get" ? exampleOf(route, name) : {};
    return { name, in: "query", required, schema: rest, ...example, ...(description === undefined ? {} : { description }) };
  });
}

function exampleOf({ example }: Route, name: string): Json {
  if (example === null || typeof example !== "object" || !(name in example)) return {};
  return { example: filledExample(Object.entries(example).find(([key]) => key === name)?.[1], () => sampleId) };
}

function bodyOf(route: Route): Json {
  return {
    schema: route.body === null ? {} : jsonSchema(route.body, "input"),
    ...(route.example === null ? {} : { example: filledExample(route.example, () => sampleId) }),
  };
}

function fileOf(types: readonly string[]): Json {
  return Object.fromEntries(types.map((type) => [type.endsWith("/") ? `${type}*` : type, {}]));
}

/** An example with an id in each place where `{user}`, `{phone}` … stand. */
export function filledExample(example: unknown, idOf: (kind: string) => string): unknown {
  if (typeof example === "string") {
    return example.replace(/\{([a-zA-Z]+)\}/g, (_, kind: string) => idOf(kind));
  }
  if (Array.isArray(example)) return example.map((part) => filledExample(part, idOf));
  if (example === null || typeof example !== "object") return example;
  return Object.fromEntries(Object.entries(example).map(([name, part]) => [name, filledExample(part, idOf)]));
}

function responsesOf(route: Route): Json {
  const problem = {
    description: "Refused.",
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  };
  const status = route.answer === null ? "204" : route.method === "post" ? "2XX" : "200";
  const good =
    route.answer === null
      ? { description: "Done." }
      : { description: "Done.", content: { "application/json": { schema: jsonSchema(route.answer, "output") } } };
  return { [status]: good, "4XX": problem };
}

function jsonSchema(schema: z.core.$ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any", target: "draft-2020-12" });
  return rest;
}

function problemSchema(): Json {
  const codes = [...new Set([...Object.keys(edgeStatus), ...Object.keys(errorStatus)])];
  const values = { type: "object", description: "What fills in the sentence of the code." };
  return {
    type: "object",
    required: ["type", "title", "status", "code"],
    properties: {
      type: { const: "about:blank" },
      title: { type: "string" },
      status: { type: "integer" },
      code: { enum: codes },
      values,
      errors: {
        type: "array",
        items: {
          type: "object",
          required: ["field", "code", "detail"],
          properties: {
            field: { type: "string", description: "Dotted path: `numbers.0.number`." },
            code: { type: "string" },
            detail: values,
          },
        },
      },
      current: { description: "With `version_conflict`: the row as it is now." },
      saved: {
        type: "object",
        description: "With `version_conflict`: who saved it, and when, where the change log tells.",
        required: ["by", "own", "at"],
        properties: {
          by: { type: "string" },
          own: { type: "boolean", description: "It was the asker." },
          at: { type: "string", format: "date-time" },
        },
      },
    },
  };
}
