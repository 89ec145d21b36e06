import { choice, decimal, flag, type ParamFault } from '../../core/schema/params.js'
import type { Circle, DocumentSettings, Position } from '../../documents/ports/documents.js'

const licenses = ['0', '1', '3', '5', '7', '9', '11', '255'] as const
const safetyLevels = ['1', '2', '3'] as const
const circleWords = ['0', '1', '2', '3', '4', '5'] as const
const circles: Readonly<Record<(typeof circleWords)[number], Circle>> = { 0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5 }

/** The latitude and longitude of no position. */
const nowhere = -999

/**
 * The common parameters of upload and change.
 *
 * @param fault the codes of an invalid value
 */
export function settingsParams(fault: ParamFault) {
  const circle = (description: string) =>
    choice(circleWords, {
      fault,
      description: `${description}: 0 the owner, 1 family, 2 friends, 3 both, 4 contacts, 5 every member`,
    }).optional()
  return {
    license: choice(licenses, { fault, description: 'The licence: 0 copyright, 255 free use, else CC' }).optional(),
    safety: choice(safetyLevels, { fault, description: '1 for all, 2 not for all, 3 adults only' }).optional(),
    is_public: flag({ fault, description: 'Everybody may see it' }).optional(),
    is_family: flag({ fault, description: 'Family may see it' }).optional(),
    is_friend: flag({ fault, description: 'Friends may see it' }).optional(),
    perm_comment: circle('Who may comment'),
    perm_tag: circle('Who may tag'),
    perm_tagme: circle('Who may add a tag of themselves'),
    lat: decimal({ min: nowhere, max: 90, fault, description: 'Degrees north; -999 for no position' }).optional(),
    lng: decimal({ min: nowhere, max: 180, fault, description: 'Degrees east; -999 for no position' }).optional(),
  }
}

/** The values of {@link settingsParams} with the same meaning in every method. */
export interface CommonSettings {
  readonly license?: (typeof licenses)[number] | undefined
  readonly safety?: (typeof safetyLevels)[number] | undefined
  readonly perm_comment?: (typeof circleWords)[number] | undefined
  readonly perm_tag?: (typeof circleWords)[number] | undefined
  readonly perm_tagme?: (typeof circleWords)[number] | undefined
}

/** Converts the parameters that were sent to settings. */
export function readSettings(sent: CommonSettings): Partial<DocumentSettings> {
  const { license, safety, perm_comment, perm_tag, perm_tagme } = sent
  return {
    ...(license !== undefined && { license: Number(license) }),
    ...(safety !== undefined && { safety: Number(safety) }),
    ...(perm_comment !== undefined && { mayComment: circles[perm_comment] }),
    ...(perm_tag !== undefined && { mayTag: circles[perm_tag] }),
    ...(perm_tagme !== undefined && { mayTagThemselves: circles[perm_tagme] }),
  }
}

/**
 * Reads a position.
 *
 * @returns `unsent` without both parameters, `none` to remove the position, `wrong` for an invalid one
 */
export function readPosition(lat: number | undefined, lng: number | undefined): Position | 'unsent' | 'none' | 'wrong' {
  if (lat === undefined && lng === undefined) return 'unsent'
  if (lat === undefined || lng === undefined) return 'wrong'
  if (lat === nowhere && lng === nowhere) return 'none'
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : 'wrong'
}
