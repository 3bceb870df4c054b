// The character classes of RFC 9110 §5.6 and RFC 3986 §2 that the server needs.
extension UInt8 {
    var isDigit: Bool { self &- 48 < 10 }
    var isLetter: Bool { (self | 0x20) &- 97 < 26 }
    var isHexDigit: Bool { hexValue != nil }

    var hexValue: Int? {
        switch self {
        case 48...57: Int(self) - 48
        case 65...70: Int(self) - 55
        case 97...102: Int(self) - 87
        default: nil
        }
    }

    /// Whether it may stand in a method or a field's name.
    var isToken: Bool {
        if isLetter || isDigit { return true }
        switch self {
        case 33, 35...39, 42, 43, 45, 46, 94...96, 124, 126: return true
        default: return false
        }
    }

    /// Whether it may stand in a registered host name or an IPv4 address.
    var isHostByte: Bool { isLetter || isDigit || self == 45 || self == 46 || self == 95 }

    var isBlank: Bool { self == 32 || self == 9 }
}
