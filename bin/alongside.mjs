#!/usr/bin/env node
// Plain enough for any Node to read: older ones cannot even load the rest, and would not say why.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major > 24 || (major === 24 && minor >= 12)) {
  await import('../src/cli/main.ts')
} else {
  console.error(
    `Alongside needs Node 24.12 or newer, and this is ${process.version}.\n` +
      'In its folder, after `npm ci`, `npm start` and `npx alongside` bring the right one along.',
  )
  process.exitCode = 1
}
