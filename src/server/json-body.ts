/** What arrives at the JSON door, taken apart. */
import { z } from 'zod'
import type { Ask } from './web.ts'

const MOST_FIELDS = 2000
const MOST_NESTED = 50

const argument = z.union([z.string().max(10_000), z.number(), z.boolean()])
const part = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** `i`, and the interview's own parameters. */
const begin = z
  .object({ i: z.string().min(1).max(1000) })
  .catchall(argument)
  .refine((body) => Object.keys(body).length <= 50)

const answer = z.strictObject({
  version: z.int().min(0),
  _question_name: z.string().max(1000),
  /** By field key. */
  values: z
    .record(z.string().max(100), z.union([part, z.array(part).max(MOST_FIELDS)]))
    .refine((values) => Object.keys(values).length <= MOST_FIELDS)
    .default({}),
  /** Value of the button. */
  press: z.string().max(10_000).optional(),
})

const back = z.strictObject({ version: z.int().min(0) })

const action = z.strictObject({
  action: z.string().min(1).max(500),
  // Nothing that walks through them later has to be ready for any depth.
  arguments: z
    .record(z.string(), z.unknown())
    .refine((given) => isShallow(given, MOST_NESTED))
    .default({}),
})

export const BODIES = { begin, answer, back, action } as const
export type JsonAnswer = z.infer<typeof answer>
type Values = Readonly<Record<string, readonly string[]>>

/**
 * Null: not JSON, or not of that form. Only JSON is read as such: a page of another site cannot send
 * that without being asked about first.
 */
export function readJson<T>(ask: Ask, schema: z.ZodType<T>): T | null {
  const type = ask.req.header('content-type') ?? ''
  if (!/^application\/json\b/i.test(type)) return null
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(ask.var.body).toString())
  } catch {
    // Refused like whatever else is of no form.
    return null
  }
  return schema.safeParse(value).data ?? null
}

/** As a form would have sent them. */
export function formValues({ values, press }: JsonAnswer): Values {
  const sent = Object.entries(values).map(([key, given]) => {
    const parts = Array.isArray(given) ? given : [given]
    return [key, parts.map(formValue)] as const
  })
  return Object.fromEntries(press === undefined ? sent : [...sent, ['press', [press]]])
}

function isShallow(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return most > 0 && Object.values(value).every((one) => isShallow(one, most - 1))
}

function formValue(value: z.infer<typeof part>): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return String(value)
}
