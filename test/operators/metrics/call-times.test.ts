import { Histogram, Registry } from 'prom-client'
import { CallTimes } from '../../../src/operators/metrics/call-times.js'
import { observe, startTimes, type Times } from '../../../src/operators/metrics/times.js'

test('shows what the histogram of prom-client shows', async () => {
  const ours = new Registry()
  const described = { name: 'babelgate_call_seconds', help: 'How long calls take.' }
  const observed: [protocol: string, times: Times][] = []
  new CallTimes(ours, { ...described, label: 'protocol', read: () => observed })
  const theirs = new Registry()
  const histogram = new Histogram({
    ...described,
    labelNames: ['protocol'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [theirs],
  })
  for (const [index, seconds] of [0, 0.0004, 0.0005, 0.0006, 0.25, 0.9, 9.99, 10, 10.5, 3600].entries()) {
    const protocol = index % 3 === 0 ? 'soap' : 'rest'
    const times = startTimes()
    observe(times, seconds)
    observed.push([protocol, times])
    histogram.observe({ protocol }, seconds)
  }
  const lines = async (register: Registry) => (await register.metrics()).split('\n').map(sortLabels).sort()
  expect(await lines(ours)).toEqual(await lines(theirs))
  const samples = async (register: Registry) => {
    const [metric] = await register.getMetricsAsJSON()
    return metric?.values.map(({ labels, value }) => ({ labels, value }))
  }
  expect(await samples(ours)).toEqual(expect.arrayContaining((await samples(theirs)) ?? []))
})

/** The labels of a sample in one order, since that means nothing. */
function sortLabels(line: string): string {
  return line.replace(/\{(.*)\}/, (_all, labels: string) => `{${labels.split(',').sort().join(',')}}`)
}
