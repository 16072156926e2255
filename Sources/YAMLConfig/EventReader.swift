// libyaml's event stream as Swift values.

internal import CLibYAML

/// One parsing event and where it starts.
struct Event {
  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd, sequenceEnd, mappingEnd
    case alias(String)
    case scalar(Scalar, Properties)
    case sequenceStart(Properties)
    case mappingStart(Properties)
  }

  /// What may stand before a node.
  struct Properties {
    var anchor: String?
    var hasTag: Bool
  }

  var kind: Kind
  var mark: Mark
}

/// A fault of syntax; nothing after it can be read.
struct SyntaxError: Error {
  var message: String
  var mark: Mark
}

/// Reads events from bytes that must outlive it.
///
/// A class because libyaml's parser keeps pointers into itself: it needs one address for life and one release.
final class EventReader {
  private let parser: UnsafeMutablePointer<yaml_parser_t>

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    precondition(yaml_parser_initialize(parser) == 1, "no memory for the YAML parser")
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deinitialize(count: 1)
    parser.deallocate()
  }

  /// The next event. Not to be called again after an error or the stream's end.
  func next() throws(SyntaxError) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
    defer { yaml_event_delete(&event) }
    return Event(kind: kind(of: event), mark: Mark(event.start_mark))
  }

  private func kind(of event: yaml_event_t) -> Event.Kind {
    let data = event.data
    switch event.type {
    case YAML_STREAM_START_EVENT: return .streamStart
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_DOCUMENT_END_EVENT: return .documentEnd
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
    case YAML_MAPPING_END_EVENT: return .mappingEnd
    case YAML_ALIAS_EVENT: return .alias(string(data.alias.anchor) ?? "")
    case YAML_SEQUENCE_START_EVENT:
      return .sequenceStart(properties(data.sequence_start.anchor, data.sequence_start.tag))
    case YAML_MAPPING_START_EVENT:
      return .mappingStart(properties(data.mapping_start.anchor, data.mapping_start.tag))
    case YAML_SCALAR_EVENT:
      let text = String(
        decoding: UnsafeBufferPointer(start: data.scalar.value, count: data.scalar.length), as: UTF8.self)
      let scalar = Scalar(text: text, isPlain: data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
      return .scalar(scalar, properties(data.scalar.anchor, data.scalar.tag))
    default: return .streamEnd
    }
  }

  private func properties(_ anchor: UnsafePointer<yaml_char_t>?, _ tag: UnsafePointer<yaml_char_t>?) -> Event.Properties
  {
    Event.Properties(anchor: string(anchor), hasTag: tag != nil)
  }

  private func string(_ characters: UnsafePointer<yaml_char_t>?) -> String? {
    characters.map { String(cString: $0) }
  }

  private func syntaxError() -> SyntaxError {
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "the YAML cannot be read"
    let context = parser.pointee.context.map { " \(String(cString: $0))" } ?? ""
    return SyntaxError(message: problem + context, mark: Mark(parser.pointee.problem_mark))
  }
}

extension Mark {
  fileprivate init(_ mark: yaml_mark_t) {
    self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }
}
