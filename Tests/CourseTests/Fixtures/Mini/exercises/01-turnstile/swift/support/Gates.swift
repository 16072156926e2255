public let gates = 2
