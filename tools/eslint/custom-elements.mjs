// Prints web/custom-elements.json, the Custom Elements Manifest (schema 2.1.0) of
// <thoughtly-form>: its properties and attributes from the interface Properties,
// its events from ThoughtlyFormEvents, its methods and fields from the class, each
// with its JSDoc. Members marked @internal are left out. Run by make generate.
import ts from "typescript";

const SRC = new URL("../../web/src/", import.meta.url).pathname;
const program = ts.createProgram([`${SRC}element.ts`], {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  types: [],
  strict: true,
});
const checker = program.getTypeChecker();
const flags =
  ts.TypeFormatFlags.NoTruncation |
  ts.TypeFormatFlags.InTypeAlias |
  ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;

/** The declaration of a name in a source file. */
function find(file, name) {
  const found = program
    .getSourceFile(SRC + file)
    .statements.flatMap((s) => (ts.isVariableStatement(s) ? s.declarationList.declarations : s))
    .filter((s) => s.name?.text === name);
  return found.find(ts.isClassDeclaration) ?? found[0];
}

const isInternal = (node) => ts.getJSDocTags(node).some((tag) => tag.tagName.text === "internal");

/** Name, type and JSDoc of a member. */
function describe(member) {
  const description = ts
    .getJSDocCommentsAndTags(member)
    .map((doc) => ts.getTextOfJSDocComment(doc.comment))
    .join(" ")
    .replace(/\s+/g, " ");
  if (!description) throw new Error(`${member.name.text} has no JSDoc`);
  const type = checker.typeToString(checker.getTypeAtLocation(member), undefined, flags);
  return { name: member.name.text, type: { text: type }, description };
}

const isPublic = (member) =>
  (ts.isMethodDeclaration(member) || ts.isPropertyDeclaration(member)) &&
  !ts.isPrivateIdentifier(member.name) &&
  !(ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) &&
  !/Callback$/.test(member.name.text) &&
  !isInternal(member);

const defaults = Object.fromEntries(
  find("properties.ts", "DEFAULTS")
    .initializer.properties.filter((p) => ts.isStringLiteral(p.initializer) && p.initializer.text)
    .map((p) => [p.name.text, JSON.stringify(p.initializer.text)]),
);
const reflected = find("properties.ts", "Properties").members.map((member) => ({
  ...describe(member),
  default: defaults[member.name.text],
  attribute: member.name.text.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
}));
const element = find("element.ts", "ThoughtlyForm");
const declared = element.members.filter(isPublic).map((member) => {
  const { name, type, description } = describe(member);
  if (!ts.isMethodDeclaration(member)) return { kind: "field", name, type, description };
  const result = checker.getReturnTypeOfSignature(checker.getSignatureFromDeclaration(member));
  const text = checker.typeToString(result, undefined, flags);
  return { kind: "method", name, description, return: { type: { text } } };
});
const events = find("events.ts", "ThoughtlyFormEvents").members.map((member) => {
  const { name, type, description } = describe(member);
  return { name, type: { text: `CustomEvent<${type.text}>` }, description };
});

const path = "dist/thoughtly-form.js";
const manifest = {
  schemaVersion: "2.1.0",
  modules: [
    {
      kind: "javascript-module",
      path,
      declarations: [
        {
          kind: "class",
          customElement: true,
          name: "ThoughtlyForm",
          tagName: "thoughtly-form",
          description: ts
            .getTextOfJSDocComment(ts.getJSDocCommentsAndTags(element)[0].comment)
            .replace(/\s+/g, " "),
          superclass: { name: "HTMLElement" },
          attributes: reflected.map(({ name, attribute, ...rest }) => ({
            name: attribute,
            fieldName: name,
            ...rest,
          })),
          members: [
            ...reflected.map((property) => ({ kind: "field", ...property, reflects: true })),
            ...declared,
          ],
          events,
        },
      ],
      exports: [
        { kind: "js", name: "ThoughtlyForm", declaration: { name: "ThoughtlyForm", module: path } },
        {
          kind: "custom-element-definition",
          name: "thoughtly-form",
          declaration: { name: "ThoughtlyForm", module: path },
        },
      ],
    },
  ],
};
console.log(JSON.stringify(manifest, null, 2));
