/**
 * Reads the sources of the package with the compiler: types become schemas, docblocks become descriptions.
 */
import { fileURLToPath } from 'node:url';
import TJS, { ts } from 'typescript-json-schema';

/** One member of a constant. */
export interface EnumMember {
  /** Key of the member. */
  readonly name: string;
  /** Number on the wire. */
  readonly value: number;
  /** Text of the docblock; empty without one. */
  readonly description: string;
}

/** A constant object such as `MessageType`. */
export interface EnumTable {
  /** Name of the constant. */
  readonly name: string;
  /** Text of the docblock without tags. */
  readonly description: string;
  /** Text of `@see`: the page that lists the numbers. */
  readonly source?: string;
  /** Members in the order of the source. */
  readonly members: readonly EnumMember[];
}

/** The compiled sources. */
export interface SourceProgram {
  /** Program of the compiler. */
  readonly program: TJS.Program;
  /** Schema generator of that program. */
  readonly generator: TJS.JsonSchemaGenerator;
  /** Constants by name. */
  readonly enums: ReadonlyMap<string, EnumTable>;
}

const roots = ['../../src/wire/index.ts', '../../src/messages/index.ts'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

/**
 * Reads the sources, which takes about a second.
 * @throws Error if they do not compile.
 */
export function readSources(): SourceProgram {
  // The generator keeps type names only with this module resolution.
  const program = TJS.getProgramFromFiles(roots, {
    strict: true,
    target: 'es2022',
    module: 'ESNext',
    moduleResolution: 'Bundler',
    types: [],
    skipLibCheck: true,
  });
  const generator = TJS.buildGenerator(program, {
    required: true,
    strictNullChecks: true,
    ref: true,
    topRef: true,
    validationKeywords: ['contentEncoding', 'multipleOf'],
  });
  if (!generator) throw new Error('The sources do not compile; see the messages above.');
  return { program, generator, enums: readEnums(program) };
}

function ownFiles(program: TJS.Program): readonly ts.SourceFile[] {
  return program.getSourceFiles().filter((file) => !file.isDeclarationFile);
}

function readEnums(program: TJS.Program): ReadonlyMap<string, EnumTable> {
  const tables = ownFiles(program).flatMap((file) => file.statements.flatMap(enumIn));
  return new Map(tables.toSorted((a, b) => a.name.localeCompare(b.name)).map((table) => [table.name, table]));
}

/** Constant of the form `export const X = { A: 1, … } as const;` with integers only; otherwise empty. */
function enumIn(statement: ts.Statement): EnumTable[] {
  if (!ts.isVariableStatement(statement)) return [];
  const [declaration] = statement.declarationList.declarations;
  const value = declaration?.initializer;
  if (!declaration || !ts.isIdentifier(declaration.name) || !value || !ts.isAsExpression(value)) return [];
  if (!ts.isObjectLiteralExpression(value.expression)) return [];
  const members = value.expression.properties.map(memberIn);
  if (members.length === 0 || members.some((member) => member === undefined)) return [];
  const source = ts
    .getJSDocTags(statement)
    .filter((tag) => tag.tagName.text === 'see')
    .map((tag) =>
      tag
        .getText()
        .replace(/^@see\s*/, '')
        .replaceAll(/\s*\n\s*\*\s*/g, ' ')
        .trim(),
    )[0];
  return [
    {
      name: declaration.name.text,
      description: descriptionOf(statement),
      ...(source !== undefined && { source }),
      members: members.filter((member) => member !== undefined),
    },
  ];
}

function memberIn(property: ts.ObjectLiteralElementLike): EnumMember | undefined {
  if (!ts.isPropertyAssignment(property)) return undefined;
  const text = property.initializer.getText();
  if (!/^-?\d+$/.test(text)) return undefined;
  return { name: property.name.getText(), value: Number(text), description: descriptionOf(property) };
}

/** Text of the docblock directly above a node, without tags, on one line. */
function descriptionOf(node: ts.Node): string {
  const blocks = ts.getJSDocCommentsAndTags(node).filter((block) => ts.isJSDoc(block));
  const text = ts.getTextOfJSDocComment(blocks.at(-1)?.comment) ?? '';
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** Types of the properties of an interface by name, inherited ones included. */
export function propertyTypes(program: TJS.Program, interfaceName: string): ReadonlyMap<string, ts.TypeNode> {
  const declaration = ownFiles(program)
    .flatMap((file) => [...file.statements])
    .filter((statement) => ts.isInterfaceDeclaration(statement))
    .find((statement) => statement.name.text === interfaceName);
  if (!declaration) return new Map();
  const type = program.getTypeChecker().getTypeAtLocation(declaration);
  const properties = type.getProperties().flatMap((property) => {
    const node = property.valueDeclaration;
    return node && ts.isPropertySignature(node) && node.type ? [[property.name, node.type] as const] : [];
  });
  return new Map(properties);
}

/** Members of constants that a type consists of; empty if it does not consist of constants. */
export function enumMembersOf(sources: SourceProgram, type: ts.TypeNode): readonly EnumMember[] {
  const again = (inner: ts.TypeNode): readonly EnumMember[] => enumMembersOf(sources, inner);
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(again);
  if (ts.isTypeQueryNode(type)) return queriedMember(sources, type);
  if (ts.isIndexedAccessTypeNode(type)) {
    const key = type.indexType.getText().replaceAll(/['"]/g, '');
    const property = propertyTypes(sources.program, type.objectType.getText()).get(key);
    return property ? again(property) : [];
  }
  if (!ts.isTypeReferenceNode(type)) return [];
  const [argument] = type.typeArguments ?? [];
  if (type.typeName.getText() === 'Exclude' && argument) return again(argument);
  return namedMembers(sources, type.typeName.getText());
}

/** Members of a constant, or of a type alias for some of its members. */
export function namedMembers(sources: SourceProgram, name: string): readonly EnumMember[] {
  const table = sources.enums.get(name);
  if (table) return table.members;
  const alias = ownFiles(sources.program)
    .flatMap((file) => [...file.statements])
    .filter((statement) => ts.isTypeAliasDeclaration(statement))
    .find((statement) => statement.name.text === name);
  return alias ? enumMembersOf(sources, alias.type) : [];
}

/** Member of a type query such as `typeof MessageType.KEEP_ALIVE_REQ`. */
function queriedMember(sources: SourceProgram, type: ts.TypeQueryNode): readonly EnumMember[] {
  const [table, member] = type.exprName.getText().split('.');
  const found = sources.enums.get(table ?? '')?.members.find(({ name }) => name === member);
  return found ? [found] : [];
}
