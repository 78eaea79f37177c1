/**
 * Loaded before each test file: properties are tried on the same examples each time, so that a check of
 * one commit gives one answer. Others are tried with `PROPERTY_SEED=random npm test`, or a seed that failed.
 */
import fc from 'fast-check'

const seed = process.env['PROPERTY_SEED'] ?? '20261121'
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) })
