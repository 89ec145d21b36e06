/** Runs a TypeScript program of ours in a process of its own: `node run-typescript.cjs PROGRAM ARGUMENT…` */
const { existsSync, readFileSync } = require('node:fs')
const Module = require('node:module')
const { dirname, resolve } = require('node:path')
const { transformSync } = require('@swc/core')

const resolveFilename = Module._resolveFilename
Module._resolveFilename = function (request, parent, ...rest) {
  const source = request.startsWith('.') ? resolve(dirname(parent.filename), request.replace(/\.js$/, '.ts')) : request
  return resolveFilename.call(this, request.startsWith('.') && existsSync(source) ? source : request, parent, ...rest)
}
Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  })
  module._compile(code, filename)
}

process.argv.splice(1, 1)
require(resolve(process.argv[1]))
