import { Counter, type Registry } from 'prom-client'
import type { Admission, AdmissionFault, AdmissionRequest, Verdict } from '../../core/ports/admission.js'

/** The subject of a limit, for verdicts without an allowance. */
const limitSubjects: Readonly<Partial<Record<AdmissionFault, string>>> = {
  'address-over-limit': 'address',
  'application-over-limit': 'app',
}

/** Wraps an admission and counts its decisions about nonces and limits. Synchronous verdicts stay synchronous. */
export function countAdmissions(admission: Pick<Admission, 'admit'>, register: Registry): Pick<Admission, 'admit'> {
  // Plain numbers, copied when scraped, since a prom-client counter looks its labels up at every increment.
  const decisions = { fresh: 0, used: 0, old: 0, unknown: 0 }
  new Counter({
    name: 'babelgate_nonces_total',
    help: 'What was decided about nonces of OAuth.',
    labelNames: ['decision'],
    registers: [register],
    collect() {
      this.reset()
      for (const [decision, count] of Object.entries(decisions)) this.inc({ decision }, count)
    },
  })
  const refusals = new Counter({
    name: 'babelgate_limit_refusals_total',
    help: 'Calls that a limit refused, by whose limit it was.',
    labelNames: ['subject'],
    registers: [register],
  })
  const localAdmissions = new Counter({
    name: 'babelgate_local_admissions_total',
    help: 'Calls whose limits this process counted by itself, since Redis was away.',
    registers: [register],
  })
  const countRefusal = (verdict: Verdict) => {
    if (verdict.admitted) return
    const subject = limitSubjects[verdict.fault]
    if (subject !== undefined) refusals.inc({ subject: verdict.allowances?.[0]?.subject ?? subject })
  }
  const countNonce = (verdict: Verdict) => {
    if (verdict.admitted) decisions.fresh++
    else if (verdict.fault === 'oauth-nonce-used') decisions.used++
    else if (verdict.fault === 'oauth-timestamp-refused') decisions.old++
  }

  const count = ({ nonce }: AdmissionRequest, verdict: Verdict): Verdict => {
    countRefusal(verdict)
    if (verdict.local === true) localAdmissions.inc()
    if (nonce !== undefined) countNonce(verdict)
    return verdict
  }
  return {
    admit(request) {
      const verdict = admission.admit(request)
      if (!(verdict instanceof Promise)) return count(request, verdict)
      verdict.then(
        (settled) => count(request, settled),
        () => {
          if (request.nonce !== undefined) decisions.unknown++
        },
      )
      return verdict
    },
  }
}
