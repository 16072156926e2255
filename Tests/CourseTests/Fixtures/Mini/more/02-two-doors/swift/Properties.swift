import Workbook

let properties = [
  Property("opens-one-at-a-time") { _ in }
]
