// The same calls as `set`, chained, and with optionals: nil binds NULL.
extension Statement {
    package func set(_ index: Int32, _ value: Int64?) {
        if let value { set(index, value) } else { setNull(index) }
    }

    package func set(_ index: Int32, _ value: Int?) {
        if let value { set(index, value) } else { setNull(index) }
    }

    package func set(_ index: Int32, _ value: Bool?) {
        if let value { set(index, value) } else { setNull(index) }
    }

    package func set(_ index: Int32, _ value: Double?) {
        if let value { set(index, value) } else { setNull(index) }
    }

    package func set(_ index: Int32, _ value: String?) {
        if let value { set(index, value) } else { setNull(index) }
    }

    package func set(_ index: Int32, _ value: [UInt8]?) {
        if let value { set(index, value) } else { setNull(index) }
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: Int64) -> Statement {
        set(index, value)
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: Int) -> Statement {
        set(index, value)
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: Bool) -> Statement {
        set(index, value)
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: Double) -> Statement {
        set(index, value)
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: String) -> Statement {
        set(index, value)
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: [UInt8]) -> Statement {
        set(index, value)
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: Int64?) -> Statement {
        set(index, value)
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: Int?) -> Statement {
        set(index, value)
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: Bool?) -> Statement {
        set(index, value)
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: Double?) -> Statement {
        set(index, value)
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: String?) -> Statement {
        set(index, value)
        return self
    }

    @discardableResult
    package func bind(_ index: Int32, _ value: [UInt8]?) -> Statement {
        set(index, value)
        return self
    }
}
