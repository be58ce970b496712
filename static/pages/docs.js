// The API, read from its own description: every operation with parameters, bodies and the errors it can give.
import { api } from "../lib/api.js";
import { fillWith, h } from "../lib/dom.js";
import { t } from "../lib/i18n.js";
import { startPage } from "../lib/page.js";
import { stackingTable } from "../parts/table.js";
import { tag } from "../parts/tag.js";

const METHODS = ["get", "post", "put", "patch", "delete"];
const DEEPEST = 6;

await startPage({ title: "page.docs.title" }, async ({ main }) => {
  const description = await api.get("/api/openapi.json");
  const groups = groupByTag(description);
  fillWith(
    main,
    h("h1", {}, t("page.docs.title")),
    h(
      "p",
      {},
      `${description.info.title} ${description.info.version} · `,
      h("a", { href: "/api/openapi.json" }, "openapi.json"),
    ),
    h(
      "nav",
      { "aria-label": t("page.docs.groups") },
      h(
        "ul",
        {},
        [...groups.keys()].map((name) => h("li", {}, h("a", { href: `#group-${name}` }, name))),
      ),
    ),
    [...groups].map(([name, operations]) =>
      h(
        "section",
        { id: `group-${name}` },
        h("h2", {}, name),
        operations.map((one) => operationBox(one, description)),
      ),
    ),
  );
});

function groupByTag(description) {
  const groups = new Map();
  for (const [path, item] of Object.entries(description.paths)) {
    for (const method of METHODS.filter((one) => item[one])) {
      const name = item[method].tags?.[0] ?? t("page.docs.other");
      groups.set(name, [
        ...(groups.get(name) ?? []),
        { path, method, operation: item[method], shared: item.parameters ?? [] },
      ]);
    }
  }
  return groups;
}

function operationBox({ path, method, operation, shared }, description) {
  const parameters = [...shared, ...(operation.parameters ?? [])].map((one) => resolve(one, description));
  return h(
    "details",
    { class: "card operation", id: operation.operationId ?? null, "data-testid": "operation" },
    h("summary", {}, tag("info", method.toUpperCase()), " ", h("code", {}, path), " ", operation.summary),
    operation.description && h("p", {}, words(operation.description)),
    parameters.length > 0 &&
      stackingTable(
        t("page.docs.parameters"),
        [t("page.docs.name"), t("page.docs.place"), t("page.docs.type"), t("page.docs.meaning")],
        parameters.map(parameterCells),
      ),
    bodyBox(t("page.docs.body"), operation.requestBody && resolve(operation.requestBody, description), description),
    stackingTable(
      t("page.docs.answers"),
      [t("page.docs.status"), t("page.docs.meaning"), t("page.docs.type")],
      Object.entries(operation.responses).map(([status, one]) =>
        answerCells(status, resolve(one, description), description),
      ),
    ),
  );
}

function parameterCells({ name, in: place, schema = {}, description = "", required }) {
  return [required ? `${name} *` : name, place, typeName(schema), words(description)];
}

function answerCells(status, { description = "", content = {} }, whole) {
  return [status, words(description), Object.entries(content).map(([type, { schema }]) => schemaBox(type, schema, whole))];
}

// Descriptions mark what stands for itself as Markdown does.
function words(text) {
  return text.split("`").map((part, place) => (place % 2 === 0 ? part : h("code", {}, part)));
}

function bodyBox(title, body, whole) {
  if (!body) return null;
  return h(
    "div",
    {},
    h("h3", {}, title),
    Object.entries(body.content ?? {}).map(([type, { schema }]) => schemaBox(type, schema, whole)),
  );
}

function schemaBox(type, schema, whole) {
  if (!schema) return type;
  return h(
    "details",
    {},
    h("summary", {}, `${type}: ${typeName(schema)}`),
    h("pre", { tabindex: "0" }, outline(schema, whole, 0)),
  );
}

function typeName(schema) {
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.oneOf ?? schema.anyOf) return (schema.oneOf ?? schema.anyOf).map(typeName).join(" | ");
  if (schema.items) return `${typeName(schema.items)}[]`;
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  return [schema.type].flat().filter(Boolean).join(" | ") + (schema.format ? ` (${schema.format})` : "");
}

// The shape as indented lines; a type that contains itself is cut where it gets too deep.
function outline(schema, whole, depth) {
  const plain = resolve(schema, whole);
  const parts = plain.allOf ? plain.allOf.map((part) => resolve(part, whole)) : [plain];
  const properties = Object.assign({}, ...parts.map((part) => part.properties ?? {}));
  if (plain.items && depth < DEEPEST) return outline(plain.items, whole, depth);
  if (Object.keys(properties).length === 0 || depth >= DEEPEST) return typeName(schema);
  const required = new Set(parts.flatMap((part) => part.required ?? []));
  const pad = "  ".repeat(depth + 1);
  const lines = Object.entries(properties).map(([name, inner]) => {
    const nested = outline(inner, whole, depth + 1);
    return `${pad}${name}${required.has(name) ? "" : "?"}: ${typeName(inner)}${nested.startsWith("{") ? ` ${nested}` : ""}`;
  });
  return `{\n${lines.join("\n")}\n${"  ".repeat(depth)}}`;
}

function resolve(node, whole) {
  if (!node?.$ref) return node ?? {};
  return (
    node.$ref
      .slice(2)
      .split("/")
      .reduce((place, key) => place?.[key.replaceAll("~1", "/")], whole) ?? {}
  );
}
