/**
 * Lets a test start only programs that `scripts/test-programs.js` lists, so that a program that happens to be installed
 * here is not missing on the next machine. Node.js and npm are there wherever the tests run.
 */
const childProcess = require('node:child_process')
const { basename } = require('node:path')
const { programs } = require('../../scripts/test-programs.js')

const listed = new Set(['node', 'npm', 'npx', ...programs.map(({ program }) => basename(program))])

function check(file) {
  if (!listed.has(basename(file))) throw new Error(`A test starts ${file}: add it to scripts/test-programs.js.`)
}

const marker = Symbol.for('babelgate.listed-programs')

// The module is shared by the test files of one jest worker.
if (childProcess[marker] === undefined) {
  childProcess[marker] = true
  const { spawn } = childProcess.ChildProcess.prototype
  childProcess.ChildProcess.prototype.spawn = function (options) {
    check(options.file)
    return spawn.call(this, options)
  }
  for (const name of ['spawnSync', 'execFileSync']) {
    const original = childProcess[name]
    childProcess[name] = (file, ...rest) => {
      check(file)
      return original(file, ...rest)
    }
  }
}
