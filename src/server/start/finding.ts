/** The result of one check of the doctor. */
export interface Finding {
  readonly name: string
  readonly ok: boolean
  /** The finding, or the problem and how to fix it. */
  readonly detail: string
}

/** Makes the finding of something that is as it should be. */
export const passed = (name: string, detail: string): Finding => ({ name, ok: true, detail })

/** Makes the finding of a problem. */
export const failed = (name: string, detail: string): Finding => ({ name, ok: false, detail })
