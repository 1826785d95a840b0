import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript-api';

/** One thing to mend. */
export interface DocblockProblem {
  /**
   * - `export`: an exported declaration of a source file has no docblock.
   * - `member`: a member of something that a package exports has none.
   * - `opener`: a docblock opens with What, Who, How, Where or Whether.
   */
  readonly kind: 'export' | 'member' | 'opener';
  /** Path from the root of the repository. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** `Client.join`, or the first words of the docblock. */
  readonly name: string;
}

/** Packages with their entry points: what users can import. */
const PACKAGES: { readonly [folder: string]: readonly string[] } = {
  protocol: ['index.ts', 'cassette/index.ts', 'signature.ts', 'testing.ts', 'wire/index.ts'],
  'mock-server': ['index.ts', 'testing.ts'],
  client: ['index.ts', 'recorders/index.ts', 'register.ts'],
  page: [],
  'sample-app': [],
  mcp: [],
  cluster: ['index.ts'],
};

const OPENER = /^\/\*\*[\s*]*(?:What|Who|Whose|Whom|How|Where|Whether)\b/;

/** Reads all sources of all packages. `root`: folder of the repository. */
export function findDocblockProblems(root: string): DocblockProblem[] {
  const config = ts.readConfigFile(join(root, 'tsconfig.base.json'), (path) => readFileSync(path, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const files = Object.keys(PACKAGES).flatMap((name) =>
    ts.sys.readDirectory(join(root, 'packages', name, 'src'), ['.ts', '.tsx']),
  );
  const program = ts.createProgram(files, { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const published = publishedDeclarations(program, checker, root);
  const problems: DocblockProblem[] = [];
  for (const path of files) {
    const source = program.getSourceFile(path);
    if (!source) throw new Error(`${path} was not read`);
    const file = relative(root, path).replaceAll('\\', '/');
    const add = (kind: DocblockProblem['kind'], position: number, name: string): void => {
      problems.push({ kind, file, line: source.getLineAndCharacterOfPosition(position).line + 1, name });
    };
    for (const statement of source.statements) {
      for (const { node, name } of exportedBy(statement, source)) {
        if (!hasDocblock(node, checker)) add('export', node.getStart(), name);
        if (!published.has(node)) continue;
        for (const member of membersOf(node)) {
          if (!hasDocblock(member, checker)) {
            add('member', member.getStart(), `${name}.${member.name?.getText() ?? '[signature]'}`);
          }
        }
      }
    }
    for (const comment of docblocksOf(source)) {
      const text = source.text.slice(comment.pos, comment.end);
      if (OPENER.test(text))
        add(
          'opener',
          comment.pos,
          text
            .replace(/^[/*\s]+/, '')
            .slice(0, 60)
            .split('\n')[0] ?? '',
        );
    }
  }
  return problems;
}

/** Declarations that users can import. */
function publishedDeclarations(program: ts.Program, checker: ts.TypeChecker, root: string): Set<ts.Node> {
  const found = new Set<ts.Node>();
  for (const [folder, entries] of Object.entries(PACKAGES)) {
    for (const entry of entries) {
      const source = program.getSourceFile(join(root, 'packages', folder, 'src', entry));
      const module = source && checker.getSymbolAtLocation(source);
      if (!module) continue;
      for (const exported of checker.getExportsOfModule(module)) {
        const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
        const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
        for (const declaration of symbol.declarations ?? []) found.add(declaration);
      }
    }
  }
  return found;
}

interface Exported {
  readonly node: ts.Declaration;
  readonly name: string;
}

/** What a statement exports itself; `export … from` is documented where it leads. */
function exportedBy(statement: ts.Statement, source: ts.SourceFile): Exported[] {
  const isExported =
    ts.canHaveModifiers(statement) &&
    ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
  if (!isExported) return [];
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((node) => ({ node, name: node.name.getText() }));
  }
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
  ) {
    const name = statement.name?.text ?? 'default';
    // `export type X = (typeof X)[keyof typeof X]` beside `export const X`: one thing, documented once.
    if (ts.isTypeAliasDeclaration(statement) && isConstant(name, source)) return [];
    // The docblock of an overload stands before the first of them.
    if (ts.isFunctionDeclaration(statement) && overloadsBefore(statement, source)) return [];
    return [{ node: statement, name }];
  }
  return [];
}

function isConstant(name: string, source: ts.SourceFile): boolean {
  return source.statements.some(
    (statement) =>
      ts.isVariableStatement(statement) &&
      statement.declarationList.declarations.some((declaration) => declaration.name.getText() === name),
  );
}

function overloadsBefore(declaration: ts.FunctionDeclaration, source: ts.SourceFile): boolean {
  const first = source.statements.find(
    (statement) => ts.isFunctionDeclaration(statement) && statement.name?.text === declaration.name?.text,
  );
  return first !== declaration;
}

type Member = ts.TypeElement | ts.ClassElement | ts.PropertyAssignment;

/** Members that a user of the declaration sees. */
function membersOf(node: ts.Declaration): Member[] {
  if (ts.isInterfaceDeclaration(node)) return [...node.members];
  if (ts.isTypeAliasDeclaration(node)) return literalMembers(node.type);
  if (ts.isClassDeclaration(node)) return node.members.filter(isPublic);
  if (ts.isVariableDeclaration(node)) return constantMembers(node.initializer);
  return [];
}

/** Members of object types, also inside unions. */
function literalMembers(type: ts.TypeNode): Member[] {
  if (ts.isTypeLiteralNode(type)) return [...type.members];
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type)) return type.types.flatMap(literalMembers);
  if (ts.isParenthesizedTypeNode(type)) return literalMembers(type.type);
  return [];
}

/** Members of `{…} as const`. */
function constantMembers(initializer: ts.Expression | undefined): Member[] {
  if (!initializer || !ts.isAsExpression(initializer)) return [];
  if (!ts.isObjectLiteralExpression(initializer.expression)) return [];
  return initializer.expression.properties.filter((property) => ts.isPropertyAssignment(property));
}

function isPublic(member: ts.ClassElement): boolean {
  if (ts.isConstructorDeclaration(member) || !member.name) return false;
  if (ts.isPrivateIdentifier(member.name) || ts.isComputedPropertyName(member.name)) return false;
  // A setter shares the docblock of its getter; `name` of an error is that of every error.
  if (ts.isSetAccessorDeclaration(member)) return false;
  return ts.canHaveModifiers(member)
    ? !ts
        .getModifiers(member)
        ?.some(({ kind }) =>
          [
            ts.SyntaxKind.PrivateKeyword,
            ts.SyntaxKind.ProtectedKeyword,
            ts.SyntaxKind.OverrideKeyword,
          ].includes(kind),
        )
    : true;
}

/** Its own docblock, or that of the interface member that it implements. */
function hasDocblock(node: ts.Declaration, checker: ts.TypeChecker): boolean {
  const own = ts.getJSDocCommentsAndTags(node).some((part) => ts.isJSDoc(part));
  if (own) return true;
  const name = ts.getNameOfDeclaration(node);
  const symbol = name && checker.getSymbolAtLocation(name);
  return symbol !== undefined && symbol.getDocumentationComment(checker).length > 0;
}

/** Every comment that opens with `/**`. */
function docblocksOf(source: ts.SourceFile): ts.TextRange[] {
  const found: ts.TextRange[] = [];
  const seen = new Set<number>();
  const visit = (node: ts.Node): void => {
    for (const comment of ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? []) {
      if (seen.has(comment.pos)) continue;
      seen.add(comment.pos);
      if (source.text.startsWith('/**', comment.pos)) found.push(comment);
    }
    node.getChildren(source).forEach(visit);
  };
  visit(source);
  return found;
}
