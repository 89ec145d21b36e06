import { resolve, sep } from 'node:path'
import ts from 'typescript'

const dist = resolve('dist') + sep
const compiler = ts.createProgram([`${dist}index.d.ts`], {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  skipLibCheck: true,
  types: ['node'],
})
const checker = compiler.getTypeChecker()

const typeFlags = ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Class | ts.SymbolFlags.Enum

const original = (symbol: ts.Symbol) =>
  (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol)

/** The declarations of a symbol that are ours. */
function ownDeclarations({ declarations = [] }: ts.Symbol): readonly ts.Declaration[] {
  return declarations.filter((declaration) => resolve(declaration.getSourceFile().fileName).startsWith(dist))
}

/** The types of this project that a node names. */
function namedTypes(node: ts.Node): ts.Symbol[] {
  const symbol = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined
  const named = symbol === undefined ? [] : [original(symbol)]
  const types = named.filter((one) => (one.flags & typeFlags) !== 0 && ownDeclarations(one).length > 0)
  ts.forEachChild(node, (child) => void types.push(...namedTypes(child)))
  return types
}

test('every type that the public API names is exported', () => {
  const face = compiler.getSourceFile(`${dist}index.d.ts`)
  const module = face && checker.getSymbolAtLocation(face)
  const exported = new Set((module === undefined ? [] : checker.getExportsOfModule(module)).map(original))
  expect([...exported].map(({ name }) => name)).toEqual(expect.arrayContaining(['createGateway', 'Babelgate']))
  const missing = [...exported].flatMap((symbol) =>
    ownDeclarations(symbol)
      .flatMap(namedTypes)
      .filter((type) => !exported.has(type))
      .map((type) => `${type.name}, named by ${symbol.name}`),
  )
  expect([...new Set(missing)]).toEqual([])
})
