import { constantTimeEqual } from '../../core/auth/constant-time-equal.js'
import type { FileSource } from '../../core/ports/file-source.js'
import type { Document, Documents, Thumb } from '../../documents/ports/documents.js'
import type { Files } from '../../documents/ports/files.js'

/** The folder in a document's addresses, one of a hundred, as clients of this API expect. */
export function addressPath(document: Pick<Document, 'id'>): string {
  return `/file/${shardOf(document.id)}/`
}

/** The address of a thumbnail. */
export function thumbUrl(publicUrl: string, document: Document, { label, ext }: Thumb): string {
  return `${publicUrl}${addressPath(document)}${document.id}.${document.thumbSecret}.${label}.${ext}`
}

/** The address of the original file. */
export function originalUrl(publicUrl: string, document: Document): string {
  const { secret, ext } = document.original
  return `${publicUrl}${addressPath(document)}${document.id}.${secret}.${ext}`
}

const shardOf = (id: string): string => id.slice(-2).padStart(2, '0')

const addressForm = /^(\d{2})\/(\d{1,16})\.([0-9a-f]{32})(?:\.([0-9]{2,4}x?))?\.([a-z0-9]{2,8})$/

/** Finds the files of these addresses. An address holds a secret, so knowing it is the permission. */
export function createFileSource(documents: Pick<Documents, 'find'>, files: Pick<Files, 'pathOf'>): FileSource {
  return {
    async find(address) {
      const [, shard, id, secret, label, ext] = addressForm.exec(address) ?? []
      if (id === undefined || secret === undefined || ext === undefined || shard !== shardOf(id)) return undefined
      const document = await documents.find(id)
      if (document === undefined) return undefined
      const isThumb = label !== undefined
      if (!constantTimeEqual(secret, isThumb ? document.thumbSecret : document.original.secret)) return undefined
      const known = isThumb ? document.thumbs.find((thumb) => thumb.label === label) : document.original
      if (known?.ext !== ext) return undefined
      return { path: files.pathOf(document.fileKey, label ?? 'original'), ext, isPublic: document.share === 4 }
    },
  }
}
