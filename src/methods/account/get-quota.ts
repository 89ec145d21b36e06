import { z } from 'zod'
import { defineMethod } from '../../core/define-method.js'
import { byteCount } from '../doc/results.js'
import type { DocumentServices } from '../services.js'

const size = z.object({ bytes: byteCount, kb: byteCount, mb: byteCount })
const share = size.extend({ percent: z.int() })

export const getQuota = defineMethod<Pick<DocumentServices, 'uploads' | 'users' | 'uploadLimits'>>()({
  name: 'account.getQuota',
  summary: 'Show how much the caller may upload, and how much of it is used',
  notes: [
    'kb and mb are rounded down, percent up.',
    'unlimited accounts are shown with a ceiling that grows when it is reached.',
  ],
  needs: { signature: true, token: true, permission: { doc: 'write' } },
  params: z.object({}),
  result: z.object({
    quota: z.object({
      user_id: z.string(),
      is_pro: z.boolean(),
      upload: z.object({ unlimited: z.boolean(), max: share, used: share, left: share }),
      maxfilesize: z.object({ photo: size, audio: size, video: size, other: size }),
      albums: z.object({ max: z.int(), created: z.int(), left: z.int() }),
    }),
  }),
  async run({ caller, services: { uploads, users, uploadLimits } }) {
    const userId = caller.user?.id ?? ''
    const isPro = (await users.find(userId))?.isPro === true
    const used = await uploads.usedBytes(userId)
    const max = isPro ? nextCeiling(used, uploadLimits.accountBytes) : uploadLimits.accountBytes
    const percent = Math.min(100, Math.ceil((used / max) * 100))
    const file = sizeOf(uploadLimits.fileBytes)
    const { albums } = uploadLimits
    return {
      quota: {
        user_id: userId,
        is_pro: isPro,
        upload: {
          unlimited: isPro,
          max: { ...sizeOf(max), percent: 100 },
          used: { ...sizeOf(used), percent },
          left: { ...sizeOf(Math.max(0, max - used)), percent: 100 - percent },
        },
        maxfilesize: { photo: file, audio: file, video: file, other: file },
        // No method creates albums.
        albums: { max: albums, created: 0, left: albums },
      },
    }
  },
})

function sizeOf(bytes: number): z.input<typeof size> {
  return { bytes, kb: Math.floor(bytes / 1024), mb: Math.floor(bytes / 1024 / 1024) }
}

/** The limit shown for unlimited accounts: the next step above their usage. */
function nextCeiling(used: number, step: number): number {
  return (Math.floor(used / step) + 1) * step
}
