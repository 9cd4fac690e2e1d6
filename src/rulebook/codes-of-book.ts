/**
 * The tables of the codes room as a rule book has them: regions of the country and
 * of the deployer's own packs, first pairs and pilot series of the unified code.
 * Made once for a book.
 */
import { type Industries, industriesOf } from '../codes/industries.ts'
import { type PlaceWords, placeWordsOf } from '../codes/name-parts.ts'
import { isKnownRegion, type Regions, readRegions, withRegions } from '../codes/regions.ts'
import type { UsccTables } from '../codes/uscc.ts'
import { categoriesOf, pilotSeriesOf, standardCategories, standardPilotSeries } from '../codes/uscc-categories.ts'
import type { CodeValue, RuleBook } from './book.ts'

const regionsByBook = new WeakMap<RuleBook, Regions>()
const tablesByBook = new WeakMap<RuleBook, UsccTables>()

/** Every region that the book knows, with what it was before. */
export function regionsOfBook(book: RuleBook): Regions {
  let regions = regionsByBook.get(book)
  if (!regions) {
    // The list made from packages first, what is kept by hand laid over it, a deployer's own last.
    const files = book.packs.filter((pack) => /(?:^|\/)regions\/[^/]*\.csv$/.test(pack.name))
    const order = (name: string): number => (name.endsWith('/divisions.csv') ? 0 : 1)
    const texts = files.sort((a, b) => order(a.name) - order(b.name)).map((pack) => pack.text)
    regions = withRegions(readRegions(...texts), book.regions)
    regionsByBook.set(book, regions)
  }
  return regions
}

const placesByBook = new WeakMap<RuleBook, PlaceWords>()

/** The names of these regions, as they stand in the names of organisations. */
export function placesOfBook(book: RuleBook): PlaceWords {
  let places = placesByBook.get(book)
  if (!places) {
    places = placeWordsOf(regionsOfBook(book))
    placesByBook.set(book, places)
  }
  return places
}

const industriesByBook = new WeakMap<RuleBook, Industries>()

/** Industries, by their numbers. */
export function industriesOfBook(book: RuleBook): Industries {
  let industries = industriesByBook.get(book)
  if (!industries) {
    industries = industriesOf(valuesOf(book, 'industry'))
    industriesByBook.set(book, industries)
  }
  return industries
}

/** What `examineUscc` warns by. */
export function usccTablesOf(book: RuleBook): UsccTables {
  let tables = tablesByBook.get(book)
  if (!tables) {
    const regions = regionsOfBook(book)
    tables = {
      categories: pairsOf(book),
      pilotSeries: seriesOf(book),
      ...(regions.size > 0 ? { isKnownRegion: (code: string) => isKnownRegion(regions, code) } : {}),
    }
    tablesByBook.set(book, tables)
  }
  return tables
}

const valuesOf = (book: RuleBook, list: string): CodeValue[] =>
  book.codeLists.filter((one) => one.id === list).flatMap((one) => one.values)

/** What a pack says is laid over the standard's table, so that a book without that pack still knows it. */
function pairsOf(book: RuleBook): UsccTables['categories'] {
  return new Map([...standardCategories, ...categoriesOf(valuesOf(book, 'uscc-category'))])
}

function seriesOf(book: RuleBook): UsccTables['pilotSeries'] {
  const own = pilotSeriesOf(valuesOf(book, 'uscc-pilot-series'))
  return own.length > 0 ? own : standardPilotSeries
}
