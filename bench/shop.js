/** The answer of the service behind W7, 1 kB: what the gateway passes on is the same text. */
export const item = {
  id: 4711,
  name: 'Bench of oak, with a back of slats and arms that fold',
  text: 'Oak from the region, oiled twice, joined without screws. Seats three people and stands outdoors in all weather; once a year it wants a coat of oil and a dry day.',
  made_at: '2026-03-14T09:26:53Z',
  stock: 17,
  sold_out: false,
  price: { amount: 1249.95, currency: 'EUR', taxed: true },
  maker: { name: 'Joinery of the old mill', city: 'Pau', since: 1921 },
  tags: ['garden', 'oak', 'three seats', 'handmade', 'folding'],
  parts: [
    { sku: 'oak-slat-120', name: 'Slat, 120 cm, planed on four sides', count: 9, weight: 1.35 },
    { sku: 'oak-leg-45', name: 'Leg, 45 cm, turned, with a foot of brass', count: 4, weight: 0.8 },
    { sku: 'oak-arm-50', name: 'Arm, 50 cm, with a hinge of brass', count: 2, weight: 1.125 },
    { sku: 'oil-250', name: 'Oil for wood, 250 ml, enough for two coats', count: 1, weight: 0.275 },
    { sku: 'felt-30', name: 'Pads of felt, 30 mm, which stick by themselves', count: 4, weight: 0.01 },
  ],
}

/** The service in the words of the gateway's own file. @param url its address */
export const upstreams = (url) => `services:
  shop:
    url: ${url}
    types:
      price: { amount: decimal, currency: string, taxed: boolean }
      maker: { name: string, city: string, since: int }
      part: { sku: string, name: string, count: int, weight: number }
      item:
        id: int
        name: string
        text: string
        made_at: datetime
        stock: int
        sold_out: boolean
        price: price
        maker: maker
        tags: "string[]"
        parts: "part[]"
        note: string?
    methods:
      item: { call: "GET /items/{id}", params: { id: int }, result: item }
`
