import { z } from 'zod'

/** How a document's date is written where nothing is known. */
export const unknownDate = '0000-00-00 00:00:00'

const form = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2}))?$/

/** A date and a time by the camera's clock, as a parameter: `YYYY-MM-DD HH:MM:SS`; the time may be left out. */
export const cameraDate = (description: string) =>
  z
    .string()
    .refine((value) => isDate(value))
    .transform(normalise)
    .meta({ description, type: 'string' })

function isDate(value: string): boolean {
  if (value === unknownDate) return true
  const [, day, time = '00:00:00'] = form.exec(value) ?? []
  const instant = new Date(`${day}T${time}Z`)
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(`${day}T${time}`)
}

function normalise(value: string): string {
  const [, day, time = '00:00:00'] = form.exec(value) ?? []
  return `${day} ${time}`
}
