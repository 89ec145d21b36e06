import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Builds `dist` from `src`: compiles TypeScript and copies the rest (pages, styles, scripts of Redis). Does nothing
 * where `dist` was built from the same sources, by a hash of their content, which covers removed files too
 * and does not depend on clocks.
 *
 * The hash is removed before the build and written after it, so a build that failed or was killed never counts.
 */

const stamp = join('dist', '.sources')

/** What decides how `dist` comes out, beside `src`. */
const settings = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts/build.js']

function filesBelow(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

function hashOf(files) {
  const hash = createHash('sha256')
  for (const file of files) {
    const content = readFileSync(file)
    hash.update(`${file} ${content.length}\n`).update(content)
  }
  return hash.digest('hex')
}

/** The files that a source becomes. */
function outputsOf(source) {
  const output = join('dist', source.slice('src/'.length))
  return /\.ts$/.test(source) ? ['.js', '.d.ts'].map((end) => output.replace(/\.ts$/, end)) : [output]
}

function compile() {
  const tsc = fileURLToPath(import.meta.resolve('typescript/bin/tsc'))
  return spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' }).status === 0
}

function copy(source) {
  const [output] = outputsOf(source)
  mkdirSync(dirname(output), { recursive: true })
  cpSync(source, output)
}

const sources = filesBelow('src').sort()
const outputs = new Set(sources.flatMap(outputsOf))
const hash = hashOf([...settings.filter((file) => existsSync(file)), ...sources])
const isWhole = existsSync(stamp) && [...outputs].every((output) => existsSync(output))

if (!isWhole || readFileSync(stamp, 'utf8') !== hash) {
  process.stderr.write('building dist …\n')
  // The compiler writes only what has changed since a build that came to its end; after any other it starts afresh.
  rmSync(isWhole ? stamp : 'dist', { recursive: true, force: true })
  if (compile()) {
    for (const source of sources.filter((file) => !file.endsWith('.ts'))) copy(source)
    const kept = new Set([...outputs, join('dist', '.tsbuildinfo')])
    for (const file of filesBelow('dist')) if (!kept.has(file)) rmSync(file)
    writeFileSync(stamp, hash)
  } else {
    process.exitCode = 1
  }
}
