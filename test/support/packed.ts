import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'

const packReport = z.array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) })).min(1)

/** This package as it is published. */
export interface PackedPackage {
  /** The paths of its files. */
  readonly files: readonly string[]
  /**
   * Installs it in a folder, as npm would, but with the dependencies of this repository in place of downloaded ones.
   */
  installIn(folder: string): void
  remove(): void
}

/** Packs this package and unpacks it. */
export function packPackage(): PackedPackage {
  const place = mkdtempSync(join(tmpdir(), 'babelgate-packed-'))
  const printed = execFileSync('npm', ['pack', '--json', '--pack-destination', place], {
    encoding: 'utf8',
    stdio: 'pipe',
  })
  const [report] = packReport.parse(JSON.parse(printed))
  execFileSync('tar', ['-xzf', join(place, report?.filename ?? ''), '-C', place])
  return {
    files: report?.files.map(({ path }) => path) ?? [],
    installIn(folder) {
      const modules = join(folder, 'node_modules')
      mkdirSync(join(modules, '.bin'), { recursive: true })
      cpSync(join(place, 'package'), join(modules, 'babelgate'), { recursive: true })
      symlinkSync(resolve('node_modules'), join(modules, 'babelgate', 'node_modules'))
      symlinkSync('../babelgate/bin/babelgate.js', join(modules, '.bin', 'babelgate'))
      symlinkSync('../typescript/bin/tsc', join(modules, '.bin', 'tsc'))
      for (const name of ['typescript', '@types', 'undici-types'])
        symlinkSync(resolve('node_modules', name), join(modules, name))
    },
    remove: () => rmSync(place, { recursive: true }),
  }
}
