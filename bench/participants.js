import { limitSettings, shippedLimits } from './limits.js'

const embedded = ['W1', 'W2', 'W3', 'W4', 'W5m']

/**
 * The rivals by their files, and the workloads that they know; the first one is the limit. One row of the table may be
 * several servers, each for workloads of its own; those with `redis` keep nonces there, and count calls for W6, those with
 * `disk` keep nonces in SQLite.
 */
const rivals = [
  { name: 'bare', file: 'bare', does: ['W1', 'W2', 'W3', 'W4'] },
  { name: 'bare', file: 'bare-oauth', does: ['W5m'] },
  { name: 'bare', file: 'bare-oauth', does: ['W5r'], redis: true },
  { name: 'bare, on disk', file: 'bare-oauth', does: ['W5m'], disk: true },
  { name: 'bare', file: 'bare-limits', does: ['W6'], redis: true },
  { name: 'bare', file: 'bare-service', does: ['W7'], service: true },
  { name: 'bare, pool.request', file: 'bare-request', does: ['W7'], service: true },
  { name: 'fastify', file: 'fastify', does: ['W1', 'W2'] },
  { name: 'fastify', file: 'fastify', does: ['W6'], redis: true },
  { name: 'fastify', file: 'fastify-service', does: ['W7'], service: true },
  { name: 'express', file: 'express', does: ['W1', 'W2'] },
  { name: 'express', file: 'express', does: ['W6'], redis: true },
  { name: 'express', file: 'express-service', does: ['W7'], service: true },
  { name: 'express + oauth-1.0a', file: 'express-oauth', does: ['W5m'] },
  { name: 'express + oauth-1.0a', file: 'express-oauth', does: ['W5r'], redis: true },
  { name: 'express + …, on disk', file: 'express-oauth', does: ['W5m'], disk: true },
  { name: 'npm-soap', file: 'npm-soap', does: ['W3'] },
  { name: 'npm-xmlrpc', file: 'npm-xmlrpc', does: ['W4'] },
]

/** The rivals of the gateway as shipped: those without a package for the protocol itself. */
const shortList = rivals.filter(({ name }) => ['bare', 'bare, on disk', 'fastify', 'express'].includes(name))

/** Babelgate as it counts calls in Redis. */
export const counting = { name: 'babelgate', level: 'warn', does: ['W6'], redis: true, settings: limitSettings }

/** Babelgate without limits, but for W6, by its level of logging. */
const limitsOff = [
  { name: 'babelgate', level: 'warn', does: embedded },
  { name: 'babelgate', level: 'warn', does: ['W5r'], redis: true },
  counting,
  { name: 'babelgate', level: 'warn', does: ['W7'], service: true },
  { name: 'babelgate, call lines', level: 'info', does: embedded },
  { name: 'babelgate, call lines', level: 'info', does: ['W5r'], redis: true },
  { ...counting, name: 'babelgate, call lines', level: 'info' },
  { name: 'babelgate, call lines', level: 'info', does: ['W7'], service: true },
]

const shipped = { name: 'babelgate, as shipped', level: 'info', settings: shippedLimits, carries: 'ratelimit' }

/**
 * The tables: who is in them, by which loads they are measured unless others are asked for, and whether the rivals send
 * the headers that the gateway sends. Without wrk the usual load stands in for its own.
 */
export const tables = {
  'limits-off': { rivals, ours: limitsOff, php: true, loads: ['autocannon-32'], alike: true },
  'as-shipped': {
    rivals: shortList,
    ours: [
      { ...shipped, does: embedded },
      { ...shipped, does: ['W5r', 'W6'], redis: true },
      { ...shipped, does: ['W7'], service: true },
    ],
    php: false,
    loads: ['wrk-64', 'wrk-256'],
    alike: false,
  },
}
