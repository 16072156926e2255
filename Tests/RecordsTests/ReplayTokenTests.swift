import Testing

@testable import Records

@Suite("Replay tokens")
struct ReplayTokenTests {
  let token = ReplayToken(
    exercise: "02-bounded-queue", property: "first-in-first-out", fingerprint: 0xbeef, input: [1, 0, 300, .max],
    schedule: Schedule([Deviation(skip: 0, thread: 2), Deviation(skip: 4_000_000_000, thread: 1)]))

  @Test("A printed token reads back as the same execution")
  func roundTrip() throws {
    #expect(try ReplayToken(parsing: "\(token)") == token)
    let plain = ReplayToken(exercise: "a", property: "b", fingerprint: 0, input: [], schedule: Schedule())
    #expect(try ReplayToken(parsing: "\(plain)") == plain)
  }

  @Test("A token without input and deviations has eight characters")
  func short() {
    let plain = ReplayToken(exercise: "a", property: "b", fingerprint: 7, input: [], schedule: Schedule())
    #expect(plain.encoded.count == 8)
  }

  @Test("Every token is made of characters that a shell leaves alone")
  func characters() {
    for fingerprint in UInt16.min..<500 {
      let encoded = ReplayToken(
        exercise: "a", property: "b", fingerprint: fingerprint &* 131, input: [UInt64(fingerprint)],
        schedule: Schedule()
      ).encoded
      #expect(
        encoded.utf8.allSatisfy {
          $0 == 0x2d || $0 == 0x5f || Character(Unicode.Scalar($0)).isLetter || Character(Unicode.Scalar($0)).isNumber
        })
    }
  }

  @Test("A token with any one character changed or dropped is refused")
  func damage() {
    let encoded = Array(token.encoded)
    for index in encoded.indices {
      var changed = encoded
      changed[index] = changed[index] == "A" ? "Q" : "A"
      #expect(throws: ReplayTokenError.self) { try ReplayToken(parsing: "e.p.\(String(changed))") }
      var shorter = encoded
      shorter.remove(at: index)
      // Dropping one of two equal neighbours gives the same text for both; every one of them is refused.
      #expect(throws: ReplayTokenError.self) { try ReplayToken(parsing: "e.p.\(String(shorter))") }
    }
  }

  @Test("A token that is not three parts between dots says so", arguments: ["", "x", "a.b", "a.b.", "a..c", "a.b.c.d"])
  func shape(text: String) {
    #expect(throws: ReplayTokenError.shape) { try ReplayToken(parsing: text) }
  }

  @Test("The fingerprint is FNV-1a")
  func fingerprint() {
    #expect(Fingerprint([]).hexadecimal == "cbf29ce484222325")
    #expect(Fingerprint("a".utf8).hexadecimal == "af63dc4c8601ec8c")
    #expect(Fingerprint("foobar".utf8).hexadecimal == "85944171f73967e8")
  }
}
