import type { Ask } from './web.ts'

const MAX_FIELDS = 2000

/** Values by field, in order; null for what is no form of ours (files, too many fields). */
export async function readForm(ask: Ask): Promise<ReadonlyMap<string, readonly string[]> | null> {
  const type = ask.req.header('content-type') ?? ''
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/.test(type)) return null
  let form: FormData
  try {
    form = await ask.req.formData()
  } catch (error) {
    // A body that is not what its type says. Too large a one is the limit's to answer.
    if (error instanceof Error && error.name === 'BodyLimitError') throw error
    return null
  }
  const fields = new Map<string, string[]>()
  let count = 0
  for (const [key, value] of form) {
    if (typeof value !== 'string' || ++count > MAX_FIELDS) return null
    const known = fields.get(key)
    if (known === undefined) fields.set(key, [value])
    else known.push(value)
  }
  return fields
}

