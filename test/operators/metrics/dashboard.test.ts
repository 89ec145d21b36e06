import { readFileSync } from 'node:fs'
import { startTestServer } from '../../support/server.js'

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[]
}

test("the dashboard uses only metrics that the gateway has, and all of the gateway's own", async () => {
  const server = await startTestServer()
  const shown = await (await fetch(`${server.url}/metrics`)).text()
  await server.stop()
  const names = [...shown.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name)
  const dashboard: Dashboard = JSON.parse(readFileSync('deploy/grafana-dashboard.json', 'utf8'))
  const asked = dashboard.panels.flatMap(({ targets }) =>
    targets.flatMap(({ expr }) => [...expr.matchAll(/([a-z_0-9]+)\{/g)].map(([, name = '']) => name)),
  )
  const families = new Set(asked.map((name) => name.replace(/_bucket$/, '')))
  families.delete('up')
  expect([...families].filter((name) => !names.includes(name))).toEqual([])
  expect(names.filter((name) => name.startsWith('babelgate_') && !families.has(name))).toEqual([])
})
