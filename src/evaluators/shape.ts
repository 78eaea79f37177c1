/**
 * Checks of what came out of the box. A `Shape` takes anything and returns a value that it has built
 * anew, with nothing in it that it does not know, or throws `ShapeError`.
 */
export type Shape<T> = (value: unknown) => T

/** Says what was expected, never what was there. */
export class ShapeError extends Error {
  override name = 'ShapeError'
}

export const truth: Shape<boolean> = (value) => {
  if (typeof value !== 'boolean') throw new ShapeError('boolean expected')
  return value
}

export const number: Shape<number> = (value) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new ShapeError('number expected')
  return value
}

/** Made fit for every store: half surrogates and NUL, which databases refuse, are replaced. */
export const text: Shape<string> = (value) => {
  if (typeof value !== 'string') throw new ShapeError('string expected')
  return value.isWellFormed() && !value.includes('\0')
    ? value
    : value.toWellFormed().replaceAll('\0', '\uFFFD')
}

export const base64: Shape<string> = (value) => {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) {
    throw new ShapeError('base64 expected')
  }
  return value
}

export function word<const Word extends string>(...words: readonly Word[]): Shape<Word> {
  return (value) => {
    const found = words.find((each) => each === value)
    if (found === undefined) throw new ShapeError(`one of ${words.join(', ')} expected`)
    return found
  }
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value) => (value === null ? null : shape(value))
}

export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new ShapeError('array expected')
    return value.map((item) => shape(item))
  }
}

export function record<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value) => {
    const entries = Object.entries(members(value))
    return Object.fromEntries(entries.map(([key, item]) => [text(key), shape(item)]))
  }
}

type Shapes<T> = { readonly [key in keyof T]-?: Shape<T[key]> }

export function object<T extends object>(shapes: Shapes<T>): Shape<T> {
  const entries = Object.entries<Shape<unknown>>(shapes)
  return (value) => {
    const found = members(value)
    const built = entries.map(([key, shape]) => {
      try {
        return [key, shape(found[key])]
      } catch (cause) {
        if (!(cause instanceof ShapeError)) throw cause
        throw new ShapeError(`${key}: ${cause.message}`)
      }
    })
    // Each key of T went through the shape for it.
    return Object.fromEntries(built) as T
  }
}

/** Chooses by `type`. */
export function union<T extends { readonly type: string }>(shapes: {
  readonly [type in T['type']]: Shape<Extract<T, { readonly type: type }>>
}): Shape<T> {
  const known = new Map<unknown, Shape<T>>(Object.entries<Shape<T>>(shapes))
  return (value) => {
    const shape = known.get(members(value)['type'])
    if (shape === undefined) throw new ShapeError('unknown type')
    return shape(value)
  }
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ShapeError('object expected')
  }
  // Own members only: `__proto__` and the like are never looked up.
  return Object.assign(Object.create(null) as Record<string, unknown>, value)
}
