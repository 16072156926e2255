// The programs of Counts.c as properties: `increments-3` runs three threads.

import Workbook

@_silgen_name("counts_increments") func countsIncrements(_ wanted: Int32)
@_silgen_name("counts_readers") func countsReaders(_ wanted: Int32)
@_silgen_name("counts_lastzero") func countsLastzero(_ wanted: Int32)
@_silgen_name("counts_indexer") func countsIndexer(_ wanted: Int32)
@_silgen_name("counts_casrot") func countsCasrot(_ wanted: Int32)

let counts = [
  ("increments", 2...6, countsIncrements), ("readers", 1...7, countsReaders), ("lastzero", 2...10, countsLastzero),
  ("indexer", 11...13, countsIndexer), ("casrot", 2...6, countsCasrot),
].flatMap { name, sizes, run in sizes.map { size in Property("\(name)-\(size)") { _ in run(Int32(size)) } } }
