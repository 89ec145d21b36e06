import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { api } from './soap.js'

/** What xmllint, a validator that is not ours, says of documents by the schema of a WSDL; empty where all are valid. */
export function schemaProblems(wsdl: string, documents: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'babelgate-wsdl-'))
  try {
    const schema = wsdl.slice(wsdl.indexOf('<xs:schema '), wsdl.indexOf('</xs:schema>') + '</xs:schema>'.length)
    const prefixes = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tns="${api}" `
    writeFileSync(join(folder, 'schema.xsd'), schema.replace('<xs:schema ', prefixes))
    const files = documents.map((document, number) => {
      const file = join(folder, `${number}.xml`)
      writeFileSync(file, document)
      return file
    })
    const { status, stderr } = spawnSync('xmllint', ['--noout', '--schema', join(folder, 'schema.xsd'), ...files])
    return status === 0 ? '' : stderr.toString()
  } finally {
    rmSync(folder, { recursive: true })
  }
}
