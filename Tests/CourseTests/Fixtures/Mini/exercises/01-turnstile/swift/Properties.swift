import Workbook

// Not a declaration: Property("in-a-comment").
let properties = [
  Property("counts-everyone") { execution in
    execution.expect(true, "Property(\"in-a-string\")")
  },
  Property("lets-everyone-through") { _ in },
]
