import { cpSync } from 'node:fs'

/** Copies what the compiler leaves behind (pages, styles, scripts of Redis) from src/ to dist/. */
cpSync('src', 'dist', { recursive: true, filter: (path) => !path.endsWith('.ts') })
