/**
 * Writes `timezones.br` from a system's tz database (public domain): `node src/python/build-timezones.ts`.
 *
 * The zones are part of the repository because not every system has them (slim containers, Windows)
 * and because the same request must give the same reply everywhere. Run it when IANA publishes a new
 * version that your system has.
 */
import { readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'

import { timezonesFile } from './timezones.ts'

const FOLDER = '/usr/share/zoneinfo'
const TZIF = 'TZif'
const HEADER_BYTES = 44

/** Drops the first, 32-bit part of a TZif file; readers of version 2 and later skip it. */
function shorten(file: Buffer): Buffer {
  const count = (at: number): number => file.readUInt32BE(at)
  const leapBytes = 8
  const first =
    count(20) + count(24) + count(28) * leapBytes + count(32) * 5 + count(36) * 6 + count(40)
  const header = Buffer.from(file.subarray(0, HEADER_BYTES))
  header.fill(0, 20)
  return Buffer.concat([header, file.subarray(HEADER_BYTES + first)])
}

function readZones(prefix: string, zones: Map<string, Buffer>): void {
  for (const entry of readdirSync(`${FOLDER}/${prefix}`)) {
    const name = prefix + entry
    if (name === 'posix' || name === 'right' || name === 'localtime') continue
    const path = realpathSync(`${FOLDER}/${name}`)
    if (statSync(path).isDirectory()) {
      readZones(`${name}/`, zones)
    } else {
      const file = readFileSync(path)
      if (file.toString('latin1', 0, TZIF.length) === TZIF) zones.set(name, shorten(file))
    }
  }
}

const zones = new Map<string, Buffer>()
readZones('', zones)
const version = /^# version (\S+)/.exec(readFileSync(`${FOLDER}/tzdata.zi`, 'utf8'))?.[1]

// Links have the same bytes as what they lead to: kept once.
const places = new Map<string, [number, number]>()
const parts: Buffer[] = []
let at = 0
const names: Record<string, [number, number]> = {}
for (const [name, bytes] of [...zones].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
  const content = bytes.toString('latin1')
  const known = places.get(content)
  const place: [number, number] = known ?? [at, bytes.length]
  if (known === undefined) {
    places.set(content, place)
    parts.push(bytes)
    at += bytes.length
  }
  names[name] = place
}
const index = Buffer.from(JSON.stringify({ version, zones: names }))
const size = Buffer.alloc(4)
size.writeUInt32BE(index.length)
writeFileSync(timezonesFile, brotliCompressSync(Buffer.concat([size, index, ...parts])))
