/**
 * The latest line of each page at this process: a dead one that ends after the page is back says
 * nothing about it. Pages of interviews and Monitors alike.
 */
import type { PageId } from '../base/id.ts'

export interface LatestLines<L> {
  began(page: PageId, line: L): void
  isLatest(page: PageId, line: L): boolean
  /** Whether the page is gone with it: false where it has a later line. */
  ended(page: PageId, line: L): boolean
  isBack(page: PageId): boolean
}

export function createLatestLines<L>(): LatestLines<L> {
  const lines = new Map<PageId, L>()
  const isLatest = (page: PageId, line: L): boolean => lines.get(page) === line
  return {
    began: (page, line) => void lines.set(page, line),
    isLatest,
    ended: (page, line) => isLatest(page, line) && lines.delete(page),
    isBack: (page) => lines.has(page),
  }
}
