import Cards
import Vocabulary

/// A message of ours for the page: blocks of plain text with styles, never HTML.
enum MessageBlocks {
    static func json(_ markup: String) -> JSONValue { Dialect.page(markup) }
}
