import type { Caller } from '../../core/call.js'
import { covers } from '../../core/permissions.js'
import type { Circle, Document, Share } from '../../documents/ports/documents.js'

/** Who looks: a member's id, or undefined for everybody else. */
export type Viewer = string | undefined

const everything: readonly Share[] = [0, 1, 2, 3, 4]
const publicOnly: readonly Share[] = [4]

/** The member behind a call; a caller whose token cannot read documents looks like a stranger. */
export function viewerOf(caller: Caller): Viewer {
  return covers(caller.permissions, { doc: 'read' }) ? caller.user?.id : undefined
}

/** The ways of sharing under which a viewer sees an owner's documents. The one place that decides who may see what. */
export function visibleShares(ownerId: string, viewer: Viewer): readonly Share[] {
  return ownerId === viewer ? everything : publicOnly
}

/** Whether a viewer may see a document. */
export function mayView(document: Document, viewer: Viewer): boolean {
  return visibleShares(document.ownerId, viewer).includes(document.share)
}

/** Whether a viewer belongs to those whom the owner lets interact. */
export function mayInteract(document: Document, circle: Circle, viewer: Viewer): boolean {
  return viewer === document.ownerId || (viewer !== undefined && circle === 5 && mayView(document, viewer))
}

/** Whether a viewer may have the original: the owner, and everybody whom the licence lets copy it. */
export function mayDownload(document: Document, viewer: Viewer): boolean {
  return viewer === document.ownerId || (document.license > 0 && mayView(document, viewer))
}
